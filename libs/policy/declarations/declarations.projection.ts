import type { RecordedEvent } from '#libs/event-store/port.js';
import type {
  ProjectionDefinition,
  ProjectionTransaction,
} from '#libs/event-store/projections/projection.js';
import { upcast } from '#libs/event-store/upcasting.js';
import {
  evolveFigure,
  stateOf,
  type DecidedValue,
  type DeclaredValue,
  type Figure,
} from '../domain/declarations/declaration.js';
import { DECLARATION_STREAM_PREFIX, type DeclarationEvent } from '../domain/declarations/events.js';
import { POLICY_UPCASTERS } from '../domain/events.js';

export const DECLARATIONS_PROJECTION = 'declarations';

/** What is kept of an event: which one, when, and who. */
export interface Stamp {
  readonly eventId: string;
  readonly at: string;
  /** Opaque account id. */
  readonly by: string;
  readonly role: string;
}

/** One figure of an enterprise and year, as known from one position to the next. */
export interface FigureRow {
  readonly credit_code: string;
  readonly year: number;
  readonly fact: string;
  readonly state: string;
  readonly declared: DeclaredValue<Stamp> | null;
  readonly confirmed: DecidedValue<Stamp> | null;
  readonly rejected: (DecidedValue<Stamp> & { readonly reason: string }) | null;
  readonly changed_at: string;
  readonly known_from: string;
  readonly known_to: string | null;
}

const DDL = `
  CREATE TABLE declarations_figures (
    credit_code text COLLATE "C" NOT NULL,
    year int NOT NULL,
    fact text COLLATE "C" NOT NULL,
    state text NOT NULL,
    -- what waits, what an officer confirmed, what he did not accept: value, source, who and when
    declared jsonb,
    confirmed jsonb,
    rejected jsonb,
    changed_at timestamptz NOT NULL,
    known_from bigint NOT NULL,
    known_to bigint,
    PRIMARY KEY (credit_code, year, fact, known_from)
  );
  CREATE INDEX ON declarations_figures (state, known_from DESC) WHERE known_to IS NULL;`;

export const declarationsProjection: ProjectionDefinition = {
  name: DECLARATIONS_PROJECTION,
  version: 1,
  filter: { streamPrefixes: [DECLARATION_STREAM_PREFIX] },
  tables: ['declarations_figures'],
  ddl: DDL,
  apply,
};

/** Folds the page by the same rules that decide; every step of a figure is a row. */
async function apply(tx: ProjectionTransaction, events: readonly RecordedEvent[]): Promise<void> {
  const told = events
    .filter(({ type }) => type.startsWith('declaration.'))
    .map((recorded) => ({
      recorded,
      event: upcast<DeclarationEvent>(recorded, POLICY_UPCASTERS),
    }));
  if (told.length === 0) return;
  const codes = [...new Set(told.map(({ event }) => event.data.creditCode))];
  const open = await tx.query<FigureRow>(
    `SELECT * FROM declarations_figures WHERE known_to IS NULL AND credit_code = ANY($1)`,
    [codes],
  );
  const last = new Map(open.map((row) => [keyOf(row), row]));
  const rows: FigureRow[] = [];
  for (const { recorded, event } of told) rows.push(...step(recorded, event, last));
  await tx.query(
    `INSERT INTO declarations_figures
     SELECT * FROM jsonb_populate_recordset(null::declarations_figures, $1)`,
    [JSON.stringify(rows)],
  );
  await closeEarlier(tx, codes);
}

function step(
  recorded: RecordedEvent,
  event: DeclarationEvent,
  last: Map<string, FigureRow>,
): readonly FigureRow[] {
  const { creditCode, year, figures } = event.data;
  const stamp = stampOf(recorded);
  return Object.entries(figures).map(([fact, value]) => {
    const key = keyOf({ credit_code: creditCode, year, fact });
    const figure = evolveFigure(figureOf(last.get(key)), event, value, stamp);
    const row: FigureRow = {
      credit_code: creditCode,
      year,
      fact,
      state: stateOf(figure),
      declared: figure.declared ?? null,
      confirmed: figure.confirmed ?? null,
      rejected: figure.rejected ?? null,
      changed_at: recorded.recordedAt,
      known_from: String(recorded.position),
      known_to: null,
    };
    last.set(key, row);
    return row;
  });
}

/** Of the open rows of one figure, each ends where the next one begins. */
async function closeEarlier(tx: ProjectionTransaction, codes: readonly string[]): Promise<void> {
  await tx.query(
    `UPDATE declarations_figures t SET known_to = n.next
     FROM (SELECT credit_code, year, fact, known_from,
             lead(known_from) OVER (PARTITION BY credit_code, year, fact ORDER BY known_from) AS next
           FROM declarations_figures WHERE known_to IS NULL AND credit_code = ANY($1)) n
     WHERE n.next IS NOT NULL AND t.credit_code = n.credit_code AND t.year = n.year
       AND t.fact = n.fact AND t.known_from = n.known_from`,
    [codes],
  );
}

function keyOf(row: Pick<FigureRow, 'credit_code' | 'year' | 'fact'>): string {
  return `${row.credit_code}.${row.year}.${row.fact}`;
}

export function figureOf(row: FigureRow | undefined): Figure<Stamp> {
  return {
    ...(row?.declared ? { declared: row.declared } : {}),
    ...(row?.confirmed ? { confirmed: row.confirmed } : {}),
    ...(row?.rejected ? { rejected: row.rejected } : {}),
  };
}

/** Also for those who fold a stream themselves. */
export function stampOf({ id, recordedAt, metadata }: RecordedEvent): Stamp {
  return {
    eventId: id,
    at: recordedAt,
    by: metadata['actor'] ?? '',
    role: metadata['role'] ?? '',
  };
}
