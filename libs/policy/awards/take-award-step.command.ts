import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { orThrow } from '#libs/kernel/refusal.js';
import { openNotice, readNotice } from '../domain/awards/review.js';
import { decisionOf, type PlainStep } from '../domain/awards/steps.js';
import { AwardCommands } from './award-commands.js';
import { AwardStreams } from './award-streams.js';
import { OpenAwardNotice, TakeAwardStep, type AwardResult } from './commands.js';
import { AwardSettlement } from './settlement.js';

/** After these the streams around the award have to follow. */
const SETTLED: readonly PlainStep['step'][] = [
  'waiver',
  'rejection',
  'clawback',
  'clawback-correction',
  'approval-withdrawal',
];

@CommandHandler(TakeAwardStep)
export class TakeAwardStepHandler implements ICommandHandler<TakeAwardStep> {
  constructor(
    private readonly awards: AwardCommands,
    private readonly streams: AwardStreams,
    private readonly settlement: AwardSettlement,
  ) {}

  async execute({ context, id, step, body }: TakeAwardStep): Promise<AwardResult> {
    const decide = orThrow(decisionOf(step, body, context.now));
    const result = await this.awards.run(context, id, decide);
    if (SETTLED.includes(step.step)) {
      const award = await this.streams.award(id);
      if (award) await this.settlement.settle(award, context);
    }
    return result;
  }
}

@CommandHandler(OpenAwardNotice)
export class OpenAwardNoticeHandler implements ICommandHandler<OpenAwardNotice> {
  constructor(
    private readonly awards: AwardCommands,
    private readonly streams: AwardStreams,
  ) {}

  async execute({ context, id, body }: OpenAwardNotice): Promise<AwardResult> {
    const input = orThrow(readNotice(body, context.now));
    const award = await this.streams.award(id);
    // An award that is not there is told by the decision.
    const budget = await this.streams.budget(award?.proposal ?? { list: '', awardYear: 0 });
    return this.awards.run(context, id, (state, today) =>
      openNotice(input, budget.notice, state, today),
    );
  }
}
