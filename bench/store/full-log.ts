import type { Pool } from 'pg';
import type { EventStore } from '#libs/event-store/port.js';
import { dataOf, eventOf, metadataOf, newStreams } from './workload.js';

const EVENTS_A_CALL = 2_000;

/** Which stream the n-th event goes to. */
export type Spread = (n: number) => number;

/** A log of `events` events that are spread over `streams` streams in turn, appended as imports are. */
export async function fillOurs(
  store: EventStore,
  pool: Pool,
  { events, streams }: { readonly events: number; readonly streams: number },
): Promise<void> {
  for (let at = 0; at < events; at += EVENTS_A_CALL) {
    // In turn over more streams than a call has events: no stream comes twice in a call.
    const size = Math.min(EVENTS_A_CALL, events - at);
    await store.appendMany(
      Array.from({ length: size }, (_, index) => ({
        stream: `recognition-${(at + index) % streams}`,
        expected: 'any',
        events: [eventOf(at + index)],
      })),
    );
  }
  await pool.query('vacuum analyze es.event');
}

const EMMETT_ROWS = `insert into emt_messages (stream_id, stream_position, message_data,
    message_metadata, message_schema_version, message_type, message_id, transaction_id)
  select 'recognition-' || (n % $3), n / $3 + 1, d::jsonb, m::jsonb, '1', 'recognition.recorded',
    gen_random_uuid()::text, pg_current_xact_id()
  from unnest($1::text[], $2::text[]) with ordinality rows(d, m, i),
    lateral (select $4::bigint + i - 1) counted(n)`;

/**
 * The same log in Emmett's table, written past its append, which would take many minutes; a
 * transaction has 2,000 events.
 */
export async function fillEmmett(
  pool: Pool,
  { events, streams }: { readonly events: number; readonly streams: number },
): Promise<void> {
  for (let at = 0; at < events; at += EVENTS_A_CALL) {
    const numbers = Array.from({ length: Math.min(EVENTS_A_CALL, events - at) }, (_, i) => at + i);
    await pool.query(EMMETT_ROWS, [
      numbers.map((n) => JSON.stringify(dataOf(n))),
      numbers.map((n) => JSON.stringify(metadataOf(n))),
      streams,
      at,
    ]);
  }
  await pool.query('vacuum analyze emt_messages');
}

/** As many events in as many streams, a stream's events in one append; KurrentDB takes them side by side. */
export async function fillKurrent(
  store: EventStore,
  { events, streams }: { readonly events: number; readonly streams: number },
): Promise<void> {
  const requests = newStreams('log', events, Math.max(1, Math.round(events / streams)));
  for (let at = 0; at < requests.length; at += EVENTS_A_CALL) {
    await store.appendMany(requests.slice(at, at + EVENTS_A_CALL));
  }
}
