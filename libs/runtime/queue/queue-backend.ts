import { Logger } from '@nestjs/common';
import {
  createPostgresBackend,
  createRedisBackend,
  Queue,
  runMigrations,
  Worker,
  type BackendFactory,
  type ConnectionOptions,
  type IQueueBackend,
  type Processor,
  type QueueOptions,
  type WorkerOptions,
} from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';

/** Where the queues live. What they hold can be lost: every demand is an event and is swept up. */
export type QueueSettings =
  | { readonly backend: 'postgres'; readonly url: string }
  | { readonly backend: 'redis'; readonly url: string; readonly prefix: string };

/** Schema of the queues' tables; BullMQ's own migrations make and change them. */
const SCHEMA = 'bullmq';
/** Connections of one queue or worker; a worker adds one that listens. */
const POOL_SIZE = 2;
/** Longest wait for the server at the start, ms. */
const CONNECT_TIMEOUT = 5_000;

/** The connection as BullMQ takes it; which backend it means is told by its shape. */
export function connectionOf(settings: QueueSettings): ConnectionOptions {
  if (settings.backend === 'redis') return { url: settings.url };
  const connection = {
    connectionString: settings.url,
    application_name: 'registry-queue',
    schema: SCHEMA,
    max: POOL_SIZE,
    // A job that is lost with a crash is enqueued again by the sweep.
    options: '-c synchronous_commit=off',
  };
  return connection;
}

function backendFor(connection: unknown): BackendFactory<IQueueBackend, ConnectionOptions> {
  const isPostgres =
    typeof connection === 'object' && connection !== null && 'connectionString' in connection;
  const factory = isPostgres ? createPostgresBackend : createRedisBackend;
  return factory as unknown as BackendFactory<IQueueBackend, ConnectionOptions>;
}

/** A queue on whichever backend its connection means; several backends can live in one process. */
export class RegistryQueue extends Queue {
  constructor(name: string, options: QueueOptions) {
    super(name, options, backendFor(options.connection) as never);
    const logger = new Logger(`Queue ${name}`);
    // Without a listener a broken connection would end the process, or be printed with its secrets.
    this.on('error', (error) => {
      logger.warn(`connection: ${error.message}`);
    });
  }
}

export class RegistryWorker extends Worker {
  constructor(name: string, processor: string | URL | Processor | null, options: WorkerOptions) {
    super(name, processor, options, backendFor(options.connection) as never);
  }
}

/**
 * Makes sure that the storage answers and has its tables, before any queue is built: a queue on
 * storage without tables would hang instead of failing.
 * @throws Error saying what cannot be reached, without the password
 */
export async function prepareQueues(settings: QueueSettings): Promise<void> {
  try {
    if (settings.backend === 'redis') await pingRedis(settings.url);
    else await migratePostgres(settings.url);
  } catch (error) {
    const { host } = new URL(settings.url);
    const why = error instanceof Error ? error.message : String(error);
    const variable = settings.backend === 'redis' ? 'REDIS_URL' : 'DATABASE_URL';
    throw new Error(`任务队列不可用（${variable}，${host}）：${why}`, { cause: error });
  }
}

async function migratePostgres(url: string): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    application_name: 'registry-queue-migrations',
  });
  await client.connect();
  try {
    await runMigrations(client, SCHEMA);
  } finally {
    await client.end();
  }
}

async function pingRedis(url: string): Promise<void> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
  });
  // The reason of a failed connection comes as an event only.
  let reason: Error | undefined;
  redis.on('error', (error) => {
    reason ??= error;
  });
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    throw reason ?? error;
  } finally {
    redis.disconnect();
  }
}
