import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { PostgresBinaries } from './binaries.js';
import { EmbeddedPostgresError } from './embedded-error.js';
import { run, type ServerUser } from './run.js';

/** Superuser of the embedded server. */
export const DATABASE_USER = 'postgres';

/** Where the server's files are below the data directory. */
export function clusterOf(dataDir: string): string {
  return join(dataDir, 'postgres');
}

/**
 * The password of the data, made together with them. initdb works on a draft that is renamed when
 * it is complete, so that a start cut short leaves nothing half-made behind.
 * @throws EmbeddedPostgresError when initdb fails, or the data are there but their password is not
 */
export async function provideCluster(
  dataDir: string,
  binaries: PostgresBinaries,
  user: ServerUser | undefined,
  initdbFlags: readonly string[],
): Promise<string> {
  const passwordFile = join(dataDir, 'postgres.password');
  if (existsSync(join(clusterOf(dataDir), 'PG_VERSION'))) return storedPassword(passwordFile);
  const password = randomBytes(24).toString('hex');
  removeDrafts(dataDir);
  const draft = `${clusterOf(dataDir)}.draft`;
  mkdirSync(draft, { mode: 0o700 });
  const handedOver = `${draft}.password`;
  try {
    writeFileSync(handedOver, `${password}\n`, { mode: 0o600 });
    for (const path of [draft, handedOver]) if (user) chownSync(path, user.uid, user.gid);
    await initialise(draft, handedOver, binaries, user, initdbFlags);
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    renameSync(draft, clusterOf(dataDir));
  } finally {
    removeDrafts(dataDir);
  }
  return password;
}

async function initialise(
  directory: string,
  passwordFile: string,
  binaries: PostgresBinaries,
  user: ServerUser | undefined,
  initdbFlags: readonly string[],
): Promise<void> {
  const parameters = [
    `--pgdata=${directory}`,
    `--username=${DATABASE_USER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    // The same on every machine, whatever locale it has: UTF-8, and the rules of Unicode for case.
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    ...initdbFlags,
  ];
  const { code, failure, output } = await run(binaries.initdb, parameters, user);
  if (code === 0) return;
  throw new EmbeddedPostgresError(
    `内置 PostgreSQL 的数据目录无法建立：${failure ?? output.trim()}`,
  );
}

function storedPassword(file: string): string {
  const password = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  if (password !== '') return password;
  throw new EmbeddedPostgresError(
    `数据库已存在，但它的密码文件 ${file} 不见了；请从备份恢复该文件，或把 DATA_DIR 指到新的目录`,
  );
}

function removeDrafts(dataDir: string): void {
  for (const name of readdirSync(dataDir)) {
    if (name.startsWith('postgres.draft'))
      rmSync(join(dataDir, name), { recursive: true, force: true });
  }
}
