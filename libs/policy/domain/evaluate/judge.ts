import type { Facts } from '../facts/facts.js';
import type { Clause, DateRange } from '../list/model.js';
import type { ClauseStatus } from '../result.js';
import { entitlementOf, type Entitlement } from './benefits.js';
import type { When } from './compare.js';
import { evaluateCondition } from './conditions.js';
import { FactSlots } from './fact-slots.js';
import type { Truth } from './kleene.js';
import type { Context, Outcome } from './outcome.js';
import { scoreClause, type ScoreOutcome } from './score.js';
import type { Settled } from './settled.js';

/** A clause with its verdict; `outcome` is undefined for one that is not in force. */
export interface Judged {
  readonly settled: Settled;
  readonly outcome: Outcome | undefined;
  readonly score?: ScoreOutcome;
  /** Set where another version of the list judged it. */
  readonly judgedBy?: { readonly version: number; readonly why: string };
}

const STATUS: Readonly<Record<Truth, ClauseStatus>> = {
  yes: 'eligible',
  no: 'not-eligible',
  unknown: 'unknown',
};

const NOTHING: Entitlement = { missing: [], events: [] };

/**
 * The verdict on one clause and what it comes to by itself.
 * @param slots of the same facts, where several clauses are judged
 */
export function judge(
  clause: Clause,
  listRange: DateRange,
  facts: Facts,
  { asOf, awardYear }: When,
  slots = new FactSlots(facts),
): Judged {
  // Not spread: that costs more than judging a clause does.
  const context: Context = { asOf, awardYear, facts, clause, slots };
  if (!isInForce(clause.effective ?? listRange, awardYear)) return outOfForce(clause, context);
  const outcome = evaluateCondition(clause.when, context);
  if (clause.score) {
    const score = scoreClause(clause.score, outcome, context);
    const status = STATUS[score.truth];
    return {
      settled: { clause, status, entitlement: NOTHING, context, payable: 0n },
      outcome,
      score,
    };
  }
  const status = STATUS[outcome.truth];
  // What a clause would come to that does not hold is asked by nobody.
  const entitlement = outcome.truth === 'no' ? NOTHING : entitlementOf(clause.benefit, context);
  return { settled: { clause, status, entitlement, context, payable: 0n }, outcome };
}

export function outOfForce(clause: Clause, context: Context): Judged {
  return {
    settled: { clause, status: 'not-in-force', entitlement: NOTHING, context, payable: 0n },
    outcome: undefined,
  };
}

/** In force in an award year: any day of that year is within the range. */
export function isInForce(range: DateRange, awardYear: number): boolean {
  return range.from <= `${awardYear}-12-31` && range.to >= `${awardYear}-01-01`;
}
