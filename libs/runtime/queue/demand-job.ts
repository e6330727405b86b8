import type { Logger } from '@nestjs/common';
import { DelayedError, UnrecoverableError, type Job } from 'bullmq';
import { Refusal, RefusalError } from '#libs/kernel/refusal.js';
import type { DemandJob } from './demand-queue.js';

/** The work was broken off because the process is closing; it does not count as an attempt. */
export class Interrupted extends Error {
  constructor() {
    super('interrupted: the worker is closing');
    this.name = 'Interrupted';
  }
}

/** No attempt will ever succeed; `message` is the Chinese reason that users are shown. */
export class Hopeless extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'Hopeless';
  }
}

/** What a kind of job does with a demand. */
export interface DemandWork {
  /** Does the work; harmless when it is done already. */
  readonly run: (id: string) => Promise<void>;
  /** Records that it has failed for good; harmless when there is an answer already. */
  readonly giveUp: (id: string, reason: string) => Promise<void>;
}

/** How long an interrupted job waits for the next worker, ms. */
const SOON = 200;

/**
 * Runs one attempt of a job. The last one that fails, and one without hope, is recorded as the
 * demand's answer, so that a failure is seen in the ledger and not only in the queue.
 * @throws what BullMQ needs to delay, repeat or end the job
 */
export async function runDemandJob(
  job: Job<DemandJob>,
  token: string | undefined,
  work: DemandWork,
): Promise<void> {
  const { id } = job.data;
  try {
    await work.run(id);
  } catch (error) {
    if (error instanceof Interrupted) {
      await job.moveToDelayed(Date.now() + SOON, token);
      throw new DelayedError();
    }
    if (error instanceof Hopeless) {
      await work.giveUp(id, error.message);
      throw new UnrecoverableError(error.message);
    }
    const attempts = job.opts.attempts ?? 1;
    if (job.attemptsMade + 1 >= attempts) await work.giveUp(id, reasonOf(error, attempts));
    throw error;
  }
}

/**
 * Called after a failed attempt. A job that BullMQ gave up without asking us, because its worker
 * died again and again (`stalled`), is recorded here: it would otherwise be enqueued and kill
 * workers for ever.
 */
export async function afterFailure(
  job: Job<DemandJob> | undefined,
  error: Error,
  work: DemandWork,
  logger: Logger,
): Promise<void> {
  const id = job?.data.id ?? 'job';
  logger.warn(`${id}: attempt ${job?.attemptsMade ?? 0}: ${error.message}`);
  if (!job || !error.message.includes('stalled')) return;
  try {
    await work.giveUp(job.data.id, '处理该任务的进程多次中断，已停止重试，请联系系统管理员');
  } catch (failure) {
    logger.error(`the end of ${id} could not be recorded: ${String(failure)}`);
  }
}

/** A refusal is said as it is; whatever else went wrong is nobody's business but the log's. */
function reasonOf(error: unknown, attempts: number): string {
  const { refusal } = error instanceof RefusalError ? error : { refusal: undefined };
  if (refusal instanceof Refusal && refusal.kind !== 'unavailable') return refusal.detail;
  return `多次尝试后仍未完成（${attempts} 次），请稍后由系统管理员重试`;
}

/** How a worker treats jobs whose process has died: another takes them over within seconds. */
export const WORKER_OPTIONS = {
  lockDuration: 15_000,
  stalledInterval: 5_000,
  maxStalledCount: 3,
} as const;
