import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { JobsModule } from '#libs/runtime/queue/jobs.module.js';
import { QueueModule } from '#libs/runtime/queue/queue.module.js';
import { AWARD_CONTROLLERS, AWARD_PROVIDERS } from './awards/awards.parts.js';
import {
  CompleteEligibilityCheckHandler,
  FailEligibilityCheckHandler,
  RetryEligibilityCheckHandler,
} from './checks/answer-check.commands.js';
import { EligibilityCheckOfHandler } from './checks/eligibility-check-of.query.js';
import { EligibilityChecksController } from './checks/eligibility-checks.controller.js';
import { RequestEligibilityCheckHandler } from './checks/request-eligibility-check.command.js';
import { DeclarationsModule } from './declarations/declarations.module.js';
import { ManualAnswersModule } from './manual-answers/manual-answers.module.js';
import { ObjectionsModule } from './objections/objections.module.js';
import { Evaluation } from './facts/evaluation.js';
import { KnownAwards } from './facts/known-awards.js';
import { KnownFacts } from './facts/known-facts.js';
import { SaidFacts } from './facts/said-facts.js';
import { DemandJobs } from './jobs/demand-jobs.js';
import { PolicyListsModule } from './policy-lists.module.js';
import { ListVersions } from './impact/list-versions.js';
import { PolicyImpactController } from './impact/policy-impact.controller.js';
import { PolicyImpactOfHandler } from './impact/policy-impact-of.query.js';
import { ReportPolicyImpactHandler } from './impact/report-policy-impact.command.js';
import { RequestPolicyImpactHandler } from './impact/request-policy-impact.command.js';
import {
  CHECK_JOBS,
  CHECK_QUEUE,
  demandQueues,
  IMPACT_JOBS,
  IMPACT_QUEUE,
  RUN_JOBS,
  RUN_QUEUE,
} from './queues.js';
import { ReplayController } from './replay/replay.controller.js';
import { ReplayAwardHandler, ReplayCheckHandler, Replays } from './replay/replay.query.js';
import { ControlEligibilityRunHandler } from './runs/control-eligibility-run.command.js';
import { EligibilityRunOfHandler } from './runs/eligibility-run-of.query.js';
import { EligibilityRunsController } from './runs/eligibility-runs.controller.js';
import { EligibilityRunsHandler } from './runs/eligibility-runs.query.js';
import { RunEventsController } from './runs/run-events.controller.js';
import { RunStreams } from './runs/run-streams.js';
import { EligibilityHistoryHandler } from './standing/eligibility-history.query.js';
import { RecordStandingOfManyHandler } from './standing/record-standing-of-many.command.js';
import { ReportEligibilityRunHandler } from './runs/report-eligibility-run.command.js';
import { RequestEligibilityRunHandler } from './runs/request-eligibility-run.command.js';
import { EligibilityController } from './standing/eligibility.controller.js';
import { Explanations } from './standing/explanations.js';
import { RecordStandingVerdictsHandler } from './standing/record-standing-verdicts.command.js';
import { StandingEligibilityHandler } from './standing/standing-eligibility.query.js';
import { WhatIfHandler } from './standing/what-if.query.js';

/**
 * Policy lists and eligibility: commands, queries, endpoints. Demands are enqueued here; the workers
 * that answer them are PolicyJobsModule.
 */
@Module({
  imports: [
    CqrsModule,
    PolicyListsModule,
    DeclarationsModule,
    ManualAnswersModule,
    ObjectionsModule,
    JobsModule,
    QueueModule.of(CHECK_JOBS, RUN_JOBS, IMPACT_JOBS),
  ],
  controllers: [
    EligibilityChecksController,
    EligibilityRunsController,
    RunEventsController,
    EligibilityController,
    PolicyImpactController,
    ReplayController,
    ...AWARD_CONTROLLERS,
  ],
  providers: [
    ...demandQueues,
    DemandJobs,
    Evaluation,
    KnownAwards,
    KnownFacts,
    SaidFacts,
    RequestEligibilityCheckHandler,
    CompleteEligibilityCheckHandler,
    FailEligibilityCheckHandler,
    RetryEligibilityCheckHandler,
    EligibilityCheckOfHandler,
    RequestEligibilityRunHandler,
    ReportEligibilityRunHandler,
    EligibilityRunOfHandler,
    EligibilityRunsHandler,
    ControlEligibilityRunHandler,
    RunStreams,
    ListVersions,
    RequestPolicyImpactHandler,
    ReportPolicyImpactHandler,
    PolicyImpactOfHandler,
    RecordStandingVerdictsHandler,
    RecordStandingOfManyHandler,
    EligibilityHistoryHandler,
    Explanations,
    StandingEligibilityHandler,
    WhatIfHandler,
    Replays,
    ReplayCheckHandler,
    ReplayAwardHandler,
    ...AWARD_PROVIDERS,
  ],
  exports: [Evaluation, ListVersions, CHECK_QUEUE, RUN_QUEUE, IMPACT_QUEUE],
})
export class PolicyModule {}
