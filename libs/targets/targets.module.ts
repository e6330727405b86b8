import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { SetTargetPlanHandler } from './set-target-plan.command.js';
import { TallyController } from './tally.controller.js';
import { TallyEvidenceOfHandler } from './tally/tally-evidence-of.query.js';
import { TallyOfHandler } from './tally/tally-of.query.js';
import { TargetPlanOfHandler } from './target-plan-of.query.js';
import { TargetsController } from './targets.controller.js';

/** Yearly plans, how a region stands against them, and what that is made of. */
@Module({
  imports: [CqrsModule],
  controllers: [TargetsController, TallyController],
  providers: [SetTargetPlanHandler, TargetPlanOfHandler, TallyOfHandler, TallyEvidenceOfHandler],
})
export class TargetsModule {}
