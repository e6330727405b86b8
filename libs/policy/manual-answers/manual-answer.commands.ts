import { Inject } from '@nestjs/common';
import { CommandHandler, QueryBus, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner } from '#libs/event-store/command-runner.js';
import { EVENT_STORE, type EventStore } from '#libs/event-store/port.js';
import { upcast } from '#libs/event-store/upcasting.js';
import type { CommandContext } from '#libs/kernel/command-context.js';
import { orThrow, RefusalError, type Refusal } from '#libs/kernel/refusal.js';
import { POLICY_UPCASTERS } from '../domain/events.js';
import { manualFact } from '../domain/facts/dictionary.js';
import { manualAnswerStream, type ManualAnswerEvent } from '../domain/manual-answers/events.js';
import {
  answerKey,
  giveAnswer,
  manualAnswerDecider,
  readManualAnswer,
  readWithdrawal,
  withdrawAnswer,
  type AnsweredQuestion,
  type ManualAnswers,
} from '../domain/manual-answers/manual-answers.js';
import { refuseUnknownQuestion, unknownTerm } from '../domain/list/terms.js';
import { PublishedTerms } from '../lists/published-terms.js';
import { requireRegistered } from '../registered-enterprise.js';
import { GiveManualAnswer, WithdrawManualAnswer, type ManualAnswerResult } from './commands.js';
import type { ManualAnswerAnswer } from './queries.js';

type About = AnsweredQuestion & { readonly creditCode: string };
type Decision = (state: ManualAnswers) => readonly ManualAnswerEvent[] | Refusal;

/** What the two handlers have in common. */
class AnswerCommands {
  constructor(
    private readonly runner: CommandRunner,
    private readonly queryBus: QueryBus,
    private readonly store: EventStore,
  ) {}

  async run(context: CommandContext, about: About, decide: Decision): Promise<ManualAnswerResult> {
    await requireRegistered(this.queryBus, about.creditCode);
    const stream = manualAnswerStream(about.creditCode);
    const { revision, position, appended } = await this.runner.run({
      stream,
      context,
      decider: manualAnswerDecider,
      upcasters: POLICY_UPCASTERS,
      decide,
    });
    const answer = await this.lastSaid(stream, revision, about);
    return { answer, created: appended, position, revision };
  }

  /** What was last said about the question, with who said it. */
  private async lastSaid(
    stream: string,
    revision: bigint,
    about: About,
  ): Promise<ManualAnswerAnswer> {
    const history = await this.store.readStream(stream, { to: revision });
    for (const recorded of [...history].reverse()) {
      const { data } = upcast<ManualAnswerEvent>(recorded, POLICY_UPCASTERS);
      if (answerKey(data) !== answerKey(about)) continue;
      const given = 'answer' in data;
      return {
        creditCode: data.creditCode,
        list: data.list,
        question: manualFact(data.question),
        awardYear: data.awardYear,
        answer: given ? data.answer : null,
        basis: given ? data.basis : data.reason,
        source: given ? (data.source ?? null) : null,
        answeredAt: recorded.recordedAt,
        answeredBy: recorded.metadata['actor'] ?? '',
        eventId: recorded.id,
      };
    }
    throw new Error('an answer that was given is not in its stream');
  }
}

@CommandHandler(GiveManualAnswer)
export class GiveManualAnswerHandler implements ICommandHandler<GiveManualAnswer> {
  private readonly answers: AnswerCommands;

  constructor(
    runner: CommandRunner,
    queryBus: QueryBus,
    @Inject(EVENT_STORE) store: EventStore,
    private readonly terms: PublishedTerms,
  ) {
    this.answers = new AnswerCommands(runner, queryBus, store);
  }

  async execute(command: GiveManualAnswer): Promise<ManualAnswerResult> {
    const data = orThrow(readManualAnswer(command.creditCode, command.input));
    const { list, question } = data;
    const unknown = refuseUnknownQuestion(question, list, await this.terms.of(list));
    if (unknown) throw new RefusalError(unknownTerm(unknown));
    return this.answers.run(command.context, data, (state) => giveAnswer(data, state));
  }
}

@CommandHandler(WithdrawManualAnswer)
export class WithdrawManualAnswerHandler implements ICommandHandler<WithdrawManualAnswer> {
  private readonly answers: AnswerCommands;

  constructor(runner: CommandRunner, queryBus: QueryBus, @Inject(EVENT_STORE) store: EventStore) {
    this.answers = new AnswerCommands(runner, queryBus, store);
  }

  async execute(command: WithdrawManualAnswer): Promise<ManualAnswerResult> {
    const data = orThrow(readWithdrawal(command.creditCode, command.input));
    return this.answers.run(command.context, data, (state) => withdrawAnswer(data, state));
  }
}
