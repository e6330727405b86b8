import { Inject, Injectable } from '@nestjs/common';
import type { CommandResult } from '#libs/event-store/command-runner.js';
import { EVENT_STORE, type EventStore } from '#libs/event-store/port.js';
import type { CommandContext } from '#libs/kernel/command-context.js';
import { RefusalError, type Refusal } from '#libs/kernel/refusal.js';
import type { Award, AwardState } from '../domain/awards/award.js';
import type { AwardEvent } from '../domain/awards/events.js';
import { awardNotFound, onAward } from '../domain/awards/next-step.js';
import { todayAt } from '../domain/awards/read-proposal.js';
import { awardAnswer } from './award-answer.js';
import { AwardStreams } from './award-streams.js';
import type { AwardResult } from './commands.js';

export type AwardDecision = (award: Award, today: string) => readonly AwardEvent[] | Refusal;

/** Runs a step on one award and answers with it; what the handlers have in common. */
@Injectable()
export class AwardCommands {
  constructor(
    private readonly streams: AwardStreams,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  /** @throws RefusalError what the decision or the runner refuses */
  async run(context: CommandContext, id: string, decide: AwardDecision): Promise<AwardResult> {
    const today = todayAt(context.now);
    const result = await this.streams.onAward(context, id, (state) =>
      onAward(state, id, (award) => decide(award, today)),
    );
    return this.answer(result, id, context.now);
  }

  async answer(
    { revision, position, appended }: CommandResult<AwardState>,
    id: string,
    now: string,
  ): Promise<AwardResult> {
    const history = await this.streams.history(id, revision);
    const award = awardAnswer(history, this.store.ledgerId, now);
    if (!award) throw new RefusalError(awardNotFound(id));
    return { award, created: appended, position, revision };
  }
}
