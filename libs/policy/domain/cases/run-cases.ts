import { evaluateList, type ListVersion } from '../evaluate/evaluate-list.js';
import type { ClauseResult, ListResult } from '../result.js';
import type { ExpectedClause, ListCase } from './read-cases.js';

/** What a case expected and did not get. */
export interface CaseFailure {
  readonly name: string;
  readonly clause: string;
  readonly field: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** Runs the cases beside a list; an empty answer means that all of them hold. */
export function runCases(version: ListVersion, cases: readonly ListCase[]): readonly CaseFailure[] {
  return cases.flatMap((each) => runCase(version, each));
}

function runCase(version: ListVersion, each: ListCase): readonly CaseFailure[] {
  return compareResult(each, evaluateList(version, each.facts, each.when));
}

/** Where a result is not what the case expects. */
export function compareResult(
  { name, expected, total, assessment }: ListCase,
  result: Pick<ListResult, 'total' | 'results' | 'assessment'>,
): readonly CaseFailure[] {
  const byId = new Map(result.results.map((clause) => [clause.clause, clause]));
  const failures = expected.flatMap((one) => compareClause(one, byId.get(one.clause)));
  if (total !== undefined && total !== result.total) {
    failures.push({ clause: '', field: 'total', expected: total, actual: result.total });
  }
  if (assessment !== undefined && !includes(result.assessment, assessment)) {
    const { assessment: actual } = result;
    failures.push({ clause: '', field: 'assessment', expected: assessment, actual });
  }
  return failures.map((failure) => ({ name, ...failure }));
}

type Difference = Omit<CaseFailure, 'name'>;

function compareClause(one: ExpectedClause, result: ClauseResult | undefined): Difference[] {
  const { clause } = one;
  if (!result) return [{ clause, field: 'clause', expected: clause, actual: undefined }];
  return Object.entries(one.expected).flatMap(([field, expected]) => {
    const actual = actualOf(result, field);
    return includes(actual, expected) ? [] : [{ clause, field, expected, actual }];
  });
}

/** `missing` and `unconfirmed` are compared by the names of the facts. */
function actualOf(result: ClauseResult, field: string): unknown {
  if (field === 'missing') return result.missing.map((each) => each.fact);
  if (field === 'unconfirmed') return result.unconfirmed?.map((each) => each.fact) ?? [];
  return result[field as keyof ClauseResult];
}

/** Everything expected is there; objects may have more, lists may not. */
function includes(actual: unknown, expected: unknown): boolean {
  if (Array.isArray(expected)) {
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((item, i) => includes(actual[i], item))
    );
  }
  if (typeof expected !== 'object' || expected === null) return (actual ?? null) === expected;
  if (typeof actual !== 'object' || actual === null) return false;
  const members = actual as Record<string, unknown>;
  return Object.entries(expected).every(([key, value]) => includes(members[key], value));
}
