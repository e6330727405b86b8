import type pg from 'pg';
import { eventStoreMigrations } from '#libs/event-store/migrations.js';
import type { AppendRequest } from '#libs/event-store/port.js';
import { appendRequests } from '#libs/event-store/postgres/append-statement.js';
import { PostgresEventStore } from '#libs/event-store/postgres/postgres-event-store.js';
import { migrateDatabase } from '#libs/runtime/database/migrations.js';
import { createPool } from '#libs/runtime/database/pools.js';
import { createTestDatabase } from '../../support/database.js';
import type { ContractSubject } from '../event-store/subject.js';

export interface PostgresSubject extends ContractSubject {
  readonly store: PostgresEventStore;
  readonly pool: pg.Pool;
  readonly url: string;
  readonly slowAppend: NonNullable<ContractSubject['slowAppend']>;
}

/** A migrated database of its own, and the store on it. */
export async function openPostgresSubject(): Promise<PostgresSubject> {
  const database = await createTestDatabase();
  await migrateDatabase(database.url, eventStoreMigrations);
  const pool = createPool({ url: database.url, applicationName: 'contract', max: 10 });
  const writers = createPool({ url: database.url, applicationName: 'writers', max: 24 });
  const store = await PostgresEventStore.open(pool, { ledger: 'contract' });
  return {
    store,
    pool,
    url: database.url,
    slowAppend: (request, how) => slowAppend(writers, request, how),
    dispose: async () => {
      await store.close();
      await Promise.all([pool.end(), writers.end()]);
      await database.drop();
    },
  };
}

/** Appends in a transaction that stays open for a while, as another process's might. */
async function slowAppend(
  pool: pg.Pool,
  request: AppendRequest,
  how: { readonly holdMs: number; readonly rollback: boolean },
) {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const [outcome] = await appendRequests(client, [request]);
    await new Promise((resolve) => setTimeout(resolve, how.holdMs));
    await client.query(how.rollback ? 'rollback' : 'commit');
    return how.rollback ? undefined : outcome;
  } finally {
    client.release();
  }
}
