interface Waiter {
  readonly done: () => boolean;
  readonly resolve: () => void;
}

/** Those who wait until something holds; told to look whenever it may have come about. */
export class Waiters {
  private readonly waiting = new Set<Waiter>();
  private closed = false;

  /** Resolves as soon as `done()` holds, when `signal` aborts, or when it is closed. */
  until(done: () => boolean, signal: AbortSignal): Promise<void> {
    if (done() || signal.aborted || this.closed) return Promise.resolve();
    return new Promise((resolve) => {
      const waiter: Waiter = {
        done,
        resolve: () => {
          this.waiting.delete(waiter);
          signal.removeEventListener('abort', waiter.resolve);
          resolve();
        },
      };
      this.waiting.add(waiter);
      signal.addEventListener('abort', waiter.resolve, { once: true });
    });
  }

  look(): void {
    for (const waiter of [...this.waiting]) if (waiter.done()) waiter.resolve();
  }

  close(): void {
    this.closed = true;
    for (const waiter of [...this.waiting]) waiter.resolve();
  }
}
