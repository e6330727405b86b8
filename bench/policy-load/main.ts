/**
 * A check of the whole county while others record: how many enterprises a second from database to
 * stored results, how much memory, and what recording feels of it. The registry runs as `npm start`
 * runs it, in one process of its own.
 *
 *   node --import ./test/support/ts-hooks.js bench/policy-load/main.ts [--scale 0.1] [--seconds 10] [--assert]
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { completeCreditCode } from '#libs/kernel/credit-code.js';
import { createPool } from '#libs/runtime/database/pools.js';
import { apiClient, type ApiClient } from '../../test/support/api-client.js';
import { makeAccounts, tokenOf } from '../http/accounts.js';
import { LoadGenerator, percentile, type Target } from '../http/load.js';
import { build, memoryOf, startRegistry, type Running } from '../http/processes.js';
import { Lab } from '../harness/lab.js';
import { machineFacts } from '../harness/machine.js';
import { parseOptions, UsageError } from '../harness/options.js';
import { table } from '../harness/report.js';
import { loadCounty } from './county.js';

const ENTERPRISES = 100_000;
/** Goals: seconds for the county of full size, MiB, and p99 beside that of an idle registry. */
const LONGEST = 240;
const MOST_MEMORY = 400;
const SLOWEST = 2;
const CLIENTS = 4;

interface RunSeen {
  readonly id: string;
  readonly status: string;
  readonly total: number | null;
  readonly done: number;
  readonly changed: number;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2), [], { rounds: '1', seconds: '10' });
  const enterprises = Math.round(ENTERPRISES * options.scale);
  build();
  const lab = await Lab.open(process.env['DATABASE_URL']);
  try {
    for (const fact of await machineFacts(lab.url, lab.folder)) say(fact);
    const database = await lab.database('policy_load');
    const env = { DATABASE_URL: database, DATA_DIR: join(lab.folder, 'registry') };
    await (await startRegistry(env)).stop();
    await makeAccounts(database);
    await load(database, enterprises);
    const registry = await startRegistry(env);
    try {
      return await measure(registry, enterprises, options.seconds, options.assert);
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
    say(`\n${enterprises} enterprises, ${events} events`);
  } finally {
    await pool.end();
  }
}

async function measure(
  registry: Running,
  enterprises: number,
  seconds: number,
  assert: boolean,
): Promise<number> {
  const api = apiClient(registry.url, await tokenOf(registry.url, 'officer'));
  await settled(api);
  const recording = new LoadGenerator(await registrations(registry.url), CLIENTS);
  const record = async () => {
    const seen = await recording.run({ clients: CLIENTS, seconds });
    return [0.5, 0.99].map((share) => percentile(seen.latencies, share));
  };
  await record();
  const idle = await record();
  const first = await runOver(api, registry);
  const again = await runOver(api, registry);
  // Under load: a run of its own, long enough to last through the measure.
  const { id } = (await api.post<RunSeen>('/api/v1/eligibility-runs', { asOf: '2024-12-31' })).body;
  await until(api, id, ({ done, status }) => done > 0 || status === 'completed');
  const busy = await record();
  const stillRunning = (await read(api, id)).status === 'running';
  recording.close();
  const milliseconds = (times: readonly number[]) => times.map((ms) => ms.toFixed(1));
  say(
    `\n${table([
      ['over the county', 'seconds', 'enterprises/s', 'changed', 'most MiB'],
      ['first, everything is new', ...rowOf(first)],
      ['again, nothing is', ...rowOf(again)],
    ])}`,
  );
  say(
    `\n${table([
      [`recording, ${CLIENTS} clients`, 'p50 ms', 'p99 ms'],
      ['idle', ...milliseconds(idle)],
      [`under a run${stillRunning ? '' : ' (which ended before)'}`, ...milliseconds(busy)],
    ])}`,
  );
  return judge(first, (busy[1] ?? 0) / (idle[1] ?? 1), enterprises, assert);
}

interface Timed {
  readonly run: RunSeen;
  readonly seconds: number;
  readonly memory: number;
}

function judge(first: Timed, slower: number, enterprises: number, assert: boolean): number {
  const longest = (LONGEST * enterprises) / ENTERPRISES;
  const goals = [
    { name: `first run ≤ ${longest.toFixed(0)} s`, met: first.seconds <= longest },
    { name: `memory ≤ ${MOST_MEMORY} MiB`, met: first.memory <= MOST_MEMORY },
    { name: `p99 ≤ ${SLOWEST}× idle (${slower.toFixed(2)}×)`, met: slower <= SLOWEST },
  ];
  for (const { name, met } of goals) say(`${met ? 'met   ' : 'missed'}  ${name}`);
  return assert && goals.some(({ met }) => !met) ? 1 : 0;
}

function rowOf({ run, seconds, memory }: Timed): string[] {
  const rate = (run.done / seconds).toFixed(0);
  return [seconds.toFixed(1), rate, String(run.changed), memory.toFixed(0)];
}

/** From the request to the last result stored. */
async function runOver(api: ApiClient, registry: Running): Promise<Timed> {
  let memory = 0;
  const start = performance.now();
  const { id } = (await api.post<RunSeen>('/api/v1/eligibility-runs', {})).body;
  const run = await until(
    api,
    id,
    ({ status }) => status !== 'queued' && status !== 'running',
    () => {
      memory = Math.max(memory, memoryOf(registry.pid).own);
    },
  );
  if (run.status !== 'completed') throw new Error(`the run ended as ${run.status}`);
  return { run, seconds: (performance.now() - start) / 1000, memory };
}

async function until(
  api: ApiClient,
  id: string,
  wanted: (run: RunSeen) => boolean,
  each: () => void = () => undefined,
): Promise<RunSeen> {
  for (;;) {
    const run = await read(api, id);
    each();
    if (wanted(run)) return run;
    await sleep(250);
  }
}

async function read(api: ApiClient, id: string): Promise<RunSeen> {
  return (await api.get<RunSeen>(`/api/v1/eligibility-runs/${id}`)).body;
}

/** Waits for the runs that the registry demanded itself. */
async function settled(api: ApiClient): Promise<void> {
  for (;;) {
    await sleep(500);
    const open = await Promise.all(
      ['queued', 'running'].map((status) =>
        api.get<{ total: number }>(`/api/v1/eligibility-runs?status=${status}`),
      ),
    );
    if (open.every(({ body }) => body.total === 0)) return;
  }
}

/** Registrations of new enterprises, one after the other. */
async function registrations(url: string): Promise<Target> {
  const token = await tokenOf(url, 'officer');
  const own = randomUUID()
    .replaceAll(/[^0-9]/g, '')
    .slice(0, 2)
    .padStart(2, '0');
  return {
    url,
    method: 'POST',
    next: (n) => {
      const creditCode = completeCreditCode(`92411323${own}${String(n).padStart(6, '0')}`);
      return {
        path: '/api/v1/enterprises',
        headers: { authorization: `Bearer ${token}` },
        body: JSON.stringify({ creditCode, name: `新企业${n}`, regionCode: '411323' }),
      };
    },
  };
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
