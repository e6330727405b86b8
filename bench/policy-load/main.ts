/**
 * A check of the whole county while others record: enterprises a second and memory, and what
 * recording feels of it. The registry runs as `npm start` runs it, in one process of its own.
 */
import 'reflect-metadata';
import { join } from 'node:path';
import { createPool } from '#libs/runtime/database/pools.js';
import { apiClient } from '../../test/support/api-client.js';
import { makeAccounts, tokenOf } from '../http/accounts.js';
import { build, memoryOf, startRegistry, type Running } from '../http/processes.js';
import { Lab } from '../harness/lab.js';
import { machineFacts } from '../harness/machine.js';
import { parseOptions, UsageError, type BenchOptions } from '../harness/options.js';
import { missedFloors, rate, table, verdictsTable } from '../harness/report.js';
import type { Round } from '../harness/measure.js';
import { judge, type Verdict } from '../harness/verdict.js';
import { loadCounty } from '../policy/load-county.js';
import { CountyRuns, isOver } from './county-runs.js';
import { CLIENTS, Recording, type Latency } from './recording.js';

const ENTERPRISES = 100_000;
/** Goals: seconds for the county of full size, MiB, and p99 beside that of an idle registry. */
const LONGEST = 240;
const MOST_MEMORY = 400;
const SLOWEST = 2;
/** In force, and nothing stands for them yet: every round is a run in which everything is new. */
const FIRST_YEAR = 2023;
const YEARS_UNDER_LOAD = [2024, 2025, 2027];

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2), [], { rounds: '3', seconds: '10' });
  if (options.rounds > YEARS_UNDER_LOAD.length) {
    throw new UsageError(`--rounds ${options.rounds}: at most ${YEARS_UNDER_LOAD.length}`);
  }
  build();
  const lab = await Lab.open(process.env['DATABASE_URL']);
  try {
    for (const fact of await machineFacts(lab.url, lab.folder)) say(fact);
    const database = await lab.database('policy_load');
    const env = { DATABASE_URL: database, DATA_DIR: join(lab.folder, 'registry'), DEMO: '0' };
    await (await startRegistry(env)).stop();
    await makeAccounts(database);
    await load(database, Math.round(ENTERPRISES * options.scale));
    const registry = await startRegistry(env);
    try {
      const missed = await measure(registry, options);
      if (missed.length > 0)
        say(`\nmissed goals:\n${missed.map((line) => `  ${line}`).join('\n')}`);
      return options.assert && missed.length > 0 ? 1 : 0;
    } finally {
      await registry.stop();
    }
  } finally {
    await lab.close();
  }
}

/** Before the registry runs, and not for the follower of facts: as a first migration would do it. */
async function load(database: string, enterprises: number): Promise<void> {
  const pool = createPool({ url: database, applicationName: 'bench' });
  try {
    const events = await loadCounty(pool, enterprises);
    await pool.query(
      'update policy_follow.follower set position = (select max(position) from es.event)',
    );
    await pool.query('analyze');
    say(`\n${rate(enterprises)} enterprises, ${rate(events)} events, 20 clauses`);
  } finally {
    await pool.end();
  }
}

async function measure(registry: Running, options: BenchOptions): Promise<readonly string[]> {
  const token = await tokenOf(registry.url, 'officer');
  const runs = new CountyRuns(apiClient(registry.url, token));
  await runs.publishList();
  const county = await overCounty(registry, runs, options);
  const recording = new Recording(registry.url, token);
  try {
    return [...county, ...missedFloors(await underLoad(runs, recording, options))];
  } finally {
    recording.close();
  }
}

/** A run in which everything is new, and the same again. @returns goals that were missed */
async function overCounty(
  registry: Running,
  runs: CountyRuns,
  { scale }: BenchOptions,
): Promise<readonly string[]> {
  const rows: string[][] = [];
  const missed: string[] = [];
  const longest = LONGEST * scale;
  for (const what of ['first, everything is new', 'again, nothing is']) {
    let memory = 0;
    const start = performance.now();
    const id = await runs.start(FIRST_YEAR);
    const run = await runs.until(id, isOver, () => {
      memory = Math.max(memory, memoryOf(registry.pid).own);
    });
    if (run.status !== 'completed') throw new Error(`the run ended as ${run.status}`);
    const seconds = (performance.now() - start) / 1000;
    const { done, changed } = run;
    rows.push([what, seconds.toFixed(1), rate(done / seconds), rate(changed), rate(memory)]);
    if (seconds > longest) missed.push(`${what}: ${seconds.toFixed(0)} s, wanted ≤ ${longest}`);
    if (memory > MOST_MEMORY) missed.push(`${what}: ${rate(memory)} MiB, wanted ≤ ${MOST_MEMORY}`);
  }
  say(`\n${table([['over the county', 'seconds', 'enterprises/s', 'changed', 'MiB'], ...rows])}`);
  return missed;
}

/** Recording by turns alone and under a run; the run is broken off behind each turn. */
async function underLoad(
  runs: CountyRuns,
  recording: Recording,
  { rounds, seconds }: BenchOptions,
): Promise<readonly Verdict[]> {
  await recording.during(seconds);
  const rows: string[][] = [];
  const measured: Round[] = [];
  for (const awardYear of YEARS_UNDER_LOAD.slice(0, rounds)) {
    const idle = await recording.during(seconds);
    const id = await runs.start(awardYear);
    const before = await runs.until(id, (run) => run.done > 0 || isOver(run));
    const busy = await recording.during(seconds);
    const after = await runs.read(id);
    const pace = rate((after.done - before.done) / seconds);
    rows.push(['idle', ...numbersOf(idle), ''], ['under a run', ...numbersOf(busy), pace]);
    // One that has ended says nothing of recording under a run.
    if (!isOver(after))
      measured.push(
        new Map([
          ['under a run', busy.p99],
          ['idle', idle.p99],
        ]),
      );
    await runs.cancel(id);
  }
  const head = ['recording', 'requests/s', 'p50 ms', 'p99 ms', 'enterprises/s'];
  say(`\n${CLIENTS} clients\n${table([head, ...rows])}`);
  const ratio = { of: 'under a run', to: 'idle', floor: SLOWEST, ceiling: true } as const;
  const verdicts = [judge('p99', ratio, measured)];
  say(`\n${verdictsTable(verdicts)}`);
  return verdicts;
}

function numbersOf(latency: Latency): string[] {
  return [rate(latency.rate), latency.p50.toFixed(1), latency.p99.toFixed(1)];
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
