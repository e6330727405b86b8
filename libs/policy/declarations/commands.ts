import { Command } from '@nestjs/cqrs';
import type { CommandContext } from '#libs/kernel/command-context.js';
import type { DecisionInput } from '../domain/declarations/decisions.js';
import type { DeclarationAnswer } from './queries.js';

/** What came in; the decision reads it, so that seeds and jobs pass the same rules. */
export interface SubmitDeclarationInput {
  readonly year: unknown;
  /** Name of the fact → value as officers write it. */
  readonly figures: unknown;
  readonly source: unknown;
}

/** What every command of a declaration answers. */
export interface DeclarationResult {
  /** All figures of the year right after the command (a repeat: right after the first time). */
  readonly declaration: DeclarationAnswer;
  /** True when the command's own events are in the ledger; false when it was so already. */
  readonly created: boolean;
  readonly position: bigint;
  readonly revision: bigint;
}

/** @throws RefusalError 422, 409 `enterprise-not-registered` */
export class SubmitDeclaration extends Command<DeclarationResult> {
  constructor(
    readonly context: CommandContext,
    readonly creditCode: string,
    readonly input: SubmitDeclarationInput,
  ) {
    super();
  }
}

/** @throws RefusalError 422, 409 `nothing-declared`, `figure-not-declared` */
export class ConfirmDeclaration extends Command<DeclarationResult> {
  constructor(
    readonly context: CommandContext,
    readonly creditCode: string,
    readonly year: number,
    readonly input: Pick<DecisionInput, 'figures'>,
  ) {
    super();
  }
}

/** @throws RefusalError 422, 409 `nothing-declared`, `figure-not-declared` */
export class RejectDeclaration extends Command<DeclarationResult> {
  constructor(
    readonly context: CommandContext,
    readonly creditCode: string,
    readonly year: number,
    readonly input: DecisionInput,
  ) {
    super();
  }
}

/** @throws RefusalError 422, 409 `nothing-declared`, `figure-not-declared` */
export class WithdrawDeclaration extends Command<DeclarationResult> {
  constructor(
    readonly context: CommandContext,
    readonly creditCode: string,
    readonly year: number,
    readonly input: DecisionInput,
  ) {
    super();
  }
}
