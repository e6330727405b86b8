import { formatYuan } from '#libs/kernel/money.js';
import { assess } from '../evaluate/assessment.js';
import { judge, type Judged } from '../evaluate/judge.js';
import { settle } from '../evaluate/settle.js';
import { writeClause } from '../evaluate/write-clause.js';
import type { PolicyList } from '../list/model.js';
import { mutantsOf, type Mutant } from './mutate.js';
import { compareResult } from './run-cases.js';
import type { ListCase } from './read-cases.js';

export interface MutationReport {
  readonly total: number;
  /** Mistakes that no case notices. */
  readonly surviving: readonly Mutant[];
}

/** A case with the verdicts of the list as it is. */
interface Prepared {
  readonly each: ListCase;
  readonly judged: readonly Judged[];
  readonly expected: ReadonlySet<string>;
}

/**
 * Puts one mistake after the other into a list whose cases hold, and looks whether a case notices.
 * Only the changed clause is judged anew; groups and caps are settled anew.
 */
export function mutationOf(list: PolicyList, cases: readonly ListCase[]): MutationReport {
  const prepared = cases.map((each): Prepared => ({
    each,
    judged: list.clauses.map((c) => judge(c, list.effective, each.facts, each.when)),
    expected: new Set(each.expected.map(({ clause }) => clause)),
  }));
  const mutants = mutantsOf(list);
  const surviving = mutants.filter((mutant) => !prepared.some((of) => notices(mutant, of)));
  return { total: mutants.length, surviving };
}

function notices(mutant: Mutant, { each, judged, expected }: Prepared): boolean {
  const { list, clause } = mutant;
  const changed = clause === undefined ? undefined : list.clauses[clause];
  if (clause === undefined || !changed) return differs(list, each, judged);
  const now = judge(changed, list.effective, each.facts, each.when);
  const before = judged[clause];
  if (!expected.has(changed.id) && before && comesToTheSame(now, before)) return false;
  return differs(list, each, judged.with(clause, now));
}

/** Nothing that another clause, a total or a score could notice. */
function comesToTheSame({ settled: a, score: one }: Judged, { settled: b, score: two }: Judged) {
  return (
    a.status === b.status &&
    a.entitlement.amount === b.entitlement.amount &&
    a.entitlement.maxPossible === b.entitlement.maxPossible &&
    one?.min === two?.min &&
    one?.max === two?.max
  );
}

function differs(list: PolicyList, each: ListCase, judged: readonly Judged[]): boolean {
  const fresh = judged.map(({ settled, ...rest }): Judged => {
    const { clause, status, entitlement, context } = settled;
    return { ...rest, settled: { clause, status, entitlement, context, payable: 0n } };
  });
  const settled = fresh.map((item) => item.settled);
  settle(list, settled, each.facts.awards, each.when);
  const expected = new Set(each.expected.map(({ clause }) => clause));
  const result = {
    total: formatYuan(settled.reduce((sum, { payable }) => sum + payable, 0n)),
    ...(list.purpose === 'assessment' ? { assessment: assess(list, fresh, each.when) } : {}),
    results: fresh.filter(({ settled: s }) => expected.has(s.clause.id)).map(writeClause),
  };
  return compareResult(each, result).length > 0;
}
