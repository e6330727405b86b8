/** Pauses between looks, ms: short while something happens, doubled while nothing does. */
const SHORTEST = 10;
const LONGEST = 250;
/** Pause after a look that failed (database away), ms. */
const AFTER_FAILURE = 500;

interface Waiter {
  readonly done: () => boolean;
  readonly resolve: () => void;
}

/**
 * One loop for all that wait in a process: looks while anybody waits, rests otherwise. A failed look
 * is repeated: whoever follows the log waits through an outage.
 */
export class Poller {
  private readonly waiters = new Set<Waiter>();
  private pause = SHORTEST;
  private looping = false;
  private closed = false;
  private interrupt: (() => void) | undefined;
  private lastLook = 0;

  constructor(private readonly look: () => Promise<void>) {}

  /** Resolves as soon as `done()` holds, when `signal` aborts, or when the poller is closed. */
  until(done: () => boolean, signal: AbortSignal): Promise<void> {
    if (done() || signal.aborted || this.closed) return Promise.resolve();
    return new Promise((resolve) => {
      const waiter: Waiter = {
        done,
        resolve: () => {
          this.waiters.delete(waiter);
          signal.removeEventListener('abort', waiter.resolve);
          resolve();
        },
      };
      this.waiters.add(waiter);
      signal.addEventListener('abort', waiter.resolve, { once: true });
      if (!this.looping) void this.loop();
    });
  }

  /** Looks at once instead of at the end of the pause. */
  wake(): void {
    this.pause = SHORTEST;
    this.interrupt?.();
  }

  /** The end moved: lets go whoever waited for it, and polls briskly again. */
  advanced(): void {
    this.pause = SHORTEST;
    for (const waiter of [...this.waiters]) if (waiter.done()) waiter.resolve();
  }

  close(): void {
    this.closed = true;
    for (const waiter of [...this.waiters]) waiter.resolve();
    this.interrupt?.();
  }

  private async loop(): Promise<void> {
    this.looping = true;
    while (this.waiters.size > 0) {
      try {
        await this.keepDistance();
        await this.look();
        await this.sleep(this.pause);
        this.pause = Math.min(this.pause * 2, LONGEST);
      } catch {
        await this.sleep(AFTER_FAILURE);
      }
    }
    this.looping = false;
    this.pause = SHORTEST;
  }

  /** However often it is woken, so that many appends make few pages and not many. */
  private async keepDistance(): Promise<void> {
    const rest = this.lastLook + SHORTEST - Date.now();
    if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
    this.lastLook = Date.now();
  }

  private sleep(ms: number): Promise<void> {
    if (this.waiters.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.interrupt = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
