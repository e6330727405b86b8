import type { ProjectionTransaction } from '#libs/event-store/projections/projection.js';
import type { EligibilityChanged } from '../domain/events.js';
import {
  standingDecider,
  standingKey,
  type Standing,
  type StandingState,
} from '../domain/standing.js';

/**
 * What stands for an enterprise as its stream would fold to, with the revision it is folded up to:
 * what an evaluation is compared with, without reading the stream.
 */
export interface StandingHead {
  readonly revision: bigint;
  /** Of the years and lists that were asked for. */
  readonly state: StandingState;
}

interface HeadRow {
  readonly credit_code: string;
  readonly newest: string;
  readonly award_year: number | null;
  readonly list: string;
  readonly as_of: string;
  readonly known_position: string;
  readonly version: number;
  readonly cause: string;
  /** JSON, read here and not by the server. */
  readonly clauses: string;
}

/** One row for each year and list, so that a change writes what it changes. */
export const HEADS_DDL = `
  CREATE TABLE eligibility_heads (
    credit_code text COLLATE "C" NOT NULL,
    award_year int NOT NULL,
    list text COLLATE "C" NOT NULL,
    -- of the stream's last event that was about this year and list
    revision bigint NOT NULL,
    as_of date NOT NULL,
    known_position bigint NOT NULL,
    version int NOT NULL,
    cause text NOT NULL,
    -- clause → fingerprint, JSON
    clauses text NOT NULL,
    PRIMARY KEY (credit_code, award_year, list)
  );`;

/** $1 credit codes, $2 award years, $3 lists; every enterprise that has anything standing has a row. */
export const SELECT_HEADS = `
  SELECT h.credit_code, h.newest, s.award_year, s.list, s.as_of, s.known_position, s.version,
    s.cause, s.clauses
  FROM (SELECT credit_code, max(revision) AS newest FROM eligibility_heads
    WHERE credit_code = ANY ($1) GROUP BY credit_code) h
  LEFT JOIN eligibility_heads s
    ON s.credit_code = h.credit_code AND s.award_year = ANY ($2::int[]) AND s.list = ANY ($3)`;

/** What {@link SELECT_HEADS} is asked, for questions about enterprises. */
export function headsAsked(
  questions: readonly {
    readonly creditCode: string;
    readonly awardYear: number;
    readonly list: string;
  }[],
): readonly [readonly string[], readonly number[], readonly string[]] {
  const distinct = <T>(values: readonly T[]): readonly T[] => [...new Set(values)];
  return [
    distinct(questions.map(({ creditCode }) => creditCode)),
    distinct(questions.map(({ awardYear }) => awardYear)),
    distinct(questions.map(({ list }) => list)),
  ];
}

/** Heads by credit code; one that is missing has nothing standing yet. */
export function headsOf(rows: readonly object[]): Map<string, StandingHead> {
  const heads = new Map<string, { revision: bigint; state: Map<string, Standing> }>();
  for (const row of rows as readonly HeadRow[]) {
    const head = heads.get(row.credit_code) ?? { revision: BigInt(row.newest), state: new Map() };
    heads.set(row.credit_code, head);
    if (row.award_year !== null) {
      head.state.set(standingKey(row.award_year, row.list), standingOf(row));
    }
  }
  return heads;
}

function standingOf({ as_of: asOf, version, cause, ...row }: HeadRow): Standing {
  const clauses = JSON.parse(row.clauses) as Readonly<Record<string, string>>;
  return {
    ...{ asOf, version, cause },
    knownPosition: BigInt(row.known_position),
    clauses: new Map(Object.entries(clauses)),
  };
}

interface Told {
  readonly revision: bigint;
  readonly event: EligibilityChanged;
}

/** Folds changes, in their order, onto the heads of their enterprises. */
export async function applyHeads(
  tx: ProjectionTransaction,
  changes: readonly Told[],
): Promise<void> {
  const asked = headsAsked(changes.map(({ event }) => event.data));
  const heads = headsOf(await tx.query(SELECT_HEADS, asked));
  const rows = new Map<string, object>();
  for (const { revision, event } of changes) {
    const { creditCode, awardYear, list } = event.data;
    const before = heads.get(creditCode)?.state ?? standingDecider.initial;
    const state = standingDecider.evolve(before, event);
    heads.set(creditCode, { revision, state });
    const standing = state.get(standingKey(awardYear, list));
    if (standing) rows.set(`${creditCode}/${awardYear}/${list}`, rowOf(revision, event, standing));
  }
  await tx.query(
    `INSERT INTO eligibility_heads
     SELECT * FROM json_populate_recordset(null::eligibility_heads, $1)
     ON CONFLICT (credit_code, award_year, list) DO UPDATE SET revision = excluded.revision,
       as_of = excluded.as_of, known_position = excluded.known_position,
       version = excluded.version, cause = excluded.cause, clauses = excluded.clauses`,
    [JSON.stringify([...rows.values()])],
  );
}

function rowOf(revision: bigint, { data }: EligibilityChanged, standing: Standing): object {
  return {
    ...{ credit_code: data.creditCode, award_year: data.awardYear, list: data.list },
    revision: String(revision),
    as_of: standing.asOf,
    known_position: String(standing.knownPosition),
    version: standing.version,
    cause: standing.cause,
    clauses: JSON.stringify(Object.fromEntries(standing.clauses)),
  };
}
