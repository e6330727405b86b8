import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import type { PostgresBinaries } from './binaries.js';
import { clusterOf, DATABASE_USER } from './cluster.js';
import { EmbeddedPostgresError } from './embedded-error.js';
import { stopServer } from './leftover-server.js';
import { serverEnvironment, type ServerUser } from './run.js';

/** Longest wait for a server that recovers after a crash, in ms. */
const READY = 300_000;
/** The log starts anew at a start when it has grown beyond this, in bytes. */
const LOG_LIMIT = 10_000_000;
/** Starts that are tried when the obstacle passes by itself. */
const ATTEMPTS = 8;

export interface ServerOptions {
  readonly dataDir: string;
  readonly binaries: PostgresBinaries;
  readonly user: ServerUser | undefined;
  readonly password: string;
  /** Settings of the server, given as `-c name=value`. */
  readonly settings: Readonly<Record<string, string>>;
}

export interface RunningServer {
  readonly pid: number;
  readonly port: number;
  /** Settled when the server's process has ended, for whatever reason. */
  readonly exited: Promise<void>;
}

/**
 * Starts the server and waits until it answers.
 * @throws EmbeddedPostgresError with the end of the server's log
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const logFile = join(options.dataDir, 'postgres.log');
  for (let attempt = 1; ; attempt += 1) {
    const logStart = sizeAfterLimit(logFile);
    const server = await launch(options, logFile);
    if (await isReady(server, options.password)) return server;
    const said = readFileSync(logFile).subarray(logStart).toString('utf8').trim();
    // Somebody took the port in between, or children of a killed server have not ended yet.
    const passing = /Address already in use|still in use|is another postmaster/i.test(said);
    if (!passing || attempt === ATTEMPTS) {
      const lines = said.split('\n').slice(-6).join('\n');
      throw new EmbeddedPostgresError(`内置 PostgreSQL 未能启动（日志 ${logFile}）：\n${lines}`);
    }
    await sleep(500);
  }
}

/** URL of a database of the embedded server. */
export function urlOf(port: number, password: string, database: string): string {
  return `postgres://${DATABASE_USER}:${password}@127.0.0.1:${port}/${database}`;
}

async function launch(options: ServerOptions, logFile: string): Promise<RunningServer> {
  const port = await freePort();
  // Not a pipe: when this process is killed, the server must not choke on its log.
  const log = openSync(logFile, 'a', 0o600);
  try {
    const child = spawn(options.binaries.postgres, parametersOf(options, port), {
      cwd: options.dataDir,
      env: serverEnvironment(),
      stdio: ['ignore', log, log],
      // A process group of its own: Ctrl-C at the terminal reaches us, and we end it when the
      // application has closed.
      detached: true,
      ...(options.user === undefined ? {} : { uid: options.user.uid, gid: options.user.gid }),
    });
    child.unref();
    const exited = endOf(child);
    if (child.pid === undefined) throw new EmbeddedPostgresError('内置 PostgreSQL 的进程无法建立');
    return { pid: child.pid, port, exited };
  } finally {
    closeSync(log);
  }
}

function endOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => {
      resolve();
    });
    child.once('error', () => {
      resolve();
    });
  });
}

function parametersOf(options: ServerOptions, port: number): string[] {
  const settings: Record<string, string> = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    // No socket file: its path may be too long, and the password guards the port.
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...options.settings,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', clusterOf(options.dataDir), ...flags];
}

/** False when the server ended instead; a server that does not get ready in time is stopped. */
async function isReady(server: RunningServer, password: string): Promise<boolean> {
  let ended = false;
  void server.exited.then(() => (ended = true));
  const deadline = Date.now() + READY;
  for (;;) {
    if (await answers(urlOf(server.port, password, 'postgres'))) return true;
    if (ended) return false;
    if (Date.now() > deadline) {
      await stopServer(server.pid);
      return false;
    }
    await sleep(50);
  }
}

/** @throws EmbeddedPostgresError when the password does not fit */
async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch (error) {
    if ((error as { code?: string }).code !== '28P01') return false;
    throw new EmbeddedPostgresError(
      '内置 PostgreSQL 的密码与 DATA_DIR 中 postgres.password 文件不符；请从备份恢复该文件',
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => {
        resolve(port);
      });
    });
  });
}

function sizeAfterLimit(file: string): number {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= LOG_LIMIT) return size;
  truncateSync(file);
  return 0;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
