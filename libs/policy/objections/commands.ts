import { Command } from '@nestjs/cqrs';
import type { CommandContext } from '#libs/kernel/command-context.js';
import type { RaiseObjectionInput, ResolveObjectionInput } from '../domain/objections/objection.js';
import type { ObjectionAnswer } from './queries.js';

export interface ObjectionResult {
  readonly objection: ObjectionAnswer;
  /** True when the command's own event is in the ledger; false when it was so already. */
  readonly created: boolean;
  readonly position: bigint;
  readonly revision: bigint;
}

/**
 * @throws RefusalError 422, 409 `enterprise-not-registered`, `objection-resolved`, 404
 *   `check-not-found` for a check of another enterprise, too
 */
export class RaiseObjection extends Command<ObjectionResult> {
  constructor(
    readonly context: CommandContext,
    readonly creditCode: string,
    readonly input: RaiseObjectionInput,
  ) {
    super();
  }
}

/** @throws RefusalError 422, 404 `objection-not-found`, 409 `objection-resolved` */
export class ResolveObjection extends Command<ObjectionResult> {
  constructor(
    readonly context: CommandContext,
    readonly objectionId: string,
    readonly input: ResolveObjectionInput,
  ) {
    super();
  }
}
