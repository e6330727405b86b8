import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedPostgresError, isCode } from './embedded-error.js';
import { identityOf } from './processes.js';

/** Who uses a data directory at the moment, as kept in `postgres.owner` (mode 0600: holds the URL). */
export interface DataOwner {
  readonly pid: number;
  /** See {@link identityOf}; a number alone may belong to another process by now. */
  readonly identity: string;
  /** Set as soon as the server can be used. */
  readonly url?: string;
}

function fileOf(dataDir: string): string {
  return join(dataDir, 'postgres.owner');
}

/** The living process that uses the data directory, if any. */
export function currentOwner(dataDir: string): DataOwner | undefined {
  const owner = readOwner(fileOf(dataDir));
  return owner && identityOf(owner.pid) === owner.identity ? owner : undefined;
}

/**
 * Takes the data directory for this process: without that, a second registry on the same data would
 * mistake the first one's server for one that was left over, and stop it.
 * @returns undefined when it is ours now, otherwise the living owner
 */
export function claimData(dataDir: string): DataOwner | undefined {
  const file = fileOf(dataDir);
  for (let attempt = 0; attempt < 10; attempt += 1) {
    if (create(file, { pid: process.pid, identity: identityOf(process.pid) ?? '' }))
      return undefined;
    const owner = currentOwner(dataDir);
    if (owner) return owner;
    removeStale(dataDir, file);
  }
  throw new EmbeddedPostgresError(`数据目录的占用标记 ${file} 无法建立，请删除该文件后重新启动`);
}

/** Tells other processes (command-line tools) where the server is to be found. */
export function publishUrl(dataDir: string, url: string): void {
  const draft = `${fileOf(dataDir)}.${process.pid}`;
  const owner: DataOwner = { pid: process.pid, identity: identityOf(process.pid) ?? '', url };
  writeFileSync(draft, JSON.stringify(owner), { mode: 0o600 });
  renameSync(draft, fileOf(dataDir));
}

/** Gives the data directory up, when it is ours. */
export function releaseData(dataDir: string): void {
  if (readOwner(fileOf(dataDir))?.pid === process.pid) rmSync(fileOf(dataDir), { force: true });
}

/** Complete or not at all; false when there is one already. */
function create(file: string, owner: DataOwner): boolean {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(owner), { mode: 0o600 });
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Of two processes that find the same stale mark, the slower must not remove the faster one's new mark. */
function removeStale(dataDir: string, file: string): void {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return;
    throw error;
  }
  const taken = readOwner(aside);
  const alive = taken !== undefined && identityOf(taken.pid) === taken.identity;
  if (alive && currentOwner(dataDir) === undefined) renameSync(aside, file);
  else rmSync(aside, { force: true });
}

function readOwner(file: string): DataOwner | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as DataOwner;
  } catch (error) {
    // A file cut short by a full disk or a crash owns nothing.
    if (isCode(error, 'ENOENT') || (error as Error).name === 'SyntaxError') return undefined;
    throw error;
  }
}
