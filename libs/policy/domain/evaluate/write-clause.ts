import { formatYuan } from '#libs/kernel/money.js';
import type { Clause } from '../list/model.js';
import type { ClauseResult, Fail, Missing } from '../result.js';
import { writeRange } from './assessment.js';
import { failsOf, missingOf, supportOf, unconfirmedOf } from './conditions.js';
import type { Judged } from './judge.js';
import type { ScoreOutcome } from './score.js';
import type { Settled } from './settled.js';

/** Results of clauses that fail for a reason which very many share, by that reason. */
const shared = new WeakMap<Fail, { readonly clause: Clause; readonly result: ClauseResult }>();

/** A clause as answers have it. One that is frozen is the same object for very many. */
export function writeClause(judged: Judged): ClauseResult {
  const fails = failsPart(judged);
  const [reason] = fails;
  const { clause } = judged.settled;
  const isShared = fails.length === 1 && Object.isFrozen(reason);
  if (!isShared || !reason || judged.score || judged.judgedBy) return write(judged, fails);
  const known = shared.get(reason);
  if (known?.clause === clause) return known.result;
  const result = Object.freeze(write(judged, fails));
  shared.set(reason, { clause, result });
  return result;
}

function write(judged: Judged, fails: readonly Fail[]): ClauseResult {
  const { settled, judgedBy } = judged;
  const { clause, status } = settled;
  return {
    clause: clause.id,
    article: clause.article,
    text: clause.text,
    status,
    benefit: clause.benefit.kind,
    ...amountPart(settled),
    ...settledPart(settled),
    ...scorePart(judged),
    ...(judgedBy ? { judgedBy } : {}),
    fails,
    missing: missingPart(judged),
    ...maxPart(settled),
    events: unique(eventsPart(judged, fails)),
    ...unconfirmedPart(judged),
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
    ...(settled.granted === undefined ? {} : { granted: formatYuan(settled.granted) }),
    ...(settled.decision === undefined ? {} : { decision: settled.decision }),
    ...(settled.budget === undefined ? {} : { budget: settled.budget }),
    ...(provisional === undefined ? {} : { provisional }),
  };
}

/** The points of a clause of an assessment. */
function scorePart({ score }: Judged): Pick<ClauseResult, 'score'> {
  if (!score) return {};
  const { outOf, how, parts } = score;
  return {
    score: {
      ...writeRange(score, outOf),
      how,
      ...(parts ? { parts: parts.map(writeScorePart) } : {}),
    },
  };
}

function writeScorePart(part: NonNullable<ScoreOutcome['parts']>[number]) {
  return { label: part.label, ...writeRange(part, part.outOf), how: part.how };
}

function failsPart({ settled, outcome, score }: Judged): readonly Fail[] {
  if (!outcome) return [];
  if (score) return score.fails;
  return settled.status === 'not-eligible' ? failsOf(outcome) : [];
}

/** What the verdict waits for; where it is clear, what the amount or the points wait for. */
function missingPart({ settled, outcome, score }: Judged): readonly Missing[] {
  const { status, entitlement, pending } = settled;
  if (score) return uniqueMissing(score.missing);
  if (status === 'unknown' && outcome) return uniqueMissing(missingOf(outcome));
  return status === 'eligible' ? uniqueMissing([...entitlement.missing, ...(pending ?? [])]) : [];
}

function maxPart({ clause, status, entitlement }: Settled) {
  const open = status === 'unknown' || (status === 'eligible' && entitlement.amount === undefined);
  if (!open || clause.benefit.kind === 'service' || clause.benefit.kind === 'none') return {};
  const { maxPossible } = entitlement;
  return { maxPossible: maxPossible === undefined ? null : formatYuan(maxPossible) };
}

function eventsPart(judged: Judged, fails: readonly Fail[]): readonly string[] {
  const { settled, outcome, score } = judged;
  const { status, entitlement, grantedEvents = [] } = settled;
  if (!outcome) return [];
  if (score) return [...supportOf(outcome), ...score.events];
  if (status === 'not-eligible') return fails.flatMap((fail) => fail.events);
  const amount = status === 'eligible' ? entitlement.events : [];
  return [...supportOf(outcome), ...amount, ...grantedEvents];
}

/** Declared figures that no officer has confirmed, of the verdict and of the amount. */
function unconfirmedPart({ settled, outcome, score }: Judged): Pick<ClauseResult, 'unconfirmed'> {
  if (!outcome) return {};
  const { status, entitlement } = settled;
  const amount = status === 'eligible' ? (entitlement.unconfirmed ?? []) : [];
  const all = [...unconfirmedOf(outcome), ...amount, ...(score?.unconfirmed ?? [])];
  const unconfirmed = [...new Map(all.map((each) => [each.fact, each])).values()];
  return unconfirmed.length === 0 ? {} : { unconfirmed };
}

function unique(ids: readonly string[]): readonly string[] {
  return [...new Set(ids)];
}

function uniqueMissing(missing: readonly Missing[]): readonly Missing[] {
  return [...new Map(missing.map((m) => [`${m.fact}\n${m.label}`, m])).values()];
}
