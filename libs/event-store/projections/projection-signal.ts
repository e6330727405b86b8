/** Tells readers of this process that a projection of this process has moved, so they need not poll. */
export class ProjectionSignal {
  private readonly waiting = new Set<() => void>();

  moved(): void {
    for (const wake of [...this.waiting]) wake();
  }

  /** Resolves at the next move, or after `ms`. */
  next(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.waiting.add(wake);
    });
  }
}
