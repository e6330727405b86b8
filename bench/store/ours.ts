import type { Pool } from 'pg';
import { eventStoreMigrations } from '#libs/event-store/migrations.js';
import type { EventStore } from '#libs/event-store/port.js';
import { PostgresEventStore } from '#libs/event-store/postgres/postgres-event-store.js';
import { migrateDatabase } from '#libs/runtime/database/migrations.js';
import { poolOf, type Lab } from '../harness/lab.js';
import type { Contender } from '../harness/measure.js';
import { workFor } from '../harness/slice.js';
import { eventOf, OneByOne } from './workload.js';

/** The registry's store on a database of its own, through its public API. */
export interface OurStore {
  readonly store: PostgresEventStore;
  readonly pool: Pool;
  readonly url: string;
  readonly close: () => Promise<void>;
}

export async function openOurs(lab: Lab, purpose: string, connections: number): Promise<OurStore> {
  const url = await lab.database(purpose);
  await migrateDatabase(url, eventStoreMigrations);
  const pool = poolOf(url, connections);
  const store = await PostgresEventStore.open(pool, { ledger: 'bench' });
  const close = async () => {
    await store.close();
    await pool.end();
  };
  return { store, pool, url, close };
}

/** Clients that append one event a call, each to its own stream at the revision it knows. */
export function appendOneByOne(
  name: string,
  store: Pick<EventStore, 'append'>,
  { clients, seconds }: { readonly clients: number; readonly seconds: number },
): Contender {
  const writers = new OneByOne();
  const step = async (client: number) => {
    const { stream, revision, n } = writers.next(client);
    const expected = revision < 0 ? 'no-stream' : BigInt(revision);
    await store.append({ stream, expected, events: [eventOf(n)] });
    return 1;
  };
  return { name, run: () => workFor({ clients, seconds, step }) };
}
