import { setImmediate as afterIo, setTimeout as sleep } from 'node:timers/promises';
import { foreground } from '#libs/runtime/http/foreground.js';

/** Longest piece of work before others get their turn, ms. */
const SLICE = 2;
/** Longest wait for requests under way to be answered, ms: work goes on also under constant load. */
const LONGEST_WAIT = 50;

/**
 * Lets others have their turn in between: a long piece of work in this process must not be felt by
 * those who record. Requests under way in the same process come first, within bounds.
 */
export class Breath {
  private since = performance.now();

  /** Call it after every small piece of work; costs nothing while the slice lasts. */
  async take(): Promise<void> {
    if (performance.now() - this.since < SLICE) return;
    await afterIo();
    const deadline = performance.now() + LONGEST_WAIT;
    while (foreground.busy && performance.now() < deadline) await sleep(1);
    this.since = performance.now();
  }
}
