import type { RecordedEvent } from '#libs/event-store/port.js';
import type { ProjectionTransaction } from '#libs/event-store/projections/projection.js';
import { upcast } from '#libs/event-store/upcasting.js';
import { POLICY_UPCASTERS, type EligibilityChanged } from '../domain/events.js';
import { applyHeads } from './head-rows.js';

/** Adds what changed, and ends what stood before. */
export async function applyVerdicts(
  tx: ProjectionTransaction,
  events: readonly RecordedEvent[],
): Promise<void> {
  const changes = events.filter(({ type }) => type === 'eligibility.changed');
  if (changes.length === 0) return;
  const told = changes.map((recorded) => ({
    recorded,
    event: upcast<EligibilityChanged>(recorded, POLICY_UPCASTERS),
  }));
  await insert(tx, 'eligibility_standing', told.flatMap(standingRows));
  await insert(tx, 'eligibility_years', told.map(yearRow));
  const codes = [...new Set(told.map(({ event }) => event.data.creditCode))];
  await closeEarlier(tx, 'eligibility_standing', 'credit_code, award_year, list, clause', codes);
  await closeEarlier(tx, 'eligibility_years', 'credit_code, award_year, list', codes);
  const heads = told.map(({ recorded, event }) => ({ revision: recorded.revision, event }));
  await applyHeads(tx, heads);
}

interface Told {
  readonly recorded: RecordedEvent;
  readonly event: EligibilityChanged;
}

function standingRows(told: Told): readonly object[] {
  const { recorded, event } = told;
  const { data } = event;
  const common = { ...rowOf(told), changed_at: recorded.recordedAt };
  const clauses = [
    ...data.changes.map((result) => ({ clause: result.clause, result })),
    ...data.dropped.map((clause) => ({ clause, result: null })),
  ];
  return clauses.map((clause, ordinal) => ({
    ...common,
    ...clause,
    ordinal,
    event_id: recorded.id,
  }));
}

function yearRow(told: Told): object {
  const { total, because } = told.event.data;
  return { ...rowOf(told), total, because };
}

function rowOf({ recorded, event: { data } }: Told) {
  return {
    credit_code: data.creditCode,
    award_year: data.awardYear,
    list: data.list,
    version: data.version,
    as_of: data.asOf,
    known_from: String(recorded.position),
    known_to: null,
  };
}

async function insert(
  tx: ProjectionTransaction,
  table: string,
  rows: readonly object[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(`INSERT INTO ${table} SELECT * FROM json_populate_recordset(null::${table}, $1)`, [
    JSON.stringify(rows),
  ]);
}

/** Of the open rows of one key, each ends where the next one begins. */
async function closeEarlier(
  tx: ProjectionTransaction,
  table: string,
  key: string,
  codes: readonly string[],
): Promise<void> {
  await tx.query(
    `UPDATE ${table} t SET known_to = n.next
     FROM (SELECT ${key}, known_from,
             lead(known_from) OVER (PARTITION BY ${key} ORDER BY known_from) AS next
           FROM ${table} WHERE known_to IS NULL AND credit_code = ANY($1)) n
     WHERE n.next IS NOT NULL AND (${key
       .split(', ')
       .map((column) => `t.${column} = n.${column}`)
       .join(' AND ')}) AND t.known_from = n.known_from`,
    [codes],
  );
}
