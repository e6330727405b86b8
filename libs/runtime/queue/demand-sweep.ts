import { Logger } from '@nestjs/common';
import type { DemandQueue } from './demand-queue.js';

/** Between two sweeps, ms. */
const INTERVAL = 30_000;
/** Demands enqueued by one sweep of one kind; the next sweep goes on. */
export const SWEEP_LIMIT = 1_000;

/** Demands that have no answer yet, oldest first. */
export interface OpenDemands {
  readonly queue: DemandQueue;
  readonly find: (limit: number) => Promise<readonly string[]>;
}

/**
 * Enqueues what was demanded and never answered: whose enqueueing got lost, whose queue was
 * emptied, whose worker died. At the start and every 30 seconds, in every worker process.
 */
export class DemandSweep {
  private readonly logger = new Logger('DemandSweep');
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly demands: readonly OpenDemands[],
    private readonly interval = INTERVAL,
  ) {}

  start(): void {
    this.schedule(0);
  }

  /** Resolves when the sweep in progress has ended. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.sweeping;
  }

  /** One sweep now. @returns how many demands were enqueued (some may have had a job already) */
  async sweep(): Promise<number> {
    let enqueued = 0;
    for (const { queue, find } of this.demands) {
      try {
        for (const id of await find(SWEEP_LIMIT)) {
          if (this.stopped) return enqueued;
          await queue.enqueue(id);
          enqueued += 1;
        }
      } catch (error) {
        // Read models or queue are away: the next sweep will find the same demands.
        this.logger.warn(
          `${queue.name}: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
    }
    return enqueued;
  }

  private schedule(delay: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.sweeping = this.sweep().then(() => {
        this.schedule(this.interval);
      });
    }, delay);
  }
}
