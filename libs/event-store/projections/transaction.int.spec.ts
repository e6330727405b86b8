import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { inTransaction } from './transaction.js';

describe('a transaction', () => {
  let database: TestDatabase;
  let pool: pg.Pool;

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new pg.Pool({ connectionString: database.url, max: 2 });
    pool.on('error', () => undefined);
    await pool.query('create table things (x int)');
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it('fails alone, and not with the process, when its connection is lost between two statements', async () => {
    const lost = inTransaction(pool, 'begin', async (client) => {
      await client.query('insert into things values (1)');
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
      await pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
      // Long enough for the news to arrive while nothing waits for an answer.
      await new Promise((resolve) => setTimeout(resolve, 200));
      await client.query('insert into things values (2)');
    });
    await expect(lost).rejects.toThrow();
    expect((await pool.query('select x from things')).rows).toEqual([]);
    await inTransaction(pool, 'begin', (client) => client.query('insert into things values (3)'));
    expect((await pool.query('select x from things')).rows).toEqual([{ x: 3 }]);
  });
});
