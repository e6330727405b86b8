import {
  evaluateCondition,
  failsOf,
  missingOf,
  supportOf,
  unconfirmedOf,
} from '#libs/policy/domain/evaluate/conditions.js';
import { evaluateList } from '#libs/policy/domain/evaluate/evaluate-list.js';
import { FactSlots } from '#libs/policy/domain/evaluate/fact-slots.js';
import type { Outcome } from '#libs/policy/domain/evaluate/outcome.js';
import { WHEN, type Enterprise, type Workload } from './workload.js';

/** The outcome of every clause: the tree with the truth of each leaf, its value and its sources. */
export function outcomesOf({ version }: Workload, { facts }: Enterprise): readonly Outcome[] {
  const { asOf, awardYear } = WHEN;
  const slots = new FactSlots(facts);
  return version.list.clauses.map((clause) =>
    evaluateCondition(clause.when, { asOf, awardYear, facts, clause, slots }),
  );
}

/** As {@link outcomesOf}, with what an answer tells of it: gaps in their units, labels, sources. */
export function explained(workload: Workload, enterprise: Enterprise): number {
  let told = 0;
  for (const outcome of outcomesOf(workload, enterprise)) {
    told += failsOf(outcome).length + missingOf(outcome).length;
    told += supportOf(outcome).length + unconfirmedOf(outcome).length;
  }
  return told;
}

/** Everything a check does between facts and answer: also amounts, groups, caps, the facts' hash. */
export function wholeResult({ version }: Workload, { facts }: Enterprise): number {
  const { results, factsHash } = evaluateList(version, facts, WHEN);
  return results.length + factsHash.length;
}
