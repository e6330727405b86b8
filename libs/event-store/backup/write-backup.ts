import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Pool, PoolClient } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { inTransaction } from '../projections/transaction.js';
import { BackupError, MANIFEST, newManifest, type Manifest, type TableFile } from './manifest.js';

export interface BackupOptions {
  readonly pool: Pool;
  /** Folder the backup's own folder is made in; created when it is missing. */
  readonly into: string;
  /** Tables with their schema, in the order in which they can be loaded again. */
  readonly tables: readonly string[];
  readonly onTable?: (file: TableFile) => void;
}

export interface WrittenBackup {
  readonly folder: string;
  readonly manifest: Manifest;
}

/** One state of the whole database, however long it takes to read; nobody waits for it. */
const SNAPSHOT = 'begin isolation level repeatable read read only';
const LEDGER = `select l.name, l.ledger_id,
    coalesce((select max(e.position) from es.event e), 0)::text as position,
    to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as taken_at,
    array(select m.name::text from public.migrations m order by m.id) as migrations
  from es.ledger l`;
const COLUMNS = `select a.attname::text as name from pg_attribute a
  where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
  order by a.attnum`;

interface LedgerRow {
  readonly name: string;
  readonly ledger_id: string;
  readonly position: string;
  readonly taken_at: string;
  readonly migrations: readonly string[];
}

/**
 * Writes every table as of one moment, while the registry goes on writing: what was acknowledged
 * before the call is in it, and no half of a command ever is. The folder gets its final name only
 * when everything is on the disk.
 * @throws BackupError when there is no ledger yet, or the folder cannot be written
 */
export async function writeBackup(options: BackupOptions): Promise<WrittenBackup> {
  return inTransaction(options.pool, SNAPSHOT, async (client) => {
    const [ledger] = (await client.query<LedgerRow>(LEDGER)).rows;
    if (!ledger) throw new BackupError('数据库中还没有台账：registry 至少要启动过一次');
    const name = `${ledger.name}-${ledger.taken_at.replaceAll(/[-:.]/g, '')}-${ledger.position}`;
    const folder = join(options.into, name);
    const draft = `${folder}.partial`;
    await makeDraft(options.into, draft, folder);
    try {
      const tables: TableFile[] = [];
      for (const table of options.tables) {
        tables.push(await dumpTable(client, table, draft));
        options.onTable?.(tables.at(-1) as TableFile);
      }
      const manifest = newManifest({
        takenAt: ledger.taken_at,
        ledger: ledger.name,
        ledgerId: ledger.ledger_id,
        position: ledger.position,
        migrations: ledger.migrations,
        tables,
      });
      await writeDurably(join(draft, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
      await syncFolder(draft);
      await rename(draft, folder);
      await syncFolder(options.into);
      return { folder, manifest };
    } catch (error) {
      await rm(draft, { recursive: true, force: true });
      throw error;
    }
  });
}

/** The backup holds password hashes and the audit trail: only its owner may read it. */
async function makeDraft(into: string, draft: string, folder: string): Promise<void> {
  try {
    await mkdir(into, { recursive: true, mode: 0o700 });
    if (await exists(folder)) throw new BackupError(`${folder} 已存在；请稍后再试`);
    await mkdir(draft, { mode: 0o700 });
  } catch (error) {
    if (error instanceof BackupError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new BackupError(`无法写入 ${into}（${reason}）；请给出一个可写的目录`, { cause: error });
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function dumpTable(client: PoolClient, table: string, folder: string): Promise<TableFile> {
  const { rows } = await client.query<{ name: string }>(COLUMNS, [table]);
  const columns = rows.map(({ name }) => name);
  const file = `${table}.copy.gz`;
  const source = client.query(
    copyTo(`copy (select ${columns.join(', ')} from ${table}) to stdout`),
  );
  const digest = createHash('sha256');
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _, done) {
      digest.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  const target = createWriteStream(join(folder, file), { mode: 0o600, flush: true });
  await pipeline(source, createGzip({ level: 6 }), counted, target);
  return { table, columns, file, rows: source.rowCount, bytes, sha256: digest.digest('hex') };
}

async function writeDurably(path: string, text: string): Promise<void> {
  await writeFile(path, text, { mode: 0o600, flush: true });
}

/** A new name is on the disk only when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    // Windows cannot sync folders.
    if ((error as { code?: unknown }).code !== 'EPERM') throw error;
  } finally {
    await handle.close();
  }
}
