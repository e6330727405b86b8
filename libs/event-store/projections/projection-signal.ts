/** Tells readers of this process that a projection of this process has moved, so they need not poll. */
export class ProjectionSignal {
  private readonly waiting = new Map<() => void, readonly string[]>();

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
    });
  }
}
