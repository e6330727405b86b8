import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { JobsModule } from '#libs/runtime/queue/jobs.module.js';
import { QueueModule } from '#libs/runtime/queue/queue.module.js';
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
import { KnownFacts } from './facts/known-facts.js';
import { DemandJobs } from './jobs/demand-jobs.js';
import { PolicyListsModule } from './policy-lists.module.js';
import { CHECK_JOBS, CHECK_QUEUE, demandQueues, RUN_JOBS, RUN_QUEUE } from './queues.js';
import { EligibilityRunOfHandler } from './runs/eligibility-run-of.query.js';
import { EligibilityRunsController } from './runs/eligibility-runs.controller.js';
import { ReportEligibilityRunHandler } from './runs/report-eligibility-run.command.js';
import { RequestEligibilityRunHandler } from './runs/request-eligibility-run.command.js';
import { EligibilityController } from './standing/eligibility.controller.js';
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
    QueueModule.of(CHECK_JOBS, RUN_JOBS),
  ],
  controllers: [EligibilityChecksController, EligibilityRunsController, EligibilityController],
  providers: [
    ...demandQueues,
    DemandJobs,
    Evaluation,
    KnownFacts,
    RequestEligibilityCheckHandler,
    CompleteEligibilityCheckHandler,
    FailEligibilityCheckHandler,
    RetryEligibilityCheckHandler,
    EligibilityCheckOfHandler,
    RequestEligibilityRunHandler,
    ReportEligibilityRunHandler,
    EligibilityRunOfHandler,
    RecordStandingVerdictsHandler,
    StandingEligibilityHandler,
    WhatIfHandler,
  ],
  exports: [Evaluation, CHECK_QUEUE, RUN_QUEUE],
})
export class PolicyModule {}
