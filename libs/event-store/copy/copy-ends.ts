import type { Pool } from 'pg';
import type { MigrationClass } from '#libs/runtime/database/migrations.js';
import {
  migrateDatabase,
  requireReachable,
  withoutPassword,
} from '#libs/runtime/database/migrations.js';
import { createPool } from '#libs/runtime/database/pools.js';
import { provideDatabase } from '#libs/runtime/database/provide-database.js';
import { openEventStore } from '../open-event-store.js';
import { CopyRefused, type CopyEnd } from './copy-ledger.js';

export interface EndOptions {
  /** Name of the ledger where the end itself does not say it. */
  readonly ledger: string | undefined;
  /** Data directory of the embedded PostgreSQL that `embedded` means. */
  readonly dataDir: string;
}

export interface OpenEnd extends CopyEnd {
  /** Name of its ledger. */
  readonly ledger: string;
  close(): Promise<void>;
}

const DATABASE = /^postgres(ql)?:\/\//i;
const KURRENTDB = /^(kurrentdb|esdb)(\+discover)?:\/\//i;
const EMBEDDED = /^embedded(?::(.+))?$/;

/** True for an address that may be given as an end of a copy. */
export function isCopyAddress(text: string): boolean {
  return [DATABASE, KURRENTDB, EMBEDDED].some((form) => form.test(text));
}

/**
 * Opens the end that events are read from; it is only read.
 * @throws CopyRefused when there is no ledger, or one of another name
 */
export async function openSource(address: string, options: EndOptions): Promise<OpenEnd> {
  if (KURRENTDB.test(address)) return openKurrentDb(address, nameFor(options));
  return openDatabase(address, options, '来源', async (url, pool) => {
    await requireReachable(url);
    const ledger = await ledgerIn(pool);
    if (ledger === undefined) {
      throw new CopyRefused(
        `来源 ${withoutPassword(url)} 里没有台账；请检查地址，或先对它运行 npm run migrate`,
      );
    }
    return ledger;
  });
}

/**
 * Opens the end that events are written to; a database is brought up to date first.
 * @throws CopyRefused when it holds a ledger of another name
 */
export async function openTarget(
  address: string,
  options: EndOptions & { readonly migrations: readonly MigrationClass[] },
): Promise<OpenEnd> {
  if (KURRENTDB.test(address)) return openKurrentDb(address, nameFor(options));
  return openDatabase(address, options, '目标', async (url, pool) => {
    await migrateDatabase(url, options.migrations);
    return (await ledgerIn(pool)) ?? nameFor(options);
  });
}

function nameFor({ ledger }: EndOptions): string {
  if (ledger !== undefined) return ledger;
  throw new CopyRefused('KurrentDB 里可以有多本台账；请用 --ledger 指明名称');
}

async function openKurrentDb(url: string, ledger: string): Promise<OpenEnd> {
  // The adapter needs no database; a pool connects only when it is used.
  const unused = createPool({ url: 'postgres://localhost/unused', applicationName: 'ledger-copy' });
  const store = await openEventStore(unused, { ledger, url });
  const close = async () => {
    await store.close();
    await unused.end();
  };
  return { label: `${hostsOf(url)} 的台账 ${ledger}`, ledger, store, pool: undefined, close };
}

/** A registry's database, for what moves beside the events. */
export interface OpenRegistry {
  readonly pool: Pool;
  close(): Promise<void>;
}

/** True for an address of a database. */
export function isDatabaseAddress(text: string): boolean {
  return DATABASE.test(text) || EMBEDDED.test(text);
}

/** The registry database that tables are read from. */
export async function openRegistryFrom(address: string, dataDir: string): Promise<OpenRegistry> {
  const { url, pool, close } = await openPool(address, dataDir);
  await requireReachable(url);
  return { pool, close };
}

/**
 * The registry database that tables are written to, brought up to date.
 * @throws CopyRefused when its read models are of another ledger: positions would be mixed up
 */
export async function openRegistryTo(
  address: string,
  options: {
    readonly dataDir: string;
    readonly migrations: readonly MigrationClass[];
    readonly ledgerId: string;
  },
): Promise<OpenRegistry> {
  const { url, pool, close } = await openPool(address, options.dataDir);
  try {
    await migrateDatabase(url, options.migrations);
    const sql = 'select ledger_id from projection.generation where ledger_id <> $1 limit 1';
    const [other] = (await pool.query<{ ledger_id: string }>(sql, [options.ledgerId])).rows;
    if (!other) return { pool, close };
    throw new CopyRefused(
      `登记库 ${withoutPassword(url)} 的读模型属于台账 ${other.ledger_id}；移动后的台账要用新的空库作登记库`,
    );
  } catch (error) {
    await close();
    throw error;
  }
}

async function openPool(address: string, dataDir: string) {
  const embedded = EMBEDDED.exec(address);
  const database = await provideDatabase(
    { databaseUrl: embedded ? undefined : address, dataDir: embedded?.[1] ?? dataDir },
    { attach: true },
  );
  const pool = createPool({ url: database.url, applicationName: 'ledger-copy', max: 4 });
  const close = async () => {
    await pool.end();
    await database.stop();
  };
  const label = embedded
    ? `内置 PostgreSQL（${embedded[1] ?? dataDir}）`
    : withoutPassword(database.url);
  return { url: database.url, pool, close, label };
}

async function openDatabase(
  address: string,
  { ledger, dataDir }: EndOptions,
  side: string,
  prepare: (url: string, pool: Pool) => Promise<string>,
): Promise<OpenEnd> {
  const { url, pool, close: closePool, label } = await openPool(address, dataDir);
  try {
    const found = await prepare(url, pool);
    if (ledger !== undefined && found !== ledger) {
      throw new CopyRefused(
        `${side} ${label} 里是台账“${found}”，不是“${ledger}”；请换一个库，或检查 --ledger`,
      );
    }
    const store = await openEventStore(pool, { ledger: found });
    const close = async () => {
      await store.close();
      await closePool();
    };
    return { label, ledger: found, store, pool, close };
  } catch (error) {
    await closePool();
    throw error;
  }
}

/** The name of the ledger in a database; undefined when it has none. */
async function ledgerIn(pool: Pool): Promise<string | undefined> {
  const exists = `select to_regclass('es.ledger') is not null as there`;
  if (!(await pool.query<{ there: boolean }>(exists)).rows[0]?.there) return undefined;
  return (await pool.query<{ name: string }>('select name from es.ledger')).rows[0]?.name;
}

/** What stands between `//` and the path, without user and password. */
function hostsOf(url: string): string {
  const [authority = ''] = (url.split('://')[1] ?? '').split(/[/?]/);
  return authority.slice(authority.lastIndexOf('@') + 1);
}
