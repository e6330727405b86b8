import { formatYuan } from '#libs/kernel/money.js';
import { factsHash, type Facts } from '../facts/facts.js';
import type { Clause, DateRange, PolicyList } from '../list/model.js';
import type { ClauseResult, ClauseStatus, Fail, ListResult, Missing } from '../result.js';
import { entitlementOf, type Entitlement } from './benefits.js';
import type { When } from './compare.js';
import { evaluateCondition, failsOf, missingOf, supportOf, unconfirmedOf } from './conditions.js';
import { settle, type Settled } from './exclusivity.js';
import type { Context, Outcome } from './outcome.js';

/** Raised whenever the same list and facts would give another result than before. */
export const ENGINE = '1';

/** A version of a list, ready to be evaluated. */
export interface ListVersion {
  readonly list: PolicyList;
  readonly version: number;
  /** SHA-256 of the document's canonical JSON. */
  readonly hash: string;
}

/**
 * Evaluates one enterprise's facts against one version of a list. Pure: list version, facts, `asOf`
 * and `awardYear` give the same result for ever (for the same {@link ENGINE}).
 */
export function evaluateList(version: ListVersion, facts: Facts, when: When): ListResult {
  const { list } = version;
  const judged = list.clauses.map((clause) => judge(clause, list.effective, facts, when));
  const settled = judged.map(({ settled: item }) => item);
  settle(list, settled);
  const total = settled.reduce((sum, item) => sum + item.payable, 0n);
  return {
    list: list.id,
    version: version.version,
    title: list.title,
    sample: list.sample,
    listHash: version.hash,
    factsHash: factsHash(facts),
    engine: ENGINE,
    asOf: when.asOf,
    awardYear: when.awardYear,
    total: formatYuan(total),
    notChecked: list.general,
    results: judged.map((item) => writeClause(item)),
  };
}

interface Judged {
  readonly settled: Settled;
  readonly outcome: Outcome | undefined;
}

function judge(clause: Clause, listRange: DateRange, facts: Facts, when: When): Judged {
  const context: Context = { ...when, facts, clause };
  if (!isInForce(clause.effective ?? listRange, when.awardYear)) {
    const entitlement: Entitlement = { missing: [], events: [] };
    return {
      settled: { clause, status: 'not-in-force', entitlement, context, payable: 0n },
      outcome: undefined,
    };
  }
  const outcome = evaluateCondition(clause.when, context);
  const status = STATUS[outcome.truth];
  const entitlement = entitlementOf(clause.benefit, context);
  return { settled: { clause, status, entitlement, context, payable: 0n }, outcome };
}

const STATUS: Readonly<Record<Outcome['truth'], ClauseStatus>> = {
  yes: 'eligible',
  no: 'not-eligible',
  unknown: 'unknown',
};

/** In force in an award year: any day of that year is within the range. */
export function isInForce(range: DateRange, awardYear: number): boolean {
  return range.from <= `${awardYear}-12-31` && range.to >= `${awardYear}-01-01`;
}

function writeClause({ settled, outcome }: Judged): ClauseResult {
  const { clause, status, entitlement } = settled;
  const fails = outcome && status === 'not-eligible' ? failsOf(outcome) : [];
  return {
    clause: clause.id,
    article: clause.article,
    text: clause.text,
    status,
    benefit: clause.benefit.kind,
    ...amountPart(settled),
    ...settledPart(settled),
    fails,
    missing: missingPart(settled, outcome),
    ...maxPart(settled),
    events: unique(eventsPart(status, fails, outcome, entitlement)),
    ...unconfirmedPart(settled, outcome),
    ...(clause.department === undefined ? {} : { department: clause.department }),
    ...(clause.deadline === undefined ? {} : { deadline: clause.deadline }),
    ...(clause.papers.length === 0 ? {} : { papers: clause.papers }),
  };
}

function amountPart({ clause, status, entitlement }: Settled) {
  const amount = status === 'eligible' ? entitlement.amount : undefined;
  return {
    amount: amount === undefined ? null : formatYuan(amount),
    ...(amount === undefined || entitlement.calculation === undefined
      ? {}
      : { calculation: entitlement.calculation }),
    ...(clause.benefit.kind === 'service' ? { service: clause.benefit.text } : {}),
  };
}

function settledPart(settled: Settled) {
  const { outcome, by, why, provisional, entitlement } = settled;
  const paid = outcome !== undefined && entitlement.amount !== undefined;
  return {
    ...(outcome === undefined ? {} : { outcome }),
    ...(paid ? { payable: formatYuan(settled.payable) } : {}),
    ...(by === undefined ? {} : { by }),
    ...(why === undefined ? {} : { why }),
    ...(provisional === undefined ? {} : { provisional }),
  };
}

/** What the verdict waits for; where it is clear, what the amount waits for. */
function missingPart({ status, entitlement, pending }: Settled, outcome: Outcome | undefined) {
  if (status === 'unknown' && outcome) return uniqueMissing(missingOf(outcome));
  return status === 'eligible' ? uniqueMissing([...entitlement.missing, ...(pending ?? [])]) : [];
}

function maxPart({ clause, status, entitlement }: Settled) {
  const open = status === 'unknown' || (status === 'eligible' && entitlement.amount === undefined);
  if (!open || clause.benefit.kind === 'service') return {};
  const { maxPossible } = entitlement;
  return { maxPossible: maxPossible === undefined ? null : formatYuan(maxPossible) };
}

function eventsPart(
  status: ClauseStatus,
  fails: readonly Fail[],
  outcome: Outcome | undefined,
  entitlement: Entitlement,
): readonly string[] {
  if (!outcome) return [];
  if (status === 'not-eligible') return fails.flatMap((fail) => fail.events);
  return [...supportOf(outcome), ...(status === 'eligible' ? entitlement.events : [])];
}

/** Declared figures that no officer has confirmed, of the verdict and of the amount. */
function unconfirmedPart({ status, entitlement }: Settled, outcome: Outcome | undefined) {
  if (!outcome) return {};
  const amount = status === 'eligible' ? (entitlement.unconfirmed ?? []) : [];
  const all = [...unconfirmedOf(outcome), ...amount];
  const unconfirmed = [...new Map(all.map((each) => [each.fact, each])).values()];
  return unconfirmed.length === 0 ? {} : { unconfirmed };
}

function unique(ids: readonly string[]): readonly string[] {
  return [...new Set(ids)];
}

function uniqueMissing(missing: readonly Missing[]): readonly Missing[] {
  return [...new Map(missing.map((m) => [`${m.fact}\n${m.label}`, m])).values()];
}
