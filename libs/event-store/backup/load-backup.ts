import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Pool, PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { inTransaction } from '../projections/transaction.js';
import { BackupError, type Manifest, type TableFile } from './manifest.js';

/**
 * Positions left free after a restored ledger. Events that were acknowledged after the backup and are
 * lost had positions that clients may still hold as tokens: no later event may be mistaken for them.
 */
export const GAP_AFTER_RESTORE = 1_000_000n;

const PARTITION_SIZE = 10_000_000n;

/** @throws BackupError naming the file that is missing or was changed */
export async function checkFiles(folder: string, manifest: Manifest): Promise<void> {
  for (const { file, sha256, table } of manifest.tables) {
    const digest = createHash('sha256');
    try {
      await pipeline(createReadStream(join(folder, file)), digest);
    } catch (error) {
      throw new BackupError(`备份不完整：读不到 ${file}（表 ${table}）`, { cause: error });
    }
    if (digest.digest('hex') !== sha256) {
      throw new BackupError(
        `备份已损坏：${file}（表 ${table}）的校验值与清单不符；请换用另一份备份`,
      );
    }
  }
}

/**
 * Loads every table of a backup into a database whose migrations are those of the backup, all or
 * nothing.
 * @throws BackupError when one of the tables has rows already
 */
export async function loadTables(pool: Pool, folder: string, manifest: Manifest): Promise<void> {
  await inTransaction(pool, 'begin', async (client) => {
    await requireEmpty(client, manifest.tables);
    await makePartitions(client, BigInt(manifest.position));
    for (const table of manifest.tables) await loadTable(client, folder, table);
    await continueIdentities(client, manifest.tables);
    await client.query(`select setval('es.event_position', $1)`, [
      String(BigInt(manifest.position) + GAP_AFTER_RESTORE),
    ]);
    await client.query('select es.ensure_partitions()');
  });
}

async function requireEmpty(client: PoolClient, tables: readonly TableFile[]): Promise<void> {
  for (const { table } of tables) {
    const { rows } = await client.query(`select from ${table} limit 1`);
    if (rows.length > 0) {
      throw new BackupError(
        `目标数据库不是空的（表 ${table} 已有数据）；恢复只写入空的 DATA_DIR 或空的数据库，绝不覆盖`,
      );
    }
  }
}

/** From the first event on; the function makes those ahead of the position that is reached. */
async function makePartitions(client: PoolClient, last: bigint): Promise<void> {
  for (let reached = 1n; reached <= last; reached += PARTITION_SIZE) {
    await client.query(`select setval('es.event_position', $1)`, [String(reached)]);
    await client.query('select es.ensure_partitions()');
  }
}

async function loadTable(client: PoolClient, folder: string, of: TableFile): Promise<void> {
  const { table, columns, file, rows } = of;
  const target = client.query(copyFrom(`copy ${table} (${columns.join(', ')}) from stdin`));
  await pipeline(createReadStream(join(folder, file)), createGunzip(), target);
  if (target.rowCount !== rows) {
    throw new BackupError(`表 ${table} 恢复了 ${target.rowCount} 行，清单为 ${rows} 行`);
  }
}

/** Rows came with their numbers; the next one goes on behind them. */
async function continueIdentities(client: PoolClient, tables: readonly TableFile[]): Promise<void> {
  for (const { table } of tables) {
    const { rows } = await client.query<{ name: string }>(
      `select quote_ident(attname) as name from pg_attribute
       where attrelid = $1::regclass and attidentity <> '' and not attisdropped`,
      [table],
    );
    for (const { name } of rows) {
      await client.query(
        `select setval(pg_get_serial_sequence($1, $2), greatest(1, max(${name})), count(*) > 0) from ${table}`,
        [table, name],
      );
    }
  }
}
