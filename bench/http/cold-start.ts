import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from '../harness/lab.js';
import type { BenchOptions } from '../harness/options.js';
import { table } from '../harness/report.js';
import { spreadOf } from '../harness/verdict.js';
import { memoryOf, startRegistry } from './processes.js';

/** `npm start` with its own PostgreSQL, built already: on an empty folder, and once more on its data. */
export async function benchStart(
  lab: Lab,
  { rounds }: Pick<BenchOptions, 'rounds'>,
  say: (line: string) => void,
): Promise<void> {
  const first: number[] = [];
  const again: number[] = [];
  let memory = { own: 0, descendants: 0 };
  for (let round = 1; round <= Math.min(rounds, 3); round += 1) {
    const dataDir = join(lab.folder, `start-${round}`);
    mkdirSync(dataDir);
    chmodSync(dataDir, 0o711);
    for (const times of [first, again]) {
      const registry = await startRegistry({ DATA_DIR: dataDir });
      times.push(registry.startedIn / 1000);
      // What starting needed is given back only after a while.
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      memory = memoryOf(registry.pid);
      await registry.stop();
    }
  }
  say('\nstart: npm start to /health/ready, embedded PostgreSQL, built already, sample county');
  say(
    table([
      ['', 'median', 'min–max'],
      ['empty folder, sample loaded', ...secondsOf(first)],
      ['existing data', ...secondsOf(again)],
    ]),
  );
  say(
    `memory when idle: ${memory.own.toFixed(0)} MiB resident in Node, ` +
      `${memory.descendants.toFixed(0)} MiB (proportional) in PostgreSQL`,
  );
}

function secondsOf(times: readonly number[]): string[] {
  const { median, min, max } = spreadOf(times);
  return [`${median.toFixed(1)} s`, `${min.toFixed(1)}–${max.toFixed(1)}`];
}
