import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from './database.js';

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows.map(
      (row) => Object.values(row)[0],
    );
  } finally {
    await client.end();
  }
}

describe('a test database', () => {
  let one: TestDatabase;
  let two: TestDatabase;

  beforeAll(async () => {
    [one, two] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  });
  afterAll(async () => {
    await Promise.all([one.drop(), two.drop()]);
  });

  it('is apart from every other', async () => {
    await ask(one.url, 'create table t (x int)');
    expect(await ask(two.url, `select to_regclass('t')`)).toEqual([null]);
  });

  it('keeps Chinese text and knows Unicode case, whatever the locale of the machine', async () => {
    expect(await ask(one.url, `select length('中文') || upper('é')`)).toEqual(['2É']);
  });

  it('can be dropped while connections are open', async () => {
    const third = await createTestDatabase();
    const client = new pg.Client({ connectionString: third.url });
    const lost = new Promise((resolve) => client.on('error', resolve));
    await client.connect();
    await third.drop();
    await lost;
    await expect(ask(third.url, 'select 1')).rejects.toMatchObject({ code: '3D000' });
  });
});
