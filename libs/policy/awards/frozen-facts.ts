import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { EnterpriseOnDays, type EnterpriseOnDaysAnswer } from '#libs/enterprises/queries.js';
import { EVENT_STORE, type EventStore } from '#libs/event-store/port.js';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import type { CalendarDate } from '#libs/kernel/calendar-date.js';
import { canonicalJson, sha256Hex } from '#libs/kernel/canonical-json.js';
import { Refusal, RefusalError } from '#libs/kernel/refusal.js';
import type { Entitlement } from '../domain/awards/entitlement.js';
import type { ListResult } from '../domain/result.js';
import { Evaluation, NothingToEvaluate } from '../facts/evaluation.js';
import { POLICY_PROJECTION } from '../lists/policy.projection.js';
import type { ProposalDraft } from './award-proposals.js';

/** Every award needs the treasury's opinion besides that of the clause's own department. */
const TREASURY = '县财政局';
const USUAL_DEPARTMENT = '县科技局';

/** What is frozen with a proposal: the prefix of the ledger, and what it comes to there. */
@Injectable()
export class FrozenFacts {
  constructor(
    private readonly evaluation: Evaluation,
    private readonly readModels: ReadModels,
    private readonly queryBus: QueryBus,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  /** The prefix known at the end of the application date; today: now. */
  async position(applicationOn: CalendarDate, today: CalendarDate): Promise<bigint> {
    if (applicationOn >= today) return (await this.store.horizon()).safe;
    const request = { knownAt: applicationOn };
    return (await this.readModels.resolve([POLICY_PROJECTION], request)).position;
  }

  /** @throws RefusalError 409 when there is no list or no such enterprise at that position */
  async result(
    creditCode: string,
    question: { readonly asOf: string; readonly awardYear: number; readonly list?: string },
    position: bigint,
  ): Promise<ListResult> {
    try {
      return await this.evaluation.one(creditCode, question, position);
    } catch (error) {
      if (!(error instanceof NothingToEvaluate)) throw error;
      throw new RefusalError(Refusal.conflict(error.code, error.message));
    }
  }

  /** Its name and region on a day, by its own stream. @throws RefusalError 409 */
  async enterprise(creditCode: string, on: string) {
    const answer = await this.queryBus.execute<EnterpriseOnDays, EnterpriseOnDaysAnswer>(
      new EnterpriseOnDays(creditCode, [on]),
    );
    const enterprise = answer?.[0];
    if (enterprise) return { name: enterprise.name, regionCode: enterprise.regionCode };
    throw new RefusalError(
      Refusal.conflict(
        'enterprise-not-registered',
        `${creditCode} 还没有在台账中登记，请先登记企业再提出奖补`,
        { creditCode },
      ),
    );
  }
}

/** Who proposes what for whom. */
export interface Proposing {
  readonly creditCode: string;
  readonly enterpriseName: string;
  readonly proposedBy: string;
  readonly position: bigint;
  readonly departments: readonly string[] | undefined;
}

/** The proposal that an entitlement comes to, all of it frozen. */
export function draftOf(
  result: ListResult,
  { clause, amount, exception }: Entitlement,
  { position, departments, ...of }: Proposing,
): ProposalDraft {
  const usual = [...new Set([clause.department ?? USUAL_DEPARTMENT, TREASURY])];
  return {
    ...of,
    list: result.list,
    version: result.version,
    listHash: result.listHash,
    sample: result.sample,
    clause: clause.clause,
    article: clause.article,
    text: clause.text,
    awardYear: result.awardYear,
    applicationOn: result.asOf,
    knownPosition: String(position),
    engine: result.engine,
    factsHash: result.factsHash,
    resultHash: sha256Hex(canonicalJson(result)),
    calculated: clause.amount,
    payable: clause.payable ?? null,
    calculation: clause.calculation ?? null,
    amount,
    departments: departments ?? usual,
    ...(exception ? { exception } : {}),
  };
}
