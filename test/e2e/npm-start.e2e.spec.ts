import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiClient } from '../support/api-client.js';
import { descendantsOf, freePort, registryEnv } from '../support/registry-process.js';

describe('npm start', () => {
  let dataDir: string;
  let npm: ChildProcess;
  let started: number[];

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'registry-npm-'));
    started = [];
  });
  afterEach(() => {
    for (const pid of started.filter(isAlive)) process.kill(pid, 'SIGKILL');
    rmSync(dataDir, { recursive: true, force: true });
  });

  it.each([
    ['SIGTERM to npm alone', 'SIGTERM', (pid: number) => pid],
    // A terminal sends it to the whole group in the foreground.
    ['Ctrl-C at a terminal', 'SIGINT', (pid: number) => -pid],
  ] as const)(
    'leaves no process behind after %s',
    async (_, signal, target) => {
      const port = await freePort();
      const env = registryEnv(dataDir, { PORT: String(port), DEMO: '0' });
      npm = spawn('npm', ['start'], { env, stdio: 'ignore', detached: true });
      const client = apiClient(`http://127.0.0.1:${port}`);
      await eventually(async () => {
        const answer = await client.get('/health/ready').catch(() => undefined);
        return answer?.status === 200;
      });
      // PostgreSQL is one of them, in a process group of its own.
      started = [npm.pid as number, ...descendantsOf(npm.pid as number)];
      expect(started.length).toBeGreaterThan(3);

      process.kill(target(npm.pid as number), signal);
      await eventually(() => Promise.resolve(!started.some(isAlive)));
      // Closed and not cut off: a server that was killed leaves its mark.
      expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(false);
    },
    120_000,
  );
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function eventually(holds: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 50_000; !(await holds());) {
    if (Date.now() > deadline) throw new Error('it did not come about within 50 s');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
