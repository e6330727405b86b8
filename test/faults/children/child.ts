import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A process of its own that runs one of the scripts beside this file, to be killed. */
export interface Child {
  /** Every line it printed so far. */
  readonly lines: readonly string[];
  /** Resolves when it has printed a line that fits. */
  printed(fits: (line: string) => boolean): Promise<void>;
  /** `kill -9`; resolves when it is gone and everything it printed has arrived. */
  kill(): Promise<void>;
}

export function startChild(script: string, args: readonly string[]): Child {
  const child = spawn(
    process.execPath,
    ['--import', './test/support/ts-hooks.js', `test/faults/children/${script}.ts`, ...args],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const lines: string[] = [];
  const heard = new Set<() => void>();
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => {
    lines.push(line);
    for (const listen of [...heard]) listen();
  });
  const closed = Promise.all([once(child, 'exit'), once(reader, 'close')]);
  return {
    lines,
    printed: (fits) =>
      new Promise((resolve, reject) => {
        const listen = () => {
          if (!lines.some(fits)) return;
          heard.delete(listen);
          resolve();
        };
        heard.add(listen);
        listen();
        void closed.then(() => reject(new Error(`${script} ended: ${lines.at(-1) ?? 'silent'}`)));
      }),
    kill: async () => {
      child.kill('SIGKILL');
      await closed;
    },
  };
}
