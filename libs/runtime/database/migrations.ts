import pg from 'pg';
import { DataSource, type MigrationInterface } from 'typeorm';
import { isDatabaseTrouble } from './database-trouble.js';

export type MigrationClass = new () => MigrationInterface;

/** The event store's own function; a database that has none yet, or is not ours, has nobody to grant to. */
const GRANT_AGAIN = `do $$ begin
  if to_regprocedure('es.grant_again()') is not null then perform es.grant_again(); end if;
end $$`;
/** Advisory lock that migrating processes queue up for; any constant, but always the same. */
const MIGRATION_LOCK = 4_113_230_001;
/** Longest wait for a database that is still starting, in ms. */
const REACHABLE = 15_000;
/** Longest wait of a process that does not migrate for the one that does, in ms. */
const MIGRATED = 120_000;

/** The database cannot be used at start; the (Chinese) message holds no password. */
export class DatabaseStartError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DatabaseStartError';
  }
}

/**
 * Waits (bounded) for a server that is still starting.
 * @throws DatabaseStartError saying where and why it cannot be reached
 */
export async function requireReachable(url: string, waitMs = REACHABLE): Promise<void> {
  const deadline = Date.now() + waitMs;
  for (;;) {
    const error = await connectionError(url);
    if (error === undefined) return;
    // A wrong password or a missing database does not get better by waiting.
    if (isDatabaseTrouble(error) && Date.now() < deadline) await sleep(500);
    else throw unreachable(url, error);
  }
}

/**
 * Runs what has not run yet, each migration in a transaction of its own. Processes that start
 * together queue up, and the later ones find nothing left to do.
 */
export function runMigrations(dataSource: DataSource, url: string): Promise<void> {
  return withMigrationLock(url, async () => {
    const ran = await dataSource.runMigrations({ transaction: 'each' });
    // Roles that were granted the registry get what was added, so that nobody has to remember it.
    if (ran.length > 0) await dataSource.query(GRANT_AGAIN);
  });
}

/**
 * For processes that leave migrating to another one: waits until nothing is pending.
 * @throws DatabaseStartError when that takes too long
 */
export async function waitForMigrations(
  dataSource: DataSource,
  url: string,
  waitMs = MIGRATED,
): Promise<void> {
  const deadline = Date.now() + waitMs;
  // Even looking takes the lock, because it makes TypeORM's own table when that is missing.
  while (await withMigrationLock(url, () => dataSource.showMigrations())) {
    if (Date.now() > deadline) {
      throw new DatabaseStartError('数据库的表结构尚未升级到本版本；请先启动（或升级）api 进程');
    }
    await sleep(500);
  }
}

async function withMigrationLock<T>(url: string, work: () => Promise<T>): Promise<T> {
  const lock = new pg.Client({ connectionString: url, application_name: 'registry-migrations' });
  lock.on('error', () => undefined);
  await lock.connect();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    return await work();
  } finally {
    // Ending the session releases the lock.
    await lock.end();
  }
}

/** Brings a database up to date with these migrations (tests, command-line tools). */
export async function migrateDatabase(
  url: string,
  migrations: readonly MigrationClass[],
): Promise<void> {
  await requireReachable(url);
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    migrations: [...migrations],
    logging: false,
  });
  await dataSource.initialize();
  try {
    await runMigrations(dataSource, url);
  } finally {
    await dataSource.destroy();
  }
}

async function connectionError(url: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return undefined;
  } catch (error) {
    return error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function unreachable(url: string, error: unknown): DatabaseStartError {
  const { message, errors } = error as { message?: string; errors?: readonly Error[] };
  const reason = message === '' || message === undefined ? errors?.[0]?.message : message;
  return new DatabaseStartError(
    `无法连接数据库 ${withoutPassword(url)}（${reason ?? '原因不明'}）；请检查 DATABASE_URL 以及数据库是否已启动`,
    { cause: error },
  );
}

/** Host, port and database of a URL. */
export function withoutPassword(url: string): string {
  const { host, pathname, searchParams } = new URL(url);
  return `${host || (searchParams.get('host') ?? '')}${pathname}`;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
