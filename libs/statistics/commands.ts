import { Command } from '@nestjs/cqrs';
import type { CommandContext } from '#libs/kernel/command-context.js';
import type { PublishFigureInput } from './domain/figure.js';
import type { FigureAnswer } from './queries.js';

export type { PublishFigureInput } from './domain/figure.js';

export interface PublishFigureResult {
  readonly figure: FigureAnswer;
  /** True when the command's own event is in the ledger; false when the vintage was there already. */
  readonly created: boolean;
  readonly position: bigint;
  readonly revision: bigint;
}

/** @throws RefusalError 422 with every field that is wrong */
export class PublishFigure extends Command<PublishFigureResult> {
  constructor(
    readonly context: CommandContext,
    readonly input: PublishFigureInput,
  ) {
    super();
  }
}
