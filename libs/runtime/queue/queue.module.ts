import { BullModule } from '@nestjs/bullmq';
import { Module, type DynamicModule } from '@nestjs/common';
import type { Pool } from 'pg';
import { REGISTRY_CONFIG, type RegistryConfig } from '#libs/runtime/config/registry-config.js';
import { PG_POOL } from '#libs/runtime/database/pools.js';
import { connectionOf, prepareQueues, RegistryQueue, RegistryWorker } from './queue-backend.js';
import type { QueueSettings } from './queue-backend.js';

BullModule.queueClass = RegistryQueue;
BullModule.workerClass = RegistryWorker;

/** `REDIS_URL` moves the queues to Redis; otherwise they live in the database of this process. */
function settingsOf(config: RegistryConfig, pool: Pool): QueueSettings {
  if (config.redisUrl !== undefined) {
    return { backend: 'redis', url: config.redisUrl, prefix: `registry-${config.ledger}` };
  }
  const url = pool.options.connectionString;
  if (url === undefined) throw new Error('the database pool has no connection string');
  return { backend: 'postgres', url };
}

const bull = BullModule.forRootAsync({
  useFactory: async (config: RegistryConfig, pool: Pool) => {
    const settings = settingsOf(config, pool);
    await prepareQueues(settings);
    return {
      connection: connectionOf(settings),
      ...(settings.backend === 'redis' ? { prefix: settings.prefix } : {}),
    };
  },
  inject: [REGISTRY_CONFIG, PG_POOL],
  // Workers begin when the application has started, not while it is being put together.
  extraOptions: { manualRegistration: true },
});

/**
 * Queues of demands, on PostgreSQL or Redis. Import it where queues are used and name them:
 * `imports: [QueueModule.of('eligibility-check')]`. Needs the global `REGISTRY_CONFIG` and `PG_POOL`.
 */
@Module({})
export class QueueModule {
  static of(...names: readonly string[]): DynamicModule {
    const queues = BullModule.registerQueue(...names.map((name) => ({ name })));
    return { module: QueueModule, imports: [bull, queues], exports: [queues] };
  }
}
