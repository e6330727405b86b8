import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { migrateDatabase } from '#libs/runtime/database/migrations.js';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.js';
import { backedUpTables, migrations, notBackedUp } from './schema.js';

describe('the tables of a migrated database', () => {
  let database: TestDatabase;
  let tables: string[];

  beforeAll(async () => {
    database = await createTestDatabase();
    await migrateDatabase(database.url, migrations);
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query<{ name: string }>(
      `select n.nspname || '.' || c.relname as name
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p') and not c.relispartition
         and n.nspname not in ('pg_catalog', 'information_schema')`,
    );
    tables = rows.map(({ name }) => name);
    await client.end();
  });
  afterAll(() => database.drop());

  it('are each either backed up, or left out with a reason', () => {
    const settled = [...backedUpTables, ...Object.keys(notBackedUp)];
    expect([...tables].sort()).toEqual(settled.sort());
  });
});
