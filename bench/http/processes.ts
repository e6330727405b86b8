import { fork, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { descendantsOf, freePort } from '../../test/support/registry-process.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

export interface Running {
  readonly url: string;
  readonly pid: number;
  /** ms from the start of the process to `/health/ready`. */
  readonly startedIn: number;
  readonly stop: () => Promise<void>;
}

/** Builds as `npm start` does. @throws Error when that fails */
export function build(): void {
  const { status } = spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], {
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('the build failed');
}

/** The registry as `npm start` runs it, in a process of its own, until it is ready. */
export async function startRegistry(env: Readonly<Record<string, string>>): Promise<Running> {
  const port = await freePort();
  const extra = (process.env['BENCH_NODE_OPTIONS'] ?? '').split(' ').filter((word) => word !== '');
  const start = performance.now();
  const child = spawn(process.execPath, [...extra, ...startArguments()], {
    cwd: root,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? '',
      LOG_LEVEL: 'warn',
      ...env,
      PORT: String(port),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  const url = `http://127.0.0.1:${port}`;
  while (!(await isReady(url))) {
    if (child.exitCode !== null) throw new Error(`the registry ended while starting:\n${output}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return handle(child, url, performance.now() - start);
}

/** What `npm start` gives to node. */
function startArguments(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: { start: string };
  };
  const [program, ...words] = scripts.start.split(' ');
  if (program !== 'node') throw new Error(`npm start runs ${scripts.start}, not node`);
  return words;
}

/** The bare route, on a database of its own. */
export async function startBareApp(databaseUrl: string): Promise<Running> {
  const start = performance.now();
  const child = fork(fileURLToPath(new URL('bare-app.ts', import.meta.url)), [databaseUrl], {
    cwd: root,
    execArgv: ['--import', join(root, 'test/support/ts-hooks.js')],
  });
  const [url] = (await once(child, 'message')) as [string];
  return handle(child, url, performance.now() - start);
}

async function isReady(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/health/ready`).catch(() => undefined);
  await answer?.arrayBuffer();
  return answer?.status === 200;
}

function handle(child: ChildProcess, url: string, startedIn: number): Running {
  return {
    url,
    pid: child.pid ?? 0,
    startedIn,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
    },
  };
}

/** Resident memory of a process, and the proportional share of its descendants, MiB. Linux only. */
export function memoryOf(pid: number): { readonly own: number; readonly descendants: number } {
  const own = sizeIn(`/proc/${pid}/status`, /^VmRSS:\s+(\d+) kB/m);
  const descendants = descendantsOf(pid).map((each) =>
    sizeIn(`/proc/${each}/smaps_rollup`, /^Pss:\s+(\d+) kB/m),
  );
  return { own, descendants: descendants.reduce((sum, size) => sum + size, 0) };
}

/** CPU time that a process has used, ms; 0 where there is no /proc. */
export function cpuOf(pid: number): number {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return 0;
  const text = readFileSync(file, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  // utime and stime, in hundredths of a second.
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function sizeIn(file: string, pattern: RegExp): number {
  const match = existsSync(file) ? pattern.exec(readFileSync(file, 'utf8')) : undefined;
  return Number(match?.[1] ?? 0) / 1024;
}
