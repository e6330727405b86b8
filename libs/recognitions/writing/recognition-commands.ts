import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { EnterpriseOnStream, type EnterpriseOnStreamAnswer } from '#libs/enterprises/queries.js';
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
}

/** Runs a decision on the stream of one record; what the handlers have in common. */
@Injectable()
export class RecognitionCommands {
  constructor(
    private readonly runner: CommandRunner,
    private readonly queryBus: QueryBus,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  /** @throws RefusalError what the decision or the runner refuses */
  async run(
    context: CommandContext,
    key: RecordKey,
    decide: (state: RecognitionState) => readonly RecognitionEvent[] | Refusal,
  ): Promise<RecognitionResult> {
    const result = await this.runner.run({
      stream: recognitionStream(key.kind, key.number),
      context,
      decider: recognitionDecider,
      upcasters: RECOGNITION_UPCASTERS,
      decide,
      ...(key.issued ? { number: key.number } : {}),
    });
    return this.answer(result, context.now);
  }

  /** The enterprise on a day by its own stream; null when it is not registered. */
  enterprise(creditCode: string, asOf: string): Promise<EnterpriseOnStreamAnswer> {
    return this.queryBus.execute(new EnterpriseOnStream(creditCode, asOf));
  }

  private async answer(
    result: CommandResult<RecognitionState>,
    now: string,
  ): Promise<RecognitionResult> {
    const { state, revision, position, recordedAt, appended } = result;
    const today = dateInShanghai(now);
    const cited = {
      revision: Number(revision),
      recordedAt,
      position: formatPosition(this.store.ledgerId, position),
    };
    const recognition = answerOfState(state, await this.holderOf(state, today), today, cited);
    return { recognition, created: appended, position, revision };
  }

  private async holderOf(state: RecognitionState, today: string): Promise<Holder> {
    const record = recordOf(state);
    if (!record) return { name: '', regionCode: '' };
    const [now, then] = await Promise.all([
      this.enterprise(record.creditCode, today),
      this.enterprise(record.creditCode, record.dates.countedOn),
    ]);
    return { name: now?.name ?? '', regionCode: then?.regionCode ?? '' };
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
