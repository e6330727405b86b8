import { canonicalJson, sha256Hex } from '#libs/kernel/canonical-json.js';
import type { Decider } from '#libs/kernel/decider.js';
import type { Because, EligibilityChanged } from './events.js';
import type { ClauseResult, ListResult } from './result.js';

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
    for (const change of data.changes) clauses.set(change.clause, fingerprint(change));
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
  const changes = result.results.filter(
    (clause) => before?.clauses.get(clause.clause) !== fingerprint(clause),
  );
  const dropped = droppedClauses(before, result.results);
  if (changes.length === 0 && dropped.length === 0) return [];
  const data = {
    ...{ creditCode, list, version, listHash, engine, asOf, awardYear, total, changes, dropped },
    knownPosition: String(knownPosition),
    because,
  };
  return [{ type: 'eligibility.changed', schemaVersion: 2, data }];
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

/** Results kept by their text: those without records of their own are the same for very many. */
const known = new Map<string, string>();
const KEPT = 20_000;

/**
 * 128 bits of the SHA-256 of the canonical JSON: the same for a result as it was made and as a
 * ledger that sorts keys gives it back.
 */
export function fingerprint(clause: ClauseResult): string {
  const text = JSON.stringify(clause);
  const kept = known.get(text);
  if (kept !== undefined) return kept;
  const made = sha256Hex(canonicalJson(clause)).slice(0, 32);
  if (known.size >= KEPT) known.clear();
  known.set(text, made);
  return made;
}
