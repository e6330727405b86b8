import { resolve } from 'node:path';
import type { Pool } from 'pg';
import { migrateDatabase, type MigrationClass } from '#libs/runtime/database/migrations.js';
import { openEventStore } from '../open-event-store.js';
import { runProjectionsCli } from '../projections/cli.js';
import type { ProjectionDefinition } from '../projections/projection.js';
import { runVerify } from '../seal/cli.js';
import { checkFiles, loadTables } from './load-backup.js';
import { BackupError, readManifest, type Manifest } from './manifest.js';
import { writeBackup } from './write-backup.js';

export const BACKUP_USAGE = `用法：
  npm run backup -- --to <目录>
      在目录下写一份完整备份（台账、命令记录、封印、账号、审计），写入期间可照常记账
`;
export const RESTORE_USAGE = `用法：
  npm run restore -- --from <备份目录>
      恢复到空的 DATA_DIR（或空的 DATABASE_URL），核对封印链，重建读模型
`;

export interface BackupCli {
  readonly pool: Pool;
  readonly tables: readonly string[];
  readonly write: (text: string) => void;
}

/**
 * `npm run backup -- --to <folder>`.
 * @param argv what follows the script's name
 * @returns the exit code: 0 done, 1 failed, 2 not understood
 */
export async function runBackup(
  { pool, tables, write }: BackupCli,
  argv: readonly string[],
): Promise<number> {
  const into = valueOf(argv, '--to');
  if (into === undefined) {
    write(BACKUP_USAGE);
    return 2;
  }
  try {
    const { folder, manifest } = await writeBackup({
      pool,
      tables,
      into: resolve(into),
      onTable: ({ table, rows, bytes }) => write(`${table.padEnd(28)} ${rows} 行  ${bytes} 字节\n`),
    });
    write(
      `台账 ${manifest.ledger}（${manifest.ledgerId}）截至位置 ${manifest.position} 的备份已写入\n`,
    );
    write(`${folder}\n`);
    write('备份含账号口令的散列与审计记录，请加密保管，并与本机分开存放\n');
    return 0;
  } catch (error) {
    return told(error, write);
  }
}

export interface RestoreCli {
  readonly url: string;
  readonly pool: Pool;
  /** Every migration of this program, in order. */
  readonly migrations: readonly MigrationClass[];
  readonly definitions: readonly ProjectionDefinition[];
  /** `LEDGER` of the configuration; the backup's has to be the same. */
  readonly ledger: string;
  readonly write: (text: string) => void;
}

/** What `npm run restore` was asked for; undefined when not understood. */
export function restoreSource(argv: readonly string[]): string | undefined {
  const from = valueOf(argv, '--from');
  return from === undefined ? undefined : resolve(from);
}

/**
 * What can be refused before any database is started or touched.
 * @throws BackupError
 */
export async function readBackup(
  folder: string,
  { ledger, migrations }: Pick<RestoreCli, 'ledger' | 'migrations'>,
): Promise<Manifest> {
  const manifest = await readManifest(folder);
  if (manifest.ledger !== ledger) {
    throw new BackupError(
      `备份属于台账“${manifest.ledger}”，而 LEDGER 为“${ledger}”；请设 LEDGER=${manifest.ledger}`,
    );
  }
  const known = new Set(migrations.map(nameOf));
  const unknown = manifest.migrations.filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new BackupError(
      `备份来自较新的程序（本程序不认识 ${unknown.join('、')}）；请用写出备份的版本或更新的版本恢复`,
    );
  }
  await checkFiles(folder, manifest);
  return manifest;
}

/**
 * Loads the backup, brings the tables up to this program, checks the chain of seals and builds the
 * read models. The load is one transaction; what comes after it can be repeated by itself.
 * @returns the exit code: 0 restored, 1 failed or the chain does not hold
 */
export async function runRestore(
  cli: RestoreCli,
  folder: string,
  manifest: Manifest,
): Promise<number> {
  const { url, pool, migrations, write } = cli;
  try {
    const then = new Set(manifest.migrations);
    // Rows fit the tables they came from; from there the program migrates them as it would have.
    await migrateDatabase(
      url,
      migrations.filter((migration) => then.has(nameOf(migration))),
    );
    await loadTables(pool, folder, manifest);
    await migrateDatabase(url, migrations);
    const rows = manifest.tables.find(({ table }) => table === 'es.event')?.rows ?? 0;
    write(`已恢复 ${rows} 个事件，截至位置 ${manifest.position}（备份于 ${manifest.takenAt}）\n`);
    return await proveAndRebuild(cli);
  } catch (error) {
    return told(error, write);
  }
}

async function proveAndRebuild({ pool, ledger, definitions, write }: RestoreCli): Promise<number> {
  const store = await openEventStore(pool, { ledger });
  try {
    const proven = await runVerify({ pool, store, eventsInPool: true, write }, []);
    const rebuilt = await runProjectionsCli({ pool, store, definitions, write }, [
      'rebuild',
      'all',
    ]);
    write(
      proven + rebuilt === 0
        ? '恢复完成；请启动 registry 并核对完成情况，用户需重新登录\n'
        : '数据已写入，但上面列出的问题需先查明，再启用这份台账\n',
    );
    return proven + rebuilt === 0 ? 0 : 1;
  } finally {
    await store.close();
  }
}

function valueOf(argv: readonly string[], option: string): string | undefined {
  const [name, value, ...rest] = argv;
  return name === option && value !== undefined && rest.length === 0 ? value : undefined;
}

function nameOf(migration: MigrationClass): string {
  return new migration().name ?? migration.name;
}

function told(error: unknown, write: (text: string) => void): number {
  if (!(error instanceof BackupError)) throw error;
  write(`${error.message}\n`);
  return 1;
}
