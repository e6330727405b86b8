import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Logger } from '@nestjs/common';
import type { Job } from 'bullmq';
import { afterFailure, runDemandJob, WORKER_OPTIONS } from '#libs/runtime/queue/demand-job.js';
import type { DemandJob } from '#libs/runtime/queue/demand-queue.js';
import { RunImpact } from '../impact/run-impact.js';
import { IMPACT_JOBS } from '../queues.js';

@Processor(IMPACT_JOBS, { ...WORKER_OPTIONS, concurrency: 1 })
export class ImpactProcessor extends WorkerHost {
  private readonly logger = new Logger(ImpactProcessor.name);

  constructor(private readonly work: RunImpact) {
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
