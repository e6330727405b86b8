import { Command } from '@nestjs/cqrs';
import type { CommandContext } from '#libs/kernel/command-context.js';
import type {
  ManualAnswerInput,
  WithdrawAnswerInput,
} from '../domain/manual-answers/manual-answers.js';
import type { ManualAnswerAnswer } from './queries.js';

export interface ManualAnswerResult {
  readonly answer: ManualAnswerAnswer;
  /** True when the command's own event is in the ledger; false when it was so already. */
  readonly created: boolean;
  readonly position: bigint;
  readonly revision: bigint;
}

/** @throws RefusalError 422, 409 `enterprise-not-registered` */
export class GiveManualAnswer extends Command<ManualAnswerResult> {
  constructor(
    readonly context: CommandContext,
    readonly creditCode: string,
    readonly input: ManualAnswerInput,
  ) {
    super();
  }
}

/** @throws RefusalError 422, 409 `enterprise-not-registered`, `answer-not-given` */
export class WithdrawManualAnswer extends Command<ManualAnswerResult> {
  constructor(
    readonly context: CommandContext,
    readonly creditCode: string,
    readonly input: WithdrawAnswerInput,
  ) {
    super();
  }
}
