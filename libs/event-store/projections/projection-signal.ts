/**
 * Between the projections of this process and those of its requests that wait for them: whoever waits
 * need not poll, and whoever projects knows that somebody is waiting.
 */
export class ProjectionSignal {
  private readonly waiting = new Map<() => void, readonly string[]>();
  private readonly resting = new Map<() => void, string>();

  /** A projection has moved. */
  moved(name: string): void {
    for (const [wake, names] of [...this.waiting]) if (names.includes(name)) wake();
  }

  /** Lets everybody look again. */
  wakeAll(): void {
    for (const wake of [...this.waiting.keys()]) wake();
  }

  /** Resolves when one of these projections moves, or after `ms`. */
  next(names: readonly string[], ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.waiting.set(wake, names);
      for (const [rouse, name] of [...this.resting]) if (names.includes(name)) rouse();
    });
  }

  /** Resolves when somebody waits for this projection, at the latest after `ms` or on abort. */
  wanted(name: string, ms: number, abort: AbortSignal): Promise<void> {
    if (abort.aborted || [...this.waiting.values()].some((names) => names.includes(name))) {
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const rouse = () => {
        clearTimeout(timer);
        this.resting.delete(rouse);
        abort.removeEventListener('abort', rouse);
        resolve();
      };
      const timer = setTimeout(rouse, ms);
      this.resting.set(rouse, name);
      abort.addEventListener('abort', rouse, { once: true });
    });
  }
}
