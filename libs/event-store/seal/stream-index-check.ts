import type { Pool } from 'pg';
import type { Finding } from './findings.js';

/**
 * The chain covers what readers of the whole log see. A stream is read through an index of its own
 * (`es.stream`, `es.event.stream_id`), which could hide an event without touching it: so every
 * stream of the index must hold exactly the events that carry its name, from where it says.
 */
const PARTED = `
  select e.position, e.stream, e.id as event_id from es.event e left join es.stream s on s.id = e.stream_id
  where e.position <= $1 and (s.name is distinct from e.stream or e.position < s.from_position
    or e.revision > s.revision)
  order by e.position limit $2`;

interface PartedRow {
  readonly position: string;
  readonly stream: string;
  readonly event_id: string;
}

/**
 * Only for a ledger whose events are in this PostgreSQL.
 * @returns at most `limit` events that reading their stream would not show
 */
export async function checkStreamIndex(
  pool: Pool,
  upTo: bigint,
  limit: number,
): Promise<Finding[]> {
  const { rows } = await pool.query<PartedRow>(PARTED, [String(upTo), limit]);
  return rows.map((row) => ({
    fault: 'stream-index',
    position: BigInt(row.position),
    stream: row.stream,
    eventId: row.event_id,
    detail: '按流读取时看不到此事件',
  }));
}
