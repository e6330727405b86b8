import type { RecordedEvent } from '#libs/event-store/port.js';
import type {
  ProjectionDefinition,
  ProjectionTransaction,
} from '#libs/event-store/projections/projection.js';
import { upcast } from '#libs/event-store/upcasting.js';
import { POLICY_UPCASTERS } from '../domain/events.js';
import { OBJECTION_STREAM_PREFIX, type ObjectionEvent } from '../domain/objections/events.js';

export const OBJECTIONS_PROJECTION = 'objections';

/** Objections as any prefix of the ledger knows them: the answer is another row of the same id. */
const DDL = `
  CREATE TABLE objections_raised (
    id uuid PRIMARY KEY,
    credit_code text COLLATE "C" NOT NULL,
    award_year int NOT NULL,
    list text,
    clause text NOT NULL,
    check_id uuid,
    text text NOT NULL,
    facts jsonb NOT NULL,
    raised_at timestamptz NOT NULL,
    raised_by text NOT NULL,
    known_from bigint NOT NULL
  );
  CREATE INDEX ON objections_raised (credit_code);
  CREATE INDEX ON objections_raised (known_from DESC);
  CREATE TABLE objections_resolved (
    id uuid PRIMARY KEY,
    outcome text NOT NULL,
    reason text NOT NULL,
    resolved_at timestamptz NOT NULL,
    resolved_by text NOT NULL,
    known_from bigint NOT NULL
  );`;

export const objectionsProjection: ProjectionDefinition = {
  name: OBJECTIONS_PROJECTION,
  version: 1,
  filter: { streamPrefixes: [OBJECTION_STREAM_PREFIX] },
  tables: ['objections_raised', 'objections_resolved'],
  ddl: DDL,
  apply,
};

/** An objection is raised once and answered once, so rows are only ever added. */
async function apply(tx: ProjectionTransaction, events: readonly RecordedEvent[]): Promise<void> {
  const rows = events
    .filter(({ type }) => type.startsWith('objection.'))
    .map((recorded) => rowOf(recorded, upcast<ObjectionEvent>(recorded, POLICY_UPCASTERS)));
  for (const table of ['objections_raised', 'objections_resolved']) {
    const own = rows.flatMap((row) => (row.table === table ? [row.values] : []));
    if (own.length === 0) continue;
    await tx.query(
      `INSERT INTO ${table} SELECT * FROM jsonb_populate_recordset(null::${table}, $1)`,
      [JSON.stringify(own)],
    );
  }
}

function rowOf(recorded: RecordedEvent, event: ObjectionEvent) {
  const by = recorded.metadata['actor'] ?? '';
  const known_from = String(recorded.position);
  const at = recorded.recordedAt;
  if (event.type === 'objection.resolved') {
    const { objectionId: id, outcome, reason } = event.data;
    const values = { id, outcome, reason, resolved_at: at, resolved_by: by, known_from };
    return { table: 'objections_resolved', values };
  }
  const { objectionId, creditCode, awardYear, list, clause, checkId, text, facts } = event.data;
  return {
    table: 'objections_raised',
    values: {
      id: objectionId,
      credit_code: creditCode,
      award_year: awardYear,
      list: list ?? null,
      clause,
      check_id: checkId ?? null,
      text,
      facts: facts ?? [],
      raised_at: at,
      raised_by: by,
      known_from,
    },
  };
}
