import type { Pool } from 'pg';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import { RefusalError } from '#libs/kernel/refusal.js';
import { RequestEligibilityRun } from '#libs/policy/commands.js';
import { EligibilityRunOf, type RunAnswer } from '#libs/policy/queries.js';
import { context, PolicyHost } from '#libs/policy/testing/policy-host.js';
import { PG_POOL } from '#libs/runtime/database/pools.js';
import type { Lab } from '../harness/lab.js';
import type { BenchOptions } from '../harness/options.js';
import { rate, table } from '../harness/report.js';
import { YEAR } from './columns.js';
import { countyList } from './county-list.js';
import { loadCounty } from './load-county.js';
import { startWorker, type Worker } from './worker-process.js';

const ENTERPRISES = 100_000;
/** Seconds that the whole county may take, and MiB that the working process may have. */
const LONGEST = 240;
const MOST_MEMORY = 400;
const READ_MODELS = ['enterprises', 'recognitions', 'declarations', 'policy', 'eligibility'];

interface Run {
  readonly answer: RunAnswer;
  readonly seconds: number;
  readonly cpu: number;
  readonly memory: number;
  /** From the end of the run until its results can be queried. */
  readonly behind: number;
}

/**
 * A whole county against a list of twenty clauses: what an officer's button sets off, from database
 * to stored results, in one process beside PostgreSQL. Then the same again, when nothing changed.
 * @returns one line for each goal that was missed
 */
export async function benchCounty(
  lab: Lab,
  { scale }: BenchOptions,
  say: (line: string) => void,
): Promise<readonly string[]> {
  const enterprises = Math.ceil(ENTERPRISES * scale);
  const url = await lab.database('county');
  const api = await PolicyHost.start({ url });
  try {
    const events = await loadCounty(api.module.get<Pool>(PG_POOL), enterprises);
    await api.publish(countyList());
    say(`\ncounty: ${rate(enterprises)} enterprises, ${rate(events)} events, 20 clauses`);
    const worker = await startWorker(url);
    try {
      const caughtUp = await catchUp(api);
      say(`read models built in ${caughtUp.toFixed(0)} s`);
      const runs = [await run(api, worker), await run(api, worker)];
      say(tableOf(runs));
      return missedGoals(runs, enterprises);
    } finally {
      await worker.stop();
    }
  } finally {
    await api.stop();
  }
}

/** @returns seconds until the read models know everything that was there when it was called */
async function catchUp(api: PolicyHost): Promise<number> {
  const start = performance.now();
  const { safe } = await api.store.horizon();
  const readModels = api.module.get(ReadModels);
  for (;;) {
    try {
      await readModels.waitFor(READ_MODELS, safe);
      return (performance.now() - start) / 1000;
    } catch (error) {
      // It waits for some seconds only; building from the first event on takes longer.
      if (!(error instanceof RefusalError)) throw error;
    }
  }
}

async function run(api: PolicyHost, worker: Worker): Promise<Run> {
  const question = { asOf: `${YEAR}-12-31` };
  const watch = worker.watch();
  const start = performance.now();
  const { id } = await api.commands.execute(new RequestEligibilityRun(context({}), question));
  let answer = await api.queries.execute(new EligibilityRunOf(id, {}));
  while (answer.status !== 'completed' && answer.status !== 'failed') {
    await new Promise((resolve) => setTimeout(resolve, 250));
    answer = await api.queries.execute(new EligibilityRunOf(id, {}));
  }
  const seconds = (performance.now() - start) / 1000;
  const used = watch.end();
  if (answer.status === 'failed' || answer.failed > 0) {
    throw new Error(`the run failed: ${answer.reason ?? `${answer.failed} enterprises`}`);
  }
  return { answer, seconds, ...used, behind: await catchUp(api) };
}

function tableOf(runs: readonly Run[]): string {
  const rows = runs.map(({ answer, seconds, cpu, memory, behind }, index) => [
    index === 0 ? 'first' : 'again, nothing changed',
    rate(answer.done),
    rate(answer.changed),
    seconds.toFixed(1),
    rate(answer.done / seconds),
    cpu.toFixed(1),
    rate(memory),
    behind.toFixed(1),
  ]);
  const head = [
    'run',
    'done',
    'written',
    'seconds',
    'enterprises/s',
    'processor s',
    'MiB',
    'behind s',
  ];
  return table([head, ...rows]);
}

function missedGoals(runs: readonly Run[], enterprises: number): readonly string[] {
  const longest = (LONGEST * enterprises) / ENTERPRISES;
  const slow = runs
    .filter(({ seconds }) => seconds > longest)
    .map(({ seconds }) => `county: ${seconds.toFixed(0)} s, wanted ≤ ${longest.toFixed(0)} s`);
  const large = runs
    .filter(({ memory }) => memory > MOST_MEMORY)
    .map(({ memory }) => `county: ${rate(memory)} MiB, wanted ≤ ${MOST_MEMORY}`);
  const [, again] = runs;
  const rewritten = again?.answer.changed ?? 0;
  const written = rewritten > 0 ? [`county: ${rate(rewritten)} results written again`] : [];
  return [...slow, ...large, ...written];
}
