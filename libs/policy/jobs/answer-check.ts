import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { EVENT_STORE, type EventStore, type RecordedEvent } from '#libs/event-store/port.js';
import { upcast } from '#libs/event-store/upcasting.js';
import { dateInShanghai } from '#libs/kernel/calendar-date.js';
import { fold } from '#libs/kernel/decider.js';
import { Hopeless, type DemandWork } from '#libs/runtime/queue/demand-job.js';
import { jobContext } from '../command-ids.js';
import {
  CompleteEligibilityCheck,
  FailEligibilityCheck,
  RecordStandingVerdicts,
} from '../commands.js';
import { checkDecider } from '../domain/eligibility-check.js';
import {
  eligibilityCheckStream,
  POLICY_UPCASTERS,
  type CheckQuestion,
  type EligibilityCheckEvent,
} from '../domain/events.js';
import type { ListResult } from '../domain/result.js';
import { Evaluation, NothingToEvaluate } from '../facts/evaluation.js';
import { Recheck } from '../recheck/recheck.js';

/**
 * Answers a check from exactly the prefix of the ledger before its own request. Doing it twice
 * leaves one result, because the first answer in the stream stays.
 */
@Injectable()
export class AnswerCheck implements DemandWork {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly commandBus: CommandBus,
    private readonly evaluation: Evaluation,
    private readonly recheck: Recheck,
  ) {}

  readonly run = async (checkId: string): Promise<void> => {
    const recorded = await this.store.readStream(eligibilityCheckStream(checkId));
    const [request] = recorded;
    if (!request) throw new Error(`check ${checkId} is not in the ledger`);
    const events = recorded.map((event) => upcast<EligibilityCheckEvent>(event, POLICY_UPCASTERS));
    const state = fold(checkDecider, events);
    if (state.status !== 'queued') return;
    const knownPosition = request.position - 1n;
    const result = await this.evaluate(state.question, knownPosition);
    // Before the answer: a crash in between repeats both, and the first is harmless.
    if (isAboutToday(state.question, request)) {
      const { creditCode } = state.question;
      const because = { kind: 'check', checkId } as const;
      const standing = { creditCode, knownPosition, result, because };
      await this.commandBus.execute(new RecordStandingVerdicts(jobContext(standing), standing));
      await this.recheck.overtaken([creditCode], knownPosition);
    }
    const answer = { checkId, knownPosition, result };
    await this.commandBus.execute(new CompleteEligibilityCheck(jobContext(answer), answer));
  };

  readonly giveUp = async (checkId: string, reason: string): Promise<void> => {
    const answer = { checkId, reason };
    await this.commandBus.execute(new FailEligibilityCheck(jobContext(answer), answer));
  };

  private async evaluate(question: CheckQuestion, position: bigint): Promise<ListResult> {
    try {
      return await this.evaluation.one(question.creditCode, question, position);
    } catch (error) {
      throw error instanceof NothingToEvaluate ? new Hopeless(error.message) : error;
    }
  }
}

/** Standing verdicts are those of the published list as of today: other questions do not touch them. */
function isAboutToday(question: CheckQuestion, request: RecordedEvent): boolean {
  return question.list === undefined && question.asOf === dateInShanghai(request.recordedAt);
}
