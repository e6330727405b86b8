import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { connectionOf } from '#libs/runtime/queue/queue-backend.js';
import { describeJobs } from '../testing/jobs-suite.js';
import { hasRedis, startTestRedis, type TestRedis } from '../testing/redis.js';

let redis: TestRedis;

beforeAll(async () => {
  if (hasRedis) redis = await startTestRedis();
});

afterAll(async () => {
  if (hasRedis) await redis.stop();
});

if (hasRedis) {
  describeJobs('jobs on Redis', () => ({
    redisUrl: redis.url,
    connection: () => connectionOf({ backend: 'redis', url: redis.url, prefix: PREFIX }),
    prefix: PREFIX,
    empty: async () => {
      const client = new Redis(redis.url);
      await client.flushall();
      client.disconnect();
    },
  }));
} else {
  describe('jobs on Redis', () => {
    // Listed in test/allowed-skips.json with the reason.
    it.skip('keep the same promises as on PostgreSQL', () => undefined);
  });
}

const PREFIX = 'registry-registry';
