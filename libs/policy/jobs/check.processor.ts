import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Logger } from '@nestjs/common';
import type { Job } from 'bullmq';
import { afterFailure, runDemandJob, WORKER_OPTIONS } from '#libs/runtime/queue/demand-job.js';
import type { DemandJob } from '#libs/runtime/queue/demand-queue.js';
import { CHECK_JOBS } from '../queues.js';
import { AnswerCheck } from './answer-check.js';

/** Checks answered side by side by one worker process. */
const CONCURRENCY = 4;

@Processor(CHECK_JOBS, { ...WORKER_OPTIONS, concurrency: CONCURRENCY })
export class CheckProcessor extends WorkerHost {
  private readonly logger = new Logger(CheckProcessor.name);

  constructor(private readonly work: AnswerCheck) {
    super();
  }

  override process(job: Job<DemandJob>, token?: string): Promise<void> {
    return runDemandJob(job, token, this.work);
  }

  @OnWorkerEvent('failed')
  onFailed(job: Job<DemandJob> | undefined, error: Error): Promise<void> {
    return afterFailure(job, error, this.work, this.logger);
  }

  /** Without a listener a broken connection would end the process. */
  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.logger.warn(`connection: ${error.message}`);
  }
}
