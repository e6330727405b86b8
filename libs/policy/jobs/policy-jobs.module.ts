import { BullRegistrar } from '@nestjs/bullmq';
import { Inject, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import type { DemandQueue } from '#libs/runtime/queue/demand-queue.js';
import { DemandSweep } from '#libs/runtime/queue/demand-sweep.js';
import { QueueModule } from '#libs/runtime/queue/queue.module.js';
import { AwardSweep } from '../awards/award-sweep.js';
import { PolicyModule } from '../policy.module.js';
import { RunImpact } from '../impact/run-impact.js';
import { DayTick } from '../recheck/day-tick.js';
import { FollowFacts } from '../recheck/follow-facts.js';
import { LastFacts } from '../recheck/last-facts.js';
import { Recheck } from '../recheck/recheck.js';
import { StandingQuestions } from '../recheck/standing-questions.js';
import {
  CHECK_JOBS,
  CHECK_QUEUE,
  IMPACT_JOBS,
  IMPACT_QUEUE,
  RUN_JOBS,
  RUN_QUEUE,
} from '../queues.js';
import { AnswerCheck } from './answer-check.js';
import { CheckProcessor } from './check.processor.js';
import { CountyEnterprises } from './county-enterprises.js';
import { ImpactProcessor } from './impact.processor.js';
import { OpenDemandsQuery } from './open-demands.js';
import { RunCounty } from './run-county.js';
import { RunProcessor } from './run.processor.js';

const sweep = {
  provide: DemandSweep,
  useFactory: (
    checks: DemandQueue,
    runs: DemandQueue,
    impacts: DemandQueue,
    open: OpenDemandsQuery,
  ) =>
    new DemandSweep([
      { queue: checks, find: (limit) => open.of(CHECK_JOBS, limit) },
      { queue: runs, find: (limit) => open.of(RUN_JOBS, limit) },
      { queue: impacts, find: (limit) => open.of(IMPACT_JOBS, limit) },
    ]),
  inject: [CHECK_QUEUE, RUN_QUEUE, IMPACT_QUEUE, OpenDemandsQuery],
};

/**
 * The workers of this slice, for the process that runs jobs. They begin when the application has
 * started, and end before anything they use does.
 */
@Module({
  imports: [CqrsModule, PolicyModule, QueueModule.of(CHECK_JOBS, RUN_JOBS, IMPACT_JOBS)],
  providers: [
    AnswerCheck,
    RunCounty,
    RunImpact,
    CheckProcessor,
    RunProcessor,
    ImpactProcessor,
    StandingQuestions,
    LastFacts,
    Recheck,
    FollowFacts,
    DayTick,
    CountyEnterprises,
    OpenDemandsQuery,
    AwardSweep,
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
    private readonly impacts: ImpactProcessor,
    private readonly runCounty: RunCounty,
    private readonly runImpact: RunImpact,
    private readonly facts: FollowFacts,
    private readonly days: DayTick,
  ) {}

  onApplicationBootstrap(): void {
    this.registrar.register();
    this.demandSweep.start();
    this.facts.start();
    this.days.start();
    this.started = true;
  }

  /** Jobs in hand are finished (a county's run stops behind its chunk); waiting ones stay. */
  async onModuleDestroy(): Promise<void> {
    this.runCounty.interrupt();
    this.runImpact.interrupt();
    await Promise.all([this.demandSweep.stop(), this.facts.stop(), this.days.stop()]);
    const processors = [this.checks, this.runs, this.impacts];
    if (this.started) await Promise.all(processors.map(({ worker }) => worker.close()));
  }
}
