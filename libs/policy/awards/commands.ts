import { Command } from '@nestjs/cqrs';
import type { CommandContext } from '#libs/kernel/command-context.js';
import type { LeftOut } from '../domain/awards/events.js';
import type { Body } from '../domain/awards/read-input.js';
import type { PlainStep } from '../domain/awards/steps.js';
import type { AwardAnswer } from './queries.js';

/** What every command of an award answers. */
export interface AwardResult {
  /** The award right after the command (a repeat: right after the first time). */
  readonly award: AwardAnswer;
  /** True when the command's own events are in the ledger; false when it was so already. */
  readonly created: boolean;
  readonly position: bigint;
  readonly revision: bigint;
}

/**
 * 拟奖补, by what was known at the application date.
 * @throws RefusalError 422, 409 `not-awarded`, `award-exists`, `enterprise-not-registered` …
 */
export class ProposeAward extends Command<AwardResult> {
  constructor(
    readonly context: CommandContext,
    readonly body: Body,
  ) {
    super();
  }
}

/** One step of an award. @throws RefusalError 404, 422, 409 `wrong-step` and what the step refuses */
export class TakeAwardStep extends Command<AwardResult> {
  constructor(
    readonly context: CommandContext,
    readonly id: string,
    readonly step: PlainStep,
    readonly body: Body,
  ) {
    super();
  }
}

/** 公示, for as long as the year's notice rule says. @throws RefusalError 404, 422, 409 */
export class OpenAwardNotice extends Command<AwardResult> {
  constructor(
    readonly context: CommandContext,
    readonly id: string,
    readonly body: Body,
  ) {
    super();
  }
}

/**
 * 审定: first sets the money aside in the year's budget, then approves.
 * @throws RefusalError 404, 422, 409 `second-officer-needed`, `budget-exceeded` …
 */
export class ApproveAward extends Command<AwardResult> {
  constructor(
    readonly context: CommandContext,
    readonly id: string,
    readonly body: Body,
  ) {
    super();
  }
}

export interface BudgetResult {
  readonly position: bigint;
  readonly revision: bigint;
}

/** The year's budget and notice rule, as a whole. @throws RefusalError 422, 409, 404 for the list */
export class SetAwardBudget extends Command<BudgetResult> {
  constructor(
    readonly context: CommandContext,
    readonly list: string,
    readonly awardYear: number,
    readonly body: Body,
  ) {
    super();
  }
}

export interface BatchAward {
  readonly id: string;
  readonly creditCode: string;
  readonly clause: string;
  /** Decimal yuan. */
  readonly payable: string;
  readonly amount: string;
}

export interface BatchResult extends BudgetResult {
  readonly id: string;
  readonly list: string;
  readonly version: number;
  readonly awardYear: number;
  readonly applicationOn: string;
  readonly shortage: string | null;
  readonly awards: readonly BatchAward[];
  readonly leftOut: readonly LeftOut[];
  readonly remaining: number;
}

/** Proposes everybody whose standing verdict is awarded and who has no award of that clause yet. */
export class ProposeAwardBatch extends Command<BatchResult> {
  constructor(
    readonly context: CommandContext,
    readonly body: Body,
  ) {
    super();
  }
}

export interface RepairResult {
  /** Awards whose second half was done now: proposals, approvals, releases, notes of clawbacks. */
  readonly settled: readonly string[];
}

/** Completes what a crash left half done; running it twice changes nothing. */
export class RepairAwards extends Command<RepairResult> {}
