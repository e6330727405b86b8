import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from '@jest/globals';
import pg from 'pg';
import { installedBinaries, usableBinaries, type PostgresBinaries } from './embedded/binaries.js';
import { claimData, releaseData } from './embedded/data-owner.js';
import { isAlive, waitGone } from './embedded/processes.js';
import { run } from './embedded/run.js';
import { serverUser } from './embedded/server-user.js';
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './embedded-postgres.js';

// Every test makes a database of its own, which takes a while on a busy machine.
jest.setTimeout(120_000);

/** An account without rights, other than the server's own. */
const NOBODY = 65_534;
const root = process.getuid?.() === 0;
const onlyRoot = root ? it : it.skip;
/** A checkout, or a Node, below a closed folder cannot be used by the other account. */
const onlyRootInTheOpen = root && usableByNobody() ? it : it.skip;

interface Report {
  readonly url?: string;
  readonly pid?: number;
  readonly error?: string;
}

/** Data made once: most tests are about servers and not about how data are made. */
let template: string;
let base: string;
let servers: EmbeddedPostgres[];
let children: ChildProcess[];

beforeAll(async () => {
  template = mkdtempSync(join(tmpdir(), 'embedded-template-'));
  chmodSync(template, 0o755);
  const dataDir = join(template, 'data');
  const server = await startEmbeddedPostgres({ dataDir, initdbFlags: ['--no-sync'] });
  await server.stop();
});
afterAll(() => {
  rmSync(template, { recursive: true, force: true });
});
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'embedded-'));
  chmodSync(base, 0o755);
  servers = [];
  children = [];
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await Promise.all(servers.map((server) => server.stop()));
  await endLeftovers(base);
  rmSync(base, { recursive: true, force: true });
});

/** Unless the test has made the directory itself, to see the data being made in it. */
function provideData(): void {
  const dataDir = join(base, 'data');
  if (existsSync(dataDir)) return;
  cpSync(join(template, 'data'), dataDir, { recursive: true });
  // Node 24 does not copy the mode of a directory, and PostgreSQL insists on this one.
  chmodSync(join(dataDir, 'postgres'), 0o700);
}

async function start(options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
  if (options.dataDir === undefined) provideData();
  const server = await startEmbeddedPostgres({
    dataDir: join(base, 'data'),
    initdbFlags: ['--no-sync'],
    settings: { fsync: 'off' },
    ...options,
  });
  servers.push(server);
  return server;
}

/** Starts the server in a process of its own. */
async function startElsewhere(
  mode: string,
  uid?: number,
): Promise<{ child: ChildProcess } & Report> {
  if (uid === undefined) provideData();
  const parameters = [
    ...['--import', './test/support/ts-hooks.js'],
    ...['libs/runtime/database/testing/server-process.ts', join(base, 'data'), mode],
  ];
  const child = spawn(process.execPath, parameters, {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  children.push(child);
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, ...(JSON.parse(line) as Report) };
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

async function endLeftovers(directory: string): Promise<void> {
  for (const data of readdirSync(directory)) {
    const file = join(directory, data, 'postgres', 'postmaster.pid');
    if (!existsSync(file)) continue;
    const pid = Number(readFileSync(file, 'utf8').split('\n', 1)[0]);
    if (isAlive(pid)) process.kill(pid, 'SIGQUIT');
    await waitGone(pid, 5_000);
  }
}

async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** As installed with a umask of 077. */
function copyOfPackage(original: PostgresBinaries): PostgresBinaries {
  const source = dirname(dirname(dirname(original.postgres)));
  const target = join(base, 'package');
  cpSync(source, target, { recursive: true, verbatimSymlinks: true });
  for (const file of ['lib/libicuuc.so.60.2', 'share/postgresql/postgres.bki']) {
    if (existsSync(join(target, 'native', file))) chmodSync(join(target, 'native', file), 0o600);
  }
  const bin = join(target, 'native', 'bin');
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
}

function usableByNobody(): boolean {
  const look = `require('node:fs').accessSync(process.argv[1], 4)`;
  const file = join(process.cwd(), 'package.json');
  const options = { uid: NOBODY, gid: NOBODY };
  return spawnSync(process.execPath, ['-e', look, file], options).status === 0;
}

function unexpected(): never {
  throw new Error('root has no account to hand over to');
}

const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe('the embedded PostgreSQL', () => {
  it('keeps its data over a restart', async () => {
    const first = await start();
    await ask(first.url, `create table t as select '中文' as x`);
    await first.stop();
    const second = await start();
    expect(await ask(second.url, 'select x from t')).toEqual([{ x: '中文' }]);
  });

  it('has ended when stop() is answered, and may be told so twice', async () => {
    const server = await start();
    await server.stop();
    await server.stop();
    await server.exited;
    expect(isAlive(server.pid ?? 0)).toBe(false);
  });

  it('listens on the loopback only and wants the password, which nobody else can read', async () => {
    mkdirSync(join(base, 'data'));
    const server = await start();
    expect(await ask(server.url, 'show listen_addresses')).toEqual([
      { listen_addresses: '127.0.0.1' },
    ]);
    const url = new URL(server.url);
    url.password = 'guess';
    await expect(ask(url.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    const dataDir = join(base, 'data');
    // Programs, copied there when the checkout lies below a closed folder, are no secret.
    const kept = readdirSync(dataDir).filter((entry) => !/^postgres(-binaries.*)?$/.test(entry));
    for (const name of kept) {
      expect([name, modeOf(join(dataDir, name))]).toEqual([name, 0o600]);
    }
    expect(modeOf(join(dataDir, 'postgres'))).toBe(0o700);
  });

  it('sorts and folds text alike on every machine', async () => {
    mkdirSync(join(base, 'data'));
    const server = await start();
    const sql = `select pg_encoding_to_char(encoding) as encoding, datlocprovider as provider,
                        datlocale as locale, upper('é') as upper
                   from pg_database where datname = current_database()`;
    expect(await ask(server.url, sql)).toEqual([
      { encoding: 'UTF8', provider: 'b', locale: 'C.UTF-8', upper: 'É' },
    ]);
  });

  it('removes what an initialisation that was cut short left behind', async () => {
    const draft = join(base, 'data', 'postgres.draft');
    mkdirSync(draft, { recursive: true });
    writeFileSync(join(draft, 'half'), '');
    await start();
    expect(existsSync(draft)).toBe(false);
  });

  it('says which file is missing when the password is gone', async () => {
    await (await start()).stop();
    rmSync(join(base, 'data', 'postgres.password'));
    await expect(start()).rejects.toThrow(/postgres\.password/);
  });

  it('says what PostgreSQL said when it does not start', async () => {
    await expect(start({ settings: { shared_buffers: 'lots' } })).rejects.toThrow(/shared_buffers/);
    const server = await start();
    expect(await ask(server.url, 'select 1 as x')).toEqual([{ x: 1 }]);
  });

  it('says so when the data directory cannot be made', async () => {
    writeFileSync(join(base, 'file'), '');
    await expect(start({ dataDir: join(base, 'file', 'data') })).rejects.toThrow(/DATA_DIR/);
  });
});

describe('two processes on the same data', () => {
  it('the second is refused while the first runs', async () => {
    const first = await startElsewhere('run');
    expect(first.error).toBeUndefined();
    await expect(start()).rejects.toThrow(new RegExp(`台账进程（${first.child.pid ?? ''}）`));
    expect(await ask(first.url ?? '', 'select 1 as x')).toEqual([{ x: 1 }]);
  });

  it('a command-line tool may share the server, and leaves it running', async () => {
    const first = await startElsewhere('run');
    const tool = await start({ attach: true });
    expect(tool.url).toBe(first.url);
    await tool.stop();
    expect(await ask(first.url ?? '', 'select 1 as x')).toEqual([{ x: 1 }]);
  });

  it('a command-line tool starts the server itself when nobody runs it', async () => {
    const tool = await start({ attach: true });
    expect(await ask(tool.url, 'select 1 as x')).toEqual([{ x: 1 }]);
  });

  it('the mark of a dead process, also of one whose number was given away, owns nothing', () => {
    const owner = join(base, 'postgres.owner');
    writeFileSync(owner, JSON.stringify({ pid: process.pid, identity: 'another boot:1' }));
    expect(claimData(base)).toBeUndefined();
    expect(claimData(base)?.pid).toBe(process.pid);
    releaseData(base);
    writeFileSync(owner, '{"pid":');
    expect(claimData(base)).toBeUndefined();
    releaseData(base);
    expect(readdirSync(base)).toEqual([]);
  });
});

describe('a server left over', () => {
  it('from a killed process is stopped by the next start, and what was committed is there', async () => {
    const first = await startElsewhere('run');
    await ask(first.url ?? '', 'create table t as select 1 as x');
    await kill(first.child);
    expect(isAlive(first.pid ?? 0)).toBe(true);
    const messages: string[] = [];
    const second = await start({ log: (message) => messages.push(message) });
    expect(isAlive(first.pid ?? 0)).toBe(false);
    expect(messages.join()).toContain(String(first.pid));
    expect(await ask(second.url, 'select x from t')).toEqual([{ x: 1 }]);
  });

  it('that was killed as well is recovered', async () => {
    const first = await startElsewhere('run');
    await ask(first.url ?? '', 'create table t as select 1 as x');
    await kill(first.child);
    process.kill(first.pid ?? 0, 'SIGKILL');
    const second = await start();
    expect(await ask(second.url, 'select x from t')).toEqual([{ x: 1 }]);
  });

  it('is not there after a process that ended without closing', async () => {
    const first = await startElsewhere('exit');
    expect(await waitGone(first.pid ?? 0, 10_000)).toBe(true);
  });

  it('is not mistaken: another program with the number in postmaster.pid is left alone', async () => {
    await (await start()).stop();
    // Of the same account, which PostgreSQL itself would take for a server.
    const { uid, gid } = statSync(join(base, 'data', 'postgres'));
    const bystander = spawn('sleep', ['60'], { uid, gid });
    children.push(bystander);
    writeFileSync(join(base, 'data', 'postgres', 'postmaster.pid'), `${bystander.pid}\n`);
    await start();
    expect(isAlive(bystander.pid ?? 0)).toBe(true);
  });

  it('does not end with Ctrl-C at the terminal, because it is in a process group of its own', async () => {
    const server = await start();
    const stat = readFileSync(`/proc/${server.pid}/stat`, 'utf8');
    expect(Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2])).toBe(server.pid);
  });
});

describe('started by root', () => {
  onlyRoot(
    'it runs as another account, in a directory that was closed to that account',
    async () => {
      const dataDir = join(base, 'data');
      mkdirSync(dataDir, { mode: 0o700 });
      const server = await start();
      expect(statSync(`/proc/${server.pid}`).uid).not.toBe(0);
      expect(modeOf(dataDir)).toBe(0o711);
      expect(modeOf(join(dataDir, 'postgres.password'))).toBe(0o600);
      expect(statSync(join(dataDir, 'postgres.password')).uid).toBe(0);
    },
  );

  onlyRoot('it names the closed directory above, and what to do', async () => {
    const closed = join(base, 'closed');
    mkdirSync(join(closed, 'inner'), { recursive: true });
    chmodSync(closed, 0o700);
    const dataDir = join(closed, 'inner', 'data');
    await expect(start({ dataDir })).rejects.toThrow(
      new RegExp(`上级目录 ${closed}（权限 0700）.*chmod o\\+x ${closed}`),
    );
    chmodSync(closed, 0o711);
    expect(await ask((await start({ dataDir })).url, 'select 1 as x')).toEqual([{ x: 1 }]);
  });

  onlyRootInTheOpen(
    'binaries in a folder closed to the account are copied beside the data',
    async () => {
      const original = await installedBinaries();
      const installed = copyOfPackage(original);
      chmodSync(join(base, 'package'), 0o700);
      const user = (await serverUser(join(base, 'none'))) ?? unexpected();
      const usable = await usableBinaries(base, user, installed);
      expect(usable.postgres).toMatch(new RegExp(`^${base}/postgres-binaries-`));
      expect((await run(usable.postgres, ['--version'], user)).output).toContain('PostgreSQL');
      expect(await usableBinaries(base, user, installed)).toEqual(usable);
      // Ordinary installations are used where they are.
      expect(await usableBinaries(base, user, original)).toBe(original);
    },
  );

  onlyRoot('data that root copied back are handed to the account again', async () => {
    await (await start()).stop();
    const giveRoot = (path: string): void => {
      chownSync(path, 0, 0);
      if (!statSync(path).isDirectory()) return;
      for (const name of readdirSync(path)) giveRoot(join(path, name));
    };
    giveRoot(join(base, 'data', 'postgres'));
    expect(await ask((await start()).url, 'select 1 as x')).toEqual([{ x: 1 }]);
  });

  onlyRootInTheOpen('data of an ordinary user stay that user’s', async () => {
    mkdirSync(join(base, 'data'));
    chownSync(join(base, 'data'), NOBODY, NOBODY);
    const first = await startElsewhere('stop', NOBODY);
    await once(first.child, 'exit');
    const server = await start();
    expect(statSync(`/proc/${server.pid}`).uid).toBe(NOBODY);
  });
});

describe('started by an ordinary user', () => {
  onlyRootInTheOpen('it runs as that user and changes no mode', async () => {
    mkdirSync(join(base, 'data'), { mode: 0o700 });
    chownSync(join(base, 'data'), NOBODY, NOBODY);
    const { url, pid, error } = await startElsewhere('run', NOBODY);
    expect(error).toBeUndefined();
    expect(await ask(url ?? '', 'select 1 as x')).toEqual([{ x: 1 }]);
    expect(statSync(`/proc/${pid ?? 0}`).uid).toBe(NOBODY);
    expect(modeOf(join(base, 'data'))).toBe(0o700);
  });

  onlyRootInTheOpen('data of another account are refused with what to do', async () => {
    await (await start()).stop();
    chownSync(join(base, 'data'), NOBODY, NOBODY);
    chmodSync(join(base, 'data'), 0o700);
    const { error } = await startElsewhere('run', NOBODY);
    expect(error).toMatch(/属于另一个操作系统用户.*DATA_DIR/);
  });
});
