/** Longest wait for a clean end, in ms; after that the process ends anyway. */
const LIMIT = 30_000;

export interface ShutdownOptions {
  /** Everything that has to be closed, in this order: the application first, its database last. */
  readonly close: readonly (() => Promise<void>)[];
  readonly log?: (message: string) => void;
  readonly limitMs?: number;
}

/**
 * Ends the process cleanly on SIGINT (Ctrl-C), SIGTERM or a call of the returned function, with
 * exit code 0; a second signal ends it at once. A step that fails does not keep the next ones from
 * closing, and makes the exit code 1.
 */
export function closeOnSignal(options: ShutdownOptions): (exitCode?: number) => Promise<void> {
  let closing: Promise<void> | undefined;
  const end = (exitCode = 0): Promise<void> =>
    (closing ??= closeAll(options).then((failed) => {
      process.exit(failed ? 1 : exitCode);
    }));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (closing) process.exit(130);
      void end();
    });
  }
  return end;
}

/** @returns true when a step failed or the time was up */
export async function closeAll(options: ShutdownOptions): Promise<boolean> {
  let failed = false;
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      failed = true;
      options.log?.('closing takes too long; ending anyway');
      resolve();
    }, options.limitMs ?? LIMIT);
  });
  for (const step of options.close) {
    try {
      await Promise.race([step(), limit]);
    } catch (error) {
      failed = true;
      options.log?.(`closing failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  clearTimeout(timer);
  return failed;
}
