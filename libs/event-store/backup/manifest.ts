import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Written last into a backup, so that a folder without it is not one. */
export const MANIFEST = 'manifest.json';
const FORMAT = 'innovation-registry-backup/1';

/** One table of a backup: `COPY … TO` as text, compressed by gzip. */
export interface TableFile {
  /** With its schema, e.g. `es.event`. */
  readonly table: string;
  readonly columns: readonly string[];
  /** Name of the file in the folder. */
  readonly file: string;
  readonly rows: number;
  /** Of the compressed file. */
  readonly bytes: number;
  readonly sha256: string;
}

export interface Manifest {
  readonly format: typeof FORMAT;
  /** ISO instant at which the state was taken. */
  readonly takenAt: string;
  readonly ledger: string;
  readonly ledgerId: string;
  /** Position of the last event in the backup; decimal. */
  readonly position: string;
  /** Names of the migrations the tables had gone through, in order. */
  readonly migrations: readonly string[];
  readonly tables: readonly TableFile[];
}

/** A backup that cannot be used, or a place that cannot take it; the message is Chinese and final. */
export class BackupError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BackupError';
  }
}

export function newManifest(of: Omit<Manifest, 'format'>): Manifest {
  return { format: FORMAT, ...of };
}

/** @throws BackupError when the folder is not a complete backup of a format this program knows */
export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, MANIFEST), 'utf8').catch((error: unknown) => {
    throw new BackupError(
      `${folder} 中没有 ${MANIFEST}：不是备份目录，或备份未曾写完；请给出 npm run backup 打印的目录`,
      { cause: error },
    );
  });
  const manifest = parse(text);
  if (manifest === undefined) {
    throw new BackupError(`${folder} 的 ${MANIFEST} 无法识别；应为格式 ${FORMAT}`);
  }
  return manifest;
}

function parse(text: string): Manifest | undefined {
  try {
    const value = JSON.parse(text) as Partial<Manifest> | null;
    return value?.format === FORMAT && isComplete(value) ? (value as Manifest) : undefined;
  } catch {
    return undefined;
  }
}

function isComplete({
  ledger,
  ledgerId,
  position,
  migrations,
  tables,
}: Partial<Manifest>): boolean {
  const texts = [ledger, ledgerId, position].every((value) => typeof value === 'string');
  return texts && Array.isArray(migrations) && Array.isArray(tables) && tables.every(isTableFile);
}

/** Names go into statements and paths: only plain ones are taken. */
function isTableFile(value: unknown): boolean {
  const { table, columns, file, sha256 } = (value ?? {}) as Partial<TableFile>;
  return (
    /^[a-z_]+\.[a-z_]+$/.test(table ?? '') &&
    file === `${table ?? ''}.copy.gz` &&
    Array.isArray(columns) &&
    columns.every((column) => typeof column === 'string' && /^[a-z_]+$/.test(column)) &&
    typeof sha256 === 'string'
  );
}
