import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface Worker {
  /** Begins to look at its memory. */
  readonly watch: () => Watch;
  readonly stop: () => Promise<void>;
}

export interface Watch {
  /** @returns largest resident memory seen, MiB, and seconds of processor time spent */
  readonly end: () => { readonly memory: number; readonly cpu: number };
}

/** Starts the process that works. Linux only, as far as memory is concerned. */
export async function startWorker(databaseUrl: string): Promise<Worker> {
  const script = fileURLToPath(new URL('county-worker.ts', import.meta.url));
  const extra = (process.env['BENCH_NODE_OPTIONS'] ?? '').split(' ').filter((word) => word !== '');
  const child = fork(script, [databaseUrl], {
    execArgv: [...extra, '--import', './test/support/ts-hooks.js'],
    env: { ...process.env, LOG_LEVEL: 'warn' },
  });
  const exit = once(child, 'exit');
  await Promise.race([
    once(child, 'message'),
    exit.then(() => Promise.reject(new Error('the worker ended while starting'))),
  ]);
  const pid = child.pid ?? 0;
  return {
    watch: () => watch(pid),
    stop: async () => {
      if (child.connected) child.disconnect();
      await exit;
    },
  };
}

const EVERY = 200;

function watch(pid: number): Watch {
  const before = processorTime(pid);
  let memory = residentMemory(pid);
  const timer = setInterval(() => {
    memory = Math.max(memory, residentMemory(pid));
  }, EVERY);
  return {
    end: () => {
      clearInterval(timer);
      return { memory, cpu: processorTime(pid) - before };
    },
  };
}

function residentMemory(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(read(pid, 'status'))?.[1] ?? 0) / 1024;
}

/** Linux counts in hundredths of a second; the name in front may have blanks in it. */
function processorTime(pid: number): number {
  const fields = read(pid, 'stat').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / 100;
}

function read(pid: number, file: string): string {
  const path = `/proc/${pid}/${file}`;
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
