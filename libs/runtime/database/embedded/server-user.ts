import { chmodSync, chownSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, parse } from 'node:path';
import { EmbeddedPostgresError } from './embedded-error.js';
import { run, type ServerUser } from './run.js';

/** Account that the PostgreSQL packages use; made when it is missing. */
const ACCOUNT = 'postgres';

/**
 * The account the server has to run as: undefined for "ourselves". PostgreSQL refuses to run as
 * root, and initdb wants an account that has a name, so root hands over to `postgres`; data that
 * already belong to an account keep it.
 * @param cluster directory of the data, may not exist yet
 * @throws EmbeddedPostgresError when the data belong to somebody else, or no account can be had
 */
export async function serverUser(cluster: string): Promise<ServerUser | undefined> {
  const owner = ownerOf(cluster);
  const self = process.getuid?.();
  if (self === undefined) return undefined;
  if (self !== 0) {
    if (owner === undefined || owner.uid === self) return undefined;
    throw new EmbeddedPostgresError(
      `数据库目录 ${cluster} 属于另一个操作系统用户（uid ${owner.uid}），当前用户（uid ${self}）不能使用；` +
        '请用原来的用户（或 root）启动，或把 DATA_DIR 指到另一个目录',
    );
  }
  if (owner !== undefined && owner.uid !== 0) {
    return { ...owner, name: (await accountName(owner.uid)) ?? `uid ${owner.uid}` };
  }
  const user = await unprivilegedAccount();
  if (owner !== undefined) giveAway(cluster, user);
  return user;
}

/**
 * Opens the data directory, and checks that everything above it is open, to the server's account.
 * Only the data directory itself is ours to change: its files that are secret have mode 0600.
 * @throws EmbeddedPostgresError naming the closed directory above and what to do about it
 */
export async function openToUser(dataDir: string, user: ServerUser): Promise<void> {
  const mode = statSync(dataDir).mode & 0o7777;
  if ((mode & 0o111) !== 0o111) chmodSync(dataDir, mode | 0o111);
  if (await canEnter(dataDir, user)) return;
  for (const directory of ancestors(dataDir)) {
    if (await canEnter(directory, user)) continue;
    const bits = (statSync(directory).mode & 0o7777).toString(8).padStart(4, '0');
    throw new EmbeddedPostgresError(
      `数据目录 ${dataDir} 的上级目录 ${directory}（权限 ${bits}）不允许操作系统用户 ${user.name} 进入，` +
        `而 PostgreSQL 不能以 root 运行。请任选其一：把 DATA_DIR 指到可进入的位置，例如 ` +
        `DATA_DIR=/var/lib/innovation-registry；执行 chmod o+x ${directory}；或改用普通用户启动`,
    );
  }
}

/** True when the account may pass through the directory (asked of the system, as ACLs exist). */
async function canEnter(directory: string, user: ServerUser): Promise<boolean> {
  const { code, failure } = await run('/bin/sh', ['-c', 'cd -- "$1"', 'sh', directory], user);
  // Without a shell nothing can be asked; initdb will complain where there is reason to.
  return code === 0 || failure === 'ENOENT';
}

/** Directories above, from the root downwards, and the directory itself. */
function ancestors(directory: string): string[] {
  const parent = dirname(directory);
  return parent === directory || directory === parse(directory).root
    ? [directory]
    : [...ancestors(parent), directory];
}

function ownerOf(cluster: string): { uid: number; gid: number } | undefined {
  const stats = statSync(cluster, { throwIfNoEntry: false });
  return stats && { uid: stats.uid, gid: stats.gid };
}

async function unprivilegedAccount(): Promise<ServerUser> {
  const known = await account(ACCOUNT);
  if (known) return known;
  await run('groupadd', ['--system', ACCOUNT]);
  await run('useradd', [
    ...['--system', '--gid', ACCOUNT, '--no-create-home', '--home-dir', '/nonexistent'],
    ...['--shell', '/usr/sbin/nologin', ACCOUNT],
  ]);
  const usable = (await account(ACCOUNT)) ?? (await account('nobody'));
  if (usable) return usable;
  throw new EmbeddedPostgresError(
    'PostgreSQL 不能以 root 运行，而操作系统用户 postgres 不存在且无法建立；' +
      '请先执行 useradd --system postgres，或改用普通用户启动',
  );
}

async function account(name: string): Promise<ServerUser | undefined> {
  const [uid, gid] = await Promise.all([idOf('-u', name), idOf('-g', name)]);
  return uid === undefined || gid === undefined || uid === 0 ? undefined : { uid, gid, name };
}

async function idOf(flag: '-u' | '-g', name: string): Promise<number | undefined> {
  const { code, output } = await run('id', [flag, name]);
  return code === 0 && /^\d+\s*$/.test(output) ? Number(output) : undefined;
}

async function accountName(uid: number): Promise<string | undefined> {
  const { code, output } = await run('id', ['-un', String(uid)]);
  return code === 0 ? output.trim() : undefined;
}

/** Data that were copied back by root, say from a backup. */
function giveAway(path: string, user: ServerUser): void {
  chownSync(path, user.uid, user.gid);
  if (!lstatSync(path).isDirectory()) return;
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (!entry.isSymbolicLink()) giveAway(join(path, entry.name), user);
  }
}
