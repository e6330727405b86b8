import type { RecordedEvent } from '../port.js';
import type { ProjectionDefinition, ProjectionTransaction } from './projection.js';

interface Head {
  readonly recorded_at: string;
  readonly position: string;
}

interface Rise {
  readonly recordedAt: string;
  readonly before: bigint;
}

const DDL = `
create table record_clock (
  recorded_at timestamptz primary key,
  -- Last event before the rise: what is known at any instant from the previous row up to, but not
  -- including, this one.
  before bigint not null
);
create table record_clock_head (
  only_row boolean primary key default true check (only_row),
  recorded_at timestamptz not null,
  position bigint not null
);`;

/**
 * Maps an instant to a prefix of the ledger. Record times are stamped by concurrent writers and may
 * be brought along, so position order and clock order differ a little; the running maximum in
 * position order does not. A row is kept wherever that maximum rises.
 */
export const recordClock: ProjectionDefinition = {
  name: 'record_clock',
  version: 1,
  tables: ['record_clock', 'record_clock_head'],
  ddl: DDL,
  apply: async (tx, events) => {
    const [head] = await tx.query<Head>('select recorded_at, position from record_clock_head');
    const rises = risesIn(events, head);
    if (rises.length > 0) await insertRises(tx, rises);
    const last = events.at(-1);
    const highest = rises.at(-1)?.recordedAt ?? head?.recorded_at;
    if (!last || highest === undefined) return;
    await tx.query(
      `insert into record_clock_head (recorded_at, position) values ($1, $2)
       on conflict (only_row) do update set recorded_at = excluded.recorded_at, position = excluded.position`,
      [highest, String(last.position)],
    );
  },
};

/** Instants are compared as text: all have the same shape, in UTC and milliseconds. */
function risesIn(events: readonly RecordedEvent[], head: Head | undefined): Rise[] {
  const rises: Rise[] = [];
  let highest = head?.recorded_at ?? '';
  let before = BigInt(head?.position ?? 0);
  for (const { recordedAt, position } of events) {
    if (recordedAt > highest) {
      rises.push({ recordedAt, before });
      highest = recordedAt;
    }
    before = position;
  }
  return rises;
}

async function insertRises(tx: ProjectionTransaction, rises: readonly Rise[]): Promise<void> {
  await tx.query(
    `insert into record_clock (recorded_at, before)
     select * from unnest($1::timestamptz[], $2::bigint[])`,
    [rises.map((rise) => rise.recordedAt), rises.map((rise) => String(rise.before))],
  );
}
