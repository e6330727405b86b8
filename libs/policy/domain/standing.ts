import type { Decider } from '#libs/kernel/decider.js';
import type { Because, EligibilityChanged } from './events.js';
import type { ClauseResult, ListResult } from './result.js';
import { printOf, verdictOf } from './standing-result.js';

/** What stands of one list for one award year. */
export interface Standing {
  readonly asOf: string;
  readonly knownPosition: bigint;
  readonly version: number;
  /** Clause → fingerprint of its result. */
  readonly clauses: ReadonlyMap<string, string>;
  /** What made it what it is: see {@link causeKey}. */
  readonly cause: string;
}

/** Standing verdicts of one enterprise, by award year and list: see {@link standingKey}. */
export type StandingState = ReadonlyMap<string, Standing>;

export function standingKey(awardYear: number, list: string): string {
  return `${awardYear}/${list}`;
}

export const standingDecider: Decider<StandingState, EligibilityChanged> = {
  initial: new Map(),
  evolve: (state, { data }) => {
    const { asOf, list, version, awardYear, because } = data;
    const key = standingKey(awardYear, list);
    const clauses = new Map(state.get(key)?.clauses);
    for (const dropped of data.dropped) clauses.delete(dropped);
    for (const [n, { clause }] of data.changes.entries()) {
      clauses.set(clause, data.fingerprints[n] ?? '');
    }
    const knownPosition = BigInt(data.knownPosition);
    const cause = causeKey(because);
    return new Map(state).set(key, { asOf, knownPosition, version, clauses, cause });
  },
};

export interface StandingInput {
  readonly creditCode: string;
  readonly knownPosition: bigint;
  readonly result: ListResult;
  readonly because: Because;
}

/**
 * What has changed against what stands. An evaluation of an earlier day, or from a shorter prefix of
 * the ledger, comes too late and changes nothing.
 */
export function recordStanding(
  { creditCode, knownPosition, result, because }: StandingInput,
  state: StandingState,
): readonly EligibilityChanged[] {
  const { list, version, listHash, engine, asOf, awardYear, total } = result;
  const before = state.get(standingKey(awardYear, list));
  if (before && isOlder(asOf, knownPosition, before)) return [];
  const changed = result.results
    .map((now) => ({ now, print: printOf(now) }))
    .filter(({ now, print }) => before?.clauses.get(now.clause) !== print);
  const dropped = droppedClauses(before, result.results);
  if (changed.length === 0 && dropped.length === 0) return [];
  const data = {
    ...{ creditCode, list, version, listHash, engine, asOf, awardYear, total },
    knownPosition: String(knownPosition),
    changes: changed.map(({ now }) => verdictOf(now)),
    fingerprints: changed.map(({ print }) => print),
    ...{ dropped, because },
  };
  return [{ type: 'eligibility.changed', schemaVersion: 3, data }];
}

function isOlder(asOf: string, knownPosition: bigint, standing: Standing): boolean {
  return asOf < standing.asOf || (asOf === standing.asOf && knownPosition < standing.knownPosition);
}

function droppedClauses(
  before: Standing | undefined,
  results: readonly ClauseResult[],
): readonly string[] {
  if (!before) return [];
  const now = new Set(results.map((clause) => clause.clause));
  return [...before.clauses.keys()].filter((clause) => !now.has(clause));
}

/** Names one cause, so that a run finds again what it has written itself. */
export function causeKey(because: Because): string {
  switch (because.kind) {
    case 'run':
      return `run:${because.runId}`;
    case 'check':
      return `check:${because.checkId}`;
    case 'facts':
      return `facts:${because.events.at(-1)?.id ?? ''}`;
    case 'not-told':
      return 'not-told';
  }
}
