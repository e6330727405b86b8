import type { ProjectionTransaction } from '#libs/event-store/projections/projection.js';
import type { EligibilityChanged } from '../domain/events.js';
import { standingDecider, type Standing, type StandingState } from '../domain/standing.js';

/**
 * What stands for an enterprise as its stream would fold to, with the revision it is folded up to:
 * what an evaluation is compared with, without reading the stream.
 */
export interface StandingHead {
  readonly revision: bigint;
  readonly state: StandingState;
}

interface HeadRow {
  readonly credit_code: string;
  readonly revision: string;
  readonly state: StoredState;
}

type StoredState = Readonly<
  Record<
    string,
    Omit<Standing, 'knownPosition' | 'clauses'> & {
      readonly knownPosition: string;
      readonly clauses: Readonly<Record<string, string>>;
    }
  >
>;

export const HEADS_DDL = `
  CREATE TABLE eligibility_heads (
    credit_code text COLLATE "C" PRIMARY KEY,
    revision bigint NOT NULL,
    state jsonb NOT NULL
  );`;

export const SELECT_HEADS =
  'SELECT credit_code, revision, state FROM eligibility_heads WHERE credit_code = ANY ($1)';

/** Heads by credit code; one that is missing has nothing standing yet. */
export function headsOf(rows: readonly object[]): ReadonlyMap<string, StandingHead> {
  return new Map(
    (rows as readonly HeadRow[]).map(({ credit_code, revision, state }) => [
      credit_code,
      { revision: BigInt(revision), state: stateOf(state) },
    ]),
  );
}

/** Folds changes, in their order, onto the heads of their enterprises. */
export async function applyHeads(
  tx: ProjectionTransaction,
  changes: readonly { readonly revision: bigint; readonly event: EligibilityChanged }[],
): Promise<void> {
  const codes = [...new Set(changes.map(({ event }) => event.data.creditCode))];
  const heads = new Map(headsOf(await tx.query(SELECT_HEADS, [codes])));
  for (const { revision, event } of changes) {
    const before = heads.get(event.data.creditCode)?.state ?? standingDecider.initial;
    heads.set(event.data.creditCode, { revision, state: standingDecider.evolve(before, event) });
  }
  const rows = [...heads].map(([credit_code, { revision, state }]) => ({
    ...{ credit_code, revision: String(revision), state: stored(state) },
  }));
  await tx.query(
    `INSERT INTO eligibility_heads
     SELECT * FROM jsonb_populate_recordset(null::eligibility_heads, $1)
     ON CONFLICT (credit_code) DO UPDATE SET revision = excluded.revision, state = excluded.state`,
    [JSON.stringify(rows)],
  );
}

function stored(state: StandingState): StoredState {
  return Object.fromEntries(
    [...state].map(([key, standing]) => [
      key,
      {
        ...standing,
        knownPosition: String(standing.knownPosition),
        clauses: Object.fromEntries(standing.clauses),
      },
    ]),
  );
}

function stateOf(state: StoredState): StandingState {
  return new Map(
    Object.entries(state).map(([key, standing]) => [
      key,
      {
        ...standing,
        knownPosition: BigInt(standing.knownPosition),
        clauses: new Map(Object.entries(standing.clauses)),
      },
    ]),
  );
}
