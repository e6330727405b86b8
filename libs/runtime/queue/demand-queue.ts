import { Logger } from '@nestjs/common';
import type { Queue } from 'bullmq';

/** How often a job is tried before it has failed for good, and how long the first wait is, ms. */
export interface Patience {
  readonly attempts: number;
  /** Doubled after every further attempt. */
  readonly firstWait: number;
}

/** Waits of 1, 2, 4 and 8 seconds. */
const PATIENT: Patience = { attempts: 5, firstWait: 1_000 };
/** Longest wait for the queue's storage while somebody waits for us, ms. */
const STORAGE_WAIT = 2_000;

/** What BullMQ carries: the id of a demand, nothing else. */
export interface DemandJob {
  readonly id: string;
}

/**
 * A queue of demands. An event in the ledger is what demands the work; the queue only wakes a
 * worker, may lose everything, and may deliver twice.
 */
export class DemandQueue {
  private readonly logger: Logger;

  constructor(
    private readonly queue: Queue<DemandJob>,
    private readonly patience: Patience = PATIENT,
  ) {
    this.logger = new Logger(`Queue ${queue.name}`);
  }

  /** For the page that shows what lies in the queues. */
  showOn(board: { show(queue: Queue): void }): void {
    board.show(this.queue);
  }

  get name(): string {
    return this.queue.name;
  }

  /**
   * Adds a job unless the demand has one already. Finished jobs are removed at once, so that a
   * demand that is still open can always be enqueued again.
   * @throws when the storage cannot be reached
   */
  async enqueue(id: string): Promise<void> {
    const adding = this.queue.add(
      this.queue.name,
      { id },
      {
        jobId: id,
        attempts: this.patience.attempts,
        backoff: { type: 'exponential', delay: this.patience.firstWait },
        removeOnComplete: true,
        removeOnFail: true,
      },
    );
    await inTime(adding);
  }

  /** Enqueues without waiting; when that fails the sweep will do it. */
  enqueueSoon(id: string): void {
    this.enqueue(id).catch((error: unknown) => {
      this.logger.warn(`${id} could not be enqueued, the sweep will: ${messageOf(error)}`);
    });
  }

  /** True while a worker has the job in hand; false when the storage does not answer. */
  async isRunning(id: string): Promise<boolean> {
    try {
      return (await inTime(this.queue.getJobState(id))) === 'active';
    } catch (error) {
      this.logger.warn(`state of ${id}: ${messageOf(error)}`);
      return false;
    }
  }
}

/** @throws Error when it takes longer than {@link STORAGE_WAIT} */
async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error('the queue does not answer'));
    }, STORAGE_WAIT);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
    // The loser must not become an unhandled rejection.
    work.catch(() => undefined);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
