import { canonicalJson, sha256Hex } from '#libs/kernel/canonical-json.js';
import type { Decider } from '#libs/kernel/decider.js';
import type { EligibilityChanged } from './events.js';
import type { ClauseResult, ListResult } from './result.js';

/** What stands for one award year. */
interface StandingYear {
  readonly asOf: string;
  readonly knownPosition: bigint;
  readonly list: string;
  readonly version: number;
  /** Clause → hash of its result. */
  readonly clauses: ReadonlyMap<string, string>;
}

/** Standing verdicts of one enterprise, by award year. */
export type StandingState = ReadonlyMap<number, StandingYear>;

export const standingDecider: Decider<StandingState, EligibilityChanged> = {
  initial: new Map(),
  evolve: (state, { data }) => {
    const before = state.get(data.awardYear);
    const clauses = new Map(before?.list === data.list ? before.clauses : []);
    for (const dropped of data.dropped) clauses.delete(dropped);
    for (const change of data.changes) clauses.set(change.clause, hashOf(change));
    const { asOf, list, version } = data;
    const knownPosition = BigInt(data.knownPosition);
    return new Map(state).set(data.awardYear, { asOf, knownPosition, list, version, clauses });
  },
};

export interface StandingInput {
  readonly creditCode: string;
  readonly knownPosition: bigint;
  readonly result: ListResult;
}

/**
 * What has changed against what stands. An evaluation of an earlier day, or from a shorter prefix of
 * the ledger, comes too late and changes nothing.
 */
export function recordStanding(
  { creditCode, knownPosition, result }: StandingInput,
  state: StandingState,
): readonly EligibilityChanged[] {
  const before = state.get(result.awardYear);
  if (before && isOlder(result.asOf, knownPosition, before)) return [];
  const known = before?.list === result.list ? before.clauses : new Map<string, string>();
  const changes = result.results.filter((clause) => known.get(clause.clause) !== hashOf(clause));
  const dropped = droppedClauses(before, result.results);
  if (changes.length === 0 && dropped.length === 0) return [];
  const { list, version, listHash, engine, asOf, awardYear, total } = result;
  const data = {
    ...{ creditCode, list, version, listHash, engine, asOf, awardYear, total, changes, dropped },
    knownPosition: String(knownPosition),
  };
  return [{ type: 'eligibility.changed', schemaVersion: 1, data }];
}

function isOlder(asOf: string, knownPosition: bigint, standing: StandingYear): boolean {
  return asOf < standing.asOf || (asOf === standing.asOf && knownPosition < standing.knownPosition);
}

function droppedClauses(
  before: StandingYear | undefined,
  results: readonly ClauseResult[],
): readonly string[] {
  const now = new Set(results.map((clause) => clause.clause));
  return [...(before?.clauses.keys() ?? [])].filter((clause) => !now.has(clause));
}

function hashOf(clause: ClauseResult): string {
  return sha256Hex(canonicalJson(clause));
}
