import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { EnterpriseOnDays, type EnterpriseOnDaysAnswer } from '#libs/enterprises/queries.js';
import { CommandRunner, type CommandResult } from '#libs/event-store/command-runner.js';
import { EVENT_STORE, type EventStore } from '#libs/event-store/port.js';
import { formatPosition } from '#libs/event-store/position-token.js';
import { dateInShanghai } from '#libs/kernel/calendar-date.js';
import type { CommandContext } from '#libs/kernel/command-context.js';
import { RefusalError, type Refusal } from '#libs/kernel/refusal.js';
import type { RecognitionResult } from '../commands.js';
import {
  RECOGNITION_UPCASTERS,
  recognitionStream,
  type RecognitionEvent,
} from '../domain/events.js';
import { findKind } from '../domain/kinds/registry.js';
import { canonicalNumber } from '../domain/number.js';
import {
  recognitionDecider,
  recognitionNotFound,
  type RecognitionState,
} from '../domain/recognition.js';
import { answerOfState, recordOf, type Holder } from './recognition-answer.js';

/** Kind and number of a record. */
export interface RecordKey {
  readonly kind: string;
  readonly number: string;
  /** True when `number` was issued for this command and has to be remembered with it. */
  readonly issued?: boolean;
  /** True when there is no such record yet, as a rule (see `StreamCommand.founds`). */
  readonly founds?: boolean;
}

/** Runs a decision on the stream of one record; what the handlers have in common. */
@Injectable()
export class RecognitionCommands {
  constructor(
    private readonly runner: CommandRunner,
    private readonly queryBus: QueryBus,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  /**
   * @param holder of the record, where the caller looks at its stream; without it there is no decision
   * @throws RefusalError what the decision or the runner refuses
   */
  async run(
    context: CommandContext,
    key: RecordKey,
    decide: (state: RecognitionState) => readonly RecognitionEvent[] | Refusal,
    holder?: Promise<Holder>,
  ): Promise<RecognitionResult> {
    const result = await this.runner.run({
      stream: recognitionStream(key.kind, key.number),
      context,
      decider: recognitionDecider,
      upcasters: RECOGNITION_UPCASTERS,
      decide,
      ...(holder ? { needs: holder } : {}),
      ...(key.issued ? { number: key.number } : {}),
      ...(key.founds ? { founds: true } : {}),
    });
    return this.answer(result, context.now, await holder);
  }

  /**
   * A holder by its own stream: its name today and where it was on the counting date.
   * @returns undefined when it is not registered
   */
  async holder(creditCode: string, countedOn: string, now: string): Promise<Holder | undefined> {
    const days = [dateInShanghai(now), countedOn];
    const answer = await this.queryBus.execute<EnterpriseOnDays, EnterpriseOnDaysAnswer>(
      new EnterpriseOnDays(creditCode, days),
    );
    const [today, then] = answer ?? [];
    return today && then && { name: today.name, regionCode: then.regionCode };
  }

  private async answer(
    result: CommandResult<RecognitionState>,
    now: string,
    known: Holder | undefined,
  ): Promise<RecognitionResult> {
    const { state, revision, position, recordedAt, appended } = result;
    const cited = {
      revision: Number(revision),
      recordedAt,
      position: formatPosition(this.store.ledgerId, position),
    };
    const holder = known ?? (await this.holderOf(state, now));
    const recognition = answerOfState(state, holder, dateInShanghai(now), cited);
    return { recognition, created: appended, position, revision };
  }

  private async holderOf(state: RecognitionState, now: string): Promise<Holder> {
    const record = recordOf(state);
    const holder = record && (await this.holder(record.creditCode, record.dates.countedOn, now));
    if (!holder) throw new Error('the holder of a record is not registered');
    return holder;
  }
}

/** Splits `<kind>.<number>`. @throws RefusalError 404 for what cannot be an id */
export function keyOfPath(id: string): RecordKey {
  const dot = id.indexOf('.');
  const spec = findKind(id.slice(0, Math.max(dot, 0)));
  const number = canonicalNumber(id.slice(dot + 1));
  if (!spec || number === undefined) {
    throw new RefusalError(recognitionNotFound(id.slice(0, 80)));
  }
  return { kind: spec.kind, number };
}
