import type { Pool } from 'pg';
import { eventStoreMigrations } from '#libs/event-store/migrations.js';
import { migrateDatabase } from '#libs/runtime/database/migrations.js';
import { poolOf, type Lab } from '../../harness/lab.js';
import type { Contender } from '../../harness/measure.js';
import { workFor } from '../../harness/slice.js';
import { eventOf, OneByOne } from '../workload.js';

/** The columns and indexes of a partition of the ledger, in one plain table with its own sequence. */
const TABLE = `
  create sequence raw_position;
  create table raw_event (like es.event_p00000 including defaults including indexes);
  alter table raw_event alter column position set default nextval('raw_position'),
    alter column recorded_at set default clock_timestamp();`;

const INSERT = `insert into raw_event (stream_id, revision, id, stream, type, data, metadata)
  values ($1, $2, $3, $4, $5, $6, $7)`;

export interface RawTable {
  readonly pool: Pool;
  readonly close: () => Promise<void>;
}

export async function openRawTable(lab: Lab, connections: number): Promise<RawTable> {
  const url = await lab.database('raw');
  await migrateDatabase(url, eventStoreMigrations);
  const pool = poolOf(url, connections);
  await pool.query(TABLE);
  return { pool, close: () => pool.end() };
}

/** One prepared INSERT an event, committed by itself; the unique index is the only check. */
export function rawInsert(
  name: string,
  pool: Pool,
  { clients, seconds }: { readonly clients: number; readonly seconds: number },
): Contender {
  const writers = new OneByOne();
  const ids = new Map<number, number>();
  let streams = 0;
  const step = async (client: number) => {
    const { stream, revision, n } = writers.next(client);
    if (revision < 0) ids.set(client, (streams += 1));
    const { id, type, data, metadata } = eventOf(n);
    const values = [
      ids.get(client),
      revision + 1,
      id,
      stream,
      type,
      JSON.stringify(data),
      JSON.stringify(metadata),
    ];
    await pool.query({ name: 'raw_insert', text: INSERT, values });
    return 1;
  };
  return { name, run: () => workFor({ clients, seconds, step }) };
}
