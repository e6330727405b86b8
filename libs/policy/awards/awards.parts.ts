import { ApproveAwardHandler } from './approve-award.command.js';
import { AwardBatchesController } from './award-batches.controller.js';
import { AwardBudgetOfHandler } from './award-budget-of.query.js';
import { AwardBudgetsController } from './award-budgets.controller.js';
import { AwardCorrectionsController } from './award-corrections.controller.js';
import { AwardCommands } from './award-commands.js';
import { AwardListHandler } from './award-list.query.js';
import { AwardLists } from './award-lists.js';
import { AwardOfHandler } from './award-of.query.js';
import { AwardProposals } from './award-proposals.js';
import { AwardStepsController } from './award-steps.controller.js';
import { AwardStreams } from './award-streams.js';
import { AwardsController } from './awards.controller.js';
import { BatchPlan } from './batch-plan.js';
import { FrozenFacts } from './frozen-facts.js';
import { ProposeAwardBatchHandler } from './propose-award-batch.command.js';
import { ProposeAwardHandler } from './propose-award.command.js';
import { RepairAwardsHandler } from './repair-awards.command.js';
import { SetAwardBudgetHandler } from './set-award-budget.command.js';
import { AwardSettlement } from './settlement.js';
import { OpenAwardNoticeHandler, TakeAwardStepHandler } from './take-award-step.command.js';

/** Awards evaluate and facts know awards, so both are parts of one module. */
export const AWARD_CONTROLLERS = [
  AwardsController,
  AwardStepsController,
  AwardCorrectionsController,
  AwardBudgetsController,
  AwardBatchesController,
];

export const AWARD_PROVIDERS = [
  AwardStreams,
  AwardCommands,
  AwardProposals,
  AwardSettlement,
  AwardLists,
  FrozenFacts,
  BatchPlan,
  ProposeAwardHandler,
  ProposeAwardBatchHandler,
  TakeAwardStepHandler,
  OpenAwardNoticeHandler,
  ApproveAwardHandler,
  SetAwardBudgetHandler,
  RepairAwardsHandler,
  AwardOfHandler,
  AwardListHandler,
  AwardBudgetOfHandler,
];
