import { BullRegistrar } from '@nestjs/bullmq';
import { Inject, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import type { DemandQueue } from '#libs/runtime/queue/demand-queue.js';
import { DemandSweep } from '#libs/runtime/queue/demand-sweep.js';
import { QueueModule } from '#libs/runtime/queue/queue.module.js';
import { PolicyModule } from '../policy.module.js';
import { CHECK_JOBS, CHECK_QUEUE, RUN_JOBS, RUN_QUEUE } from '../queues.js';
import { AnswerCheck } from './answer-check.js';
import { CheckProcessor } from './check.processor.js';
import { CountyEnterprises } from './county-enterprises.js';
import { OpenDemandsQuery } from './open-demands.js';
import { RunCounty } from './run-county.js';
import { RunProcessor } from './run.processor.js';

const sweep = {
  provide: DemandSweep,
  useFactory: (checks: DemandQueue, runs: DemandQueue, open: OpenDemandsQuery) =>
    new DemandSweep([
      { queue: checks, find: (limit) => open.of(CHECK_JOBS, limit) },
      { queue: runs, find: (limit) => open.of(RUN_JOBS, limit) },
    ]),
  inject: [CHECK_QUEUE, RUN_QUEUE, OpenDemandsQuery],
};

/**
 * The workers of this slice, for the process that runs jobs. They begin when the application has
 * started, and end before anything they use does.
 */
@Module({
  imports: [CqrsModule, PolicyModule, QueueModule.of(CHECK_JOBS, RUN_JOBS)],
  providers: [
    AnswerCheck,
    RunCounty,
    CheckProcessor,
    RunProcessor,
    CountyEnterprises,
    OpenDemandsQuery,
    sweep,
  ],
})
export class PolicyJobsModule implements OnApplicationBootstrap, OnModuleDestroy {
  private started = false;

  constructor(
    private readonly registrar: BullRegistrar,
    @Inject(DemandSweep) private readonly demandSweep: DemandSweep,
    private readonly checks: CheckProcessor,
    private readonly runs: RunProcessor,
    private readonly runCounty: RunCounty,
  ) {}

  onApplicationBootstrap(): void {
    this.registrar.register();
    this.demandSweep.start();
    this.started = true;
  }

  /** Jobs in hand are finished (a county's run stops behind its chunk); waiting ones stay. */
  async onModuleDestroy(): Promise<void> {
    this.runCounty.interrupt();
    await this.demandSweep.stop();
    if (this.started) await Promise.all([this.checks.worker.close(), this.runs.worker.close()]);
  }
}
