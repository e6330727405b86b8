import { Inject, Injectable } from '@nestjs/common';
import { EVENT_STORE, type EventStore } from '#libs/event-store/port.js';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import { formatYuan } from '#libs/kernel/money.js';
import { Refusal, RefusalError } from '#libs/kernel/refusal.js';
import { storedFen } from '../domain/awards/award.js';
import { allLimits, type Budget } from '../domain/awards/budget.js';
import { entitlementOf } from '../domain/awards/entitlement.js';
import type { AwardBatchPlanned, LeftOut, PlannedAward } from '../domain/awards/events.js';
import type { BatchInput } from '../domain/awards/read-proposal.js';
import { allocate, type Allotment, type Claim, type Granted } from '../domain/budget/allocate.js';
import type { ListVersion } from '../domain/evaluate/evaluate-list.js';
import { num } from '../domain/facts/values.js';
import type { Cap } from '../domain/list/model.js';
import type { ListResult } from '../domain/result.js';
import { Evaluation, NothingToEvaluate } from '../facts/evaluation.js';
import { ELIGIBILITY_PROJECTION } from '../standing/eligibility.projection.js';
import { AwardStreams } from './award-streams.js';
import { AWARDS_PROJECTION, type AwardRow } from './awards.projection.js';

/** Most awards of one batch: what one request can write in a few seconds. */
export const BATCH_BOUND = 100;
/** Enterprises evaluated with one question. */
const TOGETHER = 200;

interface Candidate {
  readonly credit_code: string;
  readonly clause: string;
  readonly changed_at: string;
}

/** $1 list, $2 award year, $3 clause. What stands is the last word on each clause. */
const CANDIDATES = `
  WITH said AS (
    SELECT credit_code, told->>'clause' AS clause, told->>'outcome' AS outcome, changed_at, known_from
    FROM eligibility_changes, json_array_elements(changes) told
    WHERE list = $1 AND award_year = $2
    UNION ALL
    SELECT credit_code, gone, NULL, changed_at, known_from
    FROM eligibility_changes, unnest(dropped) gone
    WHERE list = $1 AND award_year = $2),
  standing AS (
    SELECT DISTINCT ON (credit_code, clause) * FROM said
    WHERE $3::text IS NULL OR clause = $3
    ORDER BY credit_code, clause, known_from DESC)
  SELECT credit_code, clause, changed_at FROM standing
  WHERE outcome IN ('awarded', 'capped') ORDER BY credit_code, clause`;

const LIVE = `
  SELECT award_id, credit_code, clause, state FROM awards_versions
  WHERE known_to IS NULL AND list = $1 AND award_year = $2 AND NOT is_over`;

type LiveRow = Pick<AwardRow, 'award_id' | 'credit_code' | 'clause' | 'state'>;

export type BatchDraft = Omit<AwardBatchPlanned['data'], 'batchId' | 'proposedBy'>;

/** Decides who is proposed what; writes nothing. */
@Injectable()
export class BatchPlan {
  constructor(
    private readonly evaluation: Evaluation,
    private readonly readModels: ReadModels,
    private readonly streams: AwardStreams,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  /** @throws RefusalError 409 without a published list, 422 for an unknown clause, 503 */
  async of(input: BatchInput, position: bigint): Promise<BatchDraft> {
    const { awardYear, applicationOn, clause } = input;
    const version = await this.version(input, position);
    const { list } = version;
    if (clause !== undefined) refuseUnknownClause(version, clause);
    // Who is awarded and has none yet is asked now, whatever day the facts are frozen on.
    const { safe } = await this.store.horizon();
    await this.readModels.waitFor([ELIGIBILITY_PROJECTION, AWARDS_PROJECTION], safe);
    const live = await this.readModels.query<LiveRow>(LIVE, [list.id, awardYear]);
    const candidates = await this.candidates(list.id, input, live);
    const codes = [...new Set(candidates.map((each) => each.credit_code))];
    const results = await this.results(codes, version, input, position);
    const budget = await this.streams.budget({ list: list.id, awardYear });
    const shared = shareOut(candidates, results, capsOf(version, budget), live.map(grantedOf));
    return {
      list: list.id,
      version: version.version,
      awardYear,
      applicationOn,
      knownPosition: String(position),
      departments: input.departments ?? null,
      shortage: shared.shortage,
      awards: shared.awards.slice(0, BATCH_BOUND),
      leftOut: shared.leftOut.slice(0, BATCH_BOUND),
      remaining: Math.max(shared.awards.length - BATCH_BOUND, 0),
    };
  }

  /** Results by credit code at that position; the same question gives the same results for ever. */
  async results(
    creditCodes: readonly string[],
    version: ListVersion,
    { applicationOn, awardYear }: Pick<BatchInput, 'applicationOn' | 'awardYear'>,
    position: bigint,
  ): Promise<ReadonlyMap<string, ListResult | Error>> {
    const question = { asOf: applicationOn, awardYear, list: version.list.id };
    const results = new Map<string, ListResult | Error>();
    for (let from = 0; from < creditCodes.length; from += TOGETHER) {
      const page = creditCodes.slice(from, from + TOGETHER);
      const found = await this.evaluation.many(page, version, question, position);
      for (const [creditCode, result] of found) results.set(creditCode, result);
    }
    return results;
  }

  async version(
    { applicationOn, awardYear, list }: Pick<BatchInput, 'applicationOn' | 'awardYear' | 'list'>,
    position: bigint,
  ): Promise<ListVersion> {
    const question = { asOf: applicationOn, awardYear, ...(list === undefined ? {} : { list }) };
    try {
      return await this.evaluation.version(question, position);
    } catch (error) {
      if (!(error instanceof NothingToEvaluate)) throw error;
      throw new RefusalError(Refusal.conflict(error.code, error.message));
    }
  }

  private async candidates(
    list: string,
    { awardYear, clause }: BatchInput,
    live: readonly LiveRow[],
  ): Promise<readonly Candidate[]> {
    const rows = await this.readModels.query<Candidate>(CANDIDATES, [
      list,
      awardYear,
      clause ?? null,
    ]);
    const taken = new Set(live.map((row) => idOf(row)));
    return rows.filter((row) => !taken.has(idOf(row)));
  }
}

/** The list's caps, then the officer's budget. */
function capsOf({ list }: ListVersion, budget: Budget): readonly Cap[] {
  const { whenShort } = budget;
  const own = allLimits({ caps: [], groups: [] }, budget).map(({ max, text, clauses }, i): Cap => {
    const cap = { id: `budget-${i}`, max: num(max), text, whenShort };
    return clauses ? { ...cap, scope: 'clause', clauses } : { ...cap, scope: 'list' };
  });
  return [...list.caps, ...own];
}

/** What is proposed and not approved yet counts as well: it was promised a place in the budget. */
function grantedOf({ credit_code: creditCode, clause, state }: LiveRow): Granted {
  const amount = storedFen(state.approval?.amount ?? state.proposal.amount);
  return { creditCode, clause, amount };
}

function shareOut(
  candidates: readonly Candidate[],
  results: ReadonlyMap<string, ListResult | Error>,
  caps: readonly Cap[],
  granted: readonly Granted[],
) {
  const leftOut: LeftOut[] = [];
  const claims: Claim[] = [];
  for (const candidate of candidates) {
    const { credit_code: creditCode, clause, changed_at: at } = candidate;
    const fault = faultOf(results.get(creditCode), clause);
    if (typeof fault === 'string') leftOut.push({ creditCode, clause, reason: fault });
    else claims.push({ id: idOf(candidate), creditCode, clause, amount: fault, at });
  }
  const allotments = allocate(claims, caps, granted);
  const awards: PlannedAward[] = [];
  for (const [i, allotment] of allotments.entries()) {
    const claim = claims[i];
    if (!claim) continue;
    const { creditCode, clause } = claim;
    const why = allotment.cuts.map((cut) => cut.why).join('；');
    if (allotment.paid === 0n) leftOut.push({ creditCode, clause, reason: why });
    else awards.push(plannedOf(claim, allotment, why));
  }
  return { awards, leftOut, shortage: shortageOf(allotments, caps) };
}

/** Fen that may be proposed, or the Chinese reason why nothing may. */
function faultOf(result: ListResult | Error | undefined, clause: string): string | bigint {
  if (result === undefined) return '截至申请日还没有在台账中登记';
  if (result instanceof Error) return '评估未能完成，请单独提出';
  const entitlement = entitlementOf(result, { clause });
  return entitlement instanceof Refusal ? entitlement.detail : storedFen(entitlement.amount);
}

function plannedOf(claim: Claim, { paid }: Allotment, why: string): PlannedAward {
  const { creditCode, clause, amount } = claim;
  return {
    ...{ creditCode, clause },
    payable: formatYuan(amount),
    amount: formatYuan(paid),
    allotment: why === '' ? null : why,
  };
}

function shortageOf(allotments: readonly Allotment[], caps: readonly Cap[]): string | null {
  const short = new Set(allotments.flatMap(({ cuts }) => cuts.map(({ cap }) => cap)));
  const texts = caps.filter(({ id }) => short.has(id)).map(({ text }) => text);
  return texts.length === 0 ? null : texts.join('；');
}

function idOf({ credit_code: code, clause }: { credit_code: string; clause: string }): string {
  return `${code}/${clause}`;
}

function refuseUnknownClause({ list }: ListVersion, clause: string): void {
  if (list.clauses.some(({ id }) => id === clause)) return;
  const known = list.clauses.map(({ id }) => id).join('、');
  const message = `清单 ${list.id} 没有标识为“${clause}”的条款，应为：${known}`;
  throw new RefusalError(
    Refusal.unacceptable([{ path: 'clause', code: 'unknown-clause', message }]),
  );
}
