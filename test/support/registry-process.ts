import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { once } from 'node:events';
import { apiClient } from './api-client.js';
import { testEventStore } from './event-store.js';

/** A registry as a user runs it: a process of its own on its own data directory. */
export interface RegistryProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** Everything it printed. */
  output(): string;
  /** SIGTERM, and wait; the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL to the process and all its descendants, PostgreSQL included, at one moment. */
  killTree(): Promise<void>;
}

const root = process.cwd();

/** The program as `npm start` runs it, without the build. */
export function registryEnv(dataDir: string, extra: Record<string, string> = {}) {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'warn',
    ...testEventStore(extra['DATABASE_URL'] ?? dataDir),
    ...extra,
  };
}

/** Starts it and waits until it is ready. @throws Error with its output when it ends or takes too long */
export async function startRegistryProcess(
  dataDir: string,
  extra: Record<string, string> = {},
  { timeoutMs = 90_000, app = 'registry' }: { timeoutMs?: number; app?: string } = {},
): Promise<RegistryProcess> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [join(root, `dist/apps/${app}/main.js`)], {
    cwd: root,
    env: registryEnv(dataDir, { PORT: String(port), ...extra }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const running: RegistryProcess = {
    url,
    child,
    output: () => text,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
      return child.exitCode;
    },
    killTree: async () => {
      const exit = once(child, 'exit');
      for (const pid of [child.pid as number, ...descendantsOf(child.pid as number)]) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // It ended by itself in between.
        }
      }
      await exit;
    },
  };
  await untilReady(running, timeoutMs);
  return running;
}

async function untilReady(running: RegistryProcess, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  const client = apiClient(running.url);
  while (Date.now() < deadline) {
    if (running.child.exitCode !== null || running.child.signalCode !== null) {
      throw new Error(`the registry ended while starting:\n${running.output()}`);
    }
    const answer = await client.get('/health/ready').catch(() => undefined);
    if (answer?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await running.killTree();
  throw new Error(`the registry was not ready after ${timeoutMs} ms:\n${running.output()}`);
}

/** Runs one of the command-line programs to its end. */
export async function runScript(
  name: string,
  args: readonly string[],
  env: Record<string, string>,
  input = '',
): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn(process.execPath, [join(root, `dist/scripts/${name}.js`), ...args], {
    cwd: root,
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stdin.end(input);
  await once(child, 'exit');
  return { code: child.exitCode, output };
}

/** All living descendants, found by parent ids in /proc (Linux). */
export function descendantsOf(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // Ended while we were looking.
    }
  }
  const found: number[] = [];
  const queue = [pid];
  for (let parent = queue.shift(); parent !== undefined; parent = queue.shift()) {
    for (const [child, ppid] of parents) {
      if (ppid === parent) {
        found.push(child);
        queue.push(child);
      }
    }
  }
  return found;
}

/** A port that nobody listens on just now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
