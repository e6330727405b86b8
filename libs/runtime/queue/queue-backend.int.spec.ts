import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Queue } from 'bullmq';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { DemandQueue, type DemandJob } from './demand-queue.js';
import { connectionOf, prepareQueues, RegistryQueue } from './queue-backend.js';

/** Nobody listens on the discard port here. */
const NOWHERE = '127.0.0.1:9';

describe('queues whose storage is not there', () => {
  it.each([
    ['postgres', `postgresql://registry:s3cret@${NOWHERE}/registry`, 'DATABASE_URL'],
    ['redis', `redis://:s3cret@${NOWHERE}`, 'REDIS_URL'],
  ] as const)(
    'on %s fail at once, and say which variable and host',
    async (backend, url, variable) => {
      const started = Date.now();
      const failure = await prepareQueues({ backend, url, prefix: 'x' }).catch((e: Error) => e);
      expect(failure).toBeInstanceOf(Error);
      const message = failure instanceof Error ? failure.message : '';
      expect(message).toContain(variable);
      expect(message).toContain(NOWHERE);
      expect(message).not.toContain('s3cret');
      expect(Date.now() - started).toBeLessThan(8_000);
    },
  );
});

describe('queues on PostgreSQL', () => {
  let database: TestDatabase;
  let queue: Queue<DemandJob>;
  let demands: DemandQueue;

  beforeAll(async () => {
    database = await createTestDatabase();
    const settings = { backend: 'postgres', url: database.url } as const;
    // Two processes may start at the same time.
    await Promise.all([prepareQueues(settings), prepareQueues(settings)]);
    queue = new RegistryQueue('test', { connection: connectionOf(settings) }) as Queue<DemandJob>;
    demands = new DemandQueue(queue);
  });

  afterAll(async () => {
    await queue.close();
    await database.drop();
  });

  it('have their tables in a schema of their own', async () => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query<{ schema: string }>(
      `SELECT DISTINCT table_schema AS schema FROM information_schema.tables
       WHERE table_schema NOT IN ('pg_catalog', 'information_schema')`,
    );
    await client.end();
    expect(rows.map((row) => row.schema)).toEqual(['bullmq']);
  });

  it('hold one job for a demand, however often it is enqueued', async () => {
    await demands.enqueue('a');
    await Promise.all([demands.enqueue('a'), demands.enqueue('b'), demands.enqueue('a')]);
    const jobs = await queue.getJobs(['waiting']);
    expect(jobs.map((job) => job.data.id).sort()).toEqual(['a', 'b']);
    expect(await demands.isRunning('a')).toBe(false);
    expect(await demands.isRunning('nothing')).toBe(false);
  });
});
