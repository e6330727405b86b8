import { Inject, Injectable } from '@nestjs/common';
import { QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { EVENT_STORE, type EventStore } from '#libs/event-store/port.js';
import { parsePosition } from '#libs/event-store/position-token.js';
import { upcast } from '#libs/event-store/upcasting.js';
import { canonicalJson, sha256Hex } from '#libs/kernel/canonical-json.js';
import { orThrow, Refusal, RefusalError } from '#libs/kernel/refusal.js';
import { AwardOf } from '../awards/queries.js';
import {
  eligibilityCheckStream,
  POLICY_UPCASTERS,
  type EligibilityCheckEvent,
} from '../domain/events.js';
import type { ListResult } from '../domain/result.js';
import { Evaluation, NothingToEvaluate } from '../facts/evaluation.js';
import { EligibilityCheckOf } from '../queries.js';
import {
  ReplayAward,
  ReplayCheck,
  sayReplay,
  type Fingerprints,
  type ReplayAnswer,
} from './replay.js';

type Question = Pick<ReplayAnswer, 'id' | 'creditCode' | 'asOf' | 'awardYear' | 'knownAt'>;

/** Evaluates again from list, day and position alone, and puts both side by side. */
@Injectable()
export class Replays {
  constructor(private readonly evaluation: Evaluation) {}

  async of(question: Question, position: bigint, recorded: Fingerprints): Promise<ReplayAnswer> {
    const { creditCode, asOf, awardYear } = question;
    const asked = { asOf, awardYear, list: recorded.list };
    try {
      const result = await this.evaluation.one(creditCode, asked, position);
      const replayed = fingerprintsOf(result);
      const same = recorded.resultHash === replayed.resultHash;
      return { ...question, recorded, replayed, same, say: sayReplay(recorded, replayed) };
    } catch (error) {
      if (!(error instanceof NothingToEvaluate)) throw error;
      throw new RefusalError(Refusal.conflict(error.code, error.message));
    }
  }
}

function fingerprintsOf(result: ListResult): Fingerprints {
  const { list, version, listHash, factsHash, engine } = result;
  return {
    list,
    version,
    listHash,
    factsHash,
    engine,
    resultHash: sha256Hex(canonicalJson(result)),
  };
}

@QueryHandler(ReplayCheck)
export class ReplayCheckHandler implements IQueryHandler<ReplayCheck> {
  constructor(
    private readonly queryBus: QueryBus,
    private readonly replays: Replays,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  async execute({ id, actor }: ReplayCheck): Promise<ReplayAnswer> {
    const check = await this.queryBus.execute(new EligibilityCheckOf(id, {}, actor));
    const stored = await this.store.readStream(eligibilityCheckStream(id));
    const events = stored.map((each) => upcast<EligibilityCheckEvent>(each, POLICY_UPCASTERS));
    const completed = events.find((event) => event.type === 'eligibilityCheck.completed');
    if (completed?.type !== 'eligibilityCheck.completed') {
      const sentence = '这次匹配还没有结果，完成后才能重算核对';
      throw new RefusalError(Refusal.conflict('check-not-completed', sentence));
    }
    const { result, resultHash, knownPosition } = completed.data;
    const { creditCode, asOf, awardYear, knownAt } = check;
    const recorded = { ...fingerprintsOf(result), resultHash };
    const question = { id, creditCode, asOf, awardYear, knownAt };
    return this.replays.of(question, BigInt(knownPosition), recorded);
  }
}

@QueryHandler(ReplayAward)
export class ReplayAwardHandler implements IQueryHandler<ReplayAward> {
  constructor(
    private readonly queryBus: QueryBus,
    private readonly replays: Replays,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  async execute({ id, actor }: ReplayAward): Promise<ReplayAnswer> {
    const award = await this.queryBus.execute(new AwardOf(id, {}, actor));
    const { creditCode, applicationOn: asOf, awardYear, knownAt } = award;
    const { list, version, listHash, factsHash, engine, resultHash } = award;
    const recorded = { list, version, listHash, factsHash, engine, resultHash };
    const position = orThrow(parsePosition(this.store.ledgerId, knownAt));
    return this.replays.of({ id, creditCode, asOf, awardYear, knownAt }, position, recorded);
  }
}
