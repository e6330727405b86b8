import type { Contender, Ratio } from '../harness/measure.js';
import { runRounds } from '../harness/measure.js';
import type { BenchOptions } from '../harness/options.js';
import { rate, ratesTable, times } from '../harness/report.js';
import { judge, type Verdict } from '../harness/verdict.js';
import { agreementOn } from './agreement.js';
import { leavesIn } from './clauses.js';
import { closureOf, type Closure } from './closures.js';
import { JsonRules } from './json-rules.js';
import { explained, outcomesOf, wholeResult } from './ours.js';
import { workloadOf, type Enterprise, type Workload } from './workload.js';

const CLAUSES = 40;
const ENTERPRISES = 2_000;
const MISSING = 0.08;

const RATIOS: readonly Ratio[] = [
  { of: 'ours', to: 'json-rules-engine', floor: 20 },
  { of: 'ours', to: 'closures', floor: 0.4 },
];

const HASTY: Ratio = { of: 'ours', to: 'hasty closures', floor: 0 };

/** Clauses judged a second of processor time, in this process and without any database. */
export async function benchEvaluator(
  { rounds, seconds, scale }: BenchOptions,
  say: (line: string) => void,
): Promise<readonly Verdict[]> {
  const size = { clauses: CLAUSES, enterprises: Math.ceil(ENTERPRISES * scale) };
  const workload = workloadOf({ ...size, missing: MISSING });
  const leaves = workload.clauses.reduce((sum, { when }) => sum + leavesIn(when), 0);
  say(
    `\nevaluator: ${CLAUSES} clauses of ${(leaves / CLAUSES).toFixed(1)} leaves × ${rate(size.enterprises)} enterprises`,
  );
  await sayAgreement('facts all known', workloadOf({ ...size, missing: 0 }), say);
  await sayAgreement('facts missing with 8 %', workload, say);
  const measured = await runRounds(contenders(workload, seconds), { rounds });
  say(ratesTable(measured));
  const { spread } = judge('evaluator', HASTY, measured);
  if (spread) say(`ours / hasty closures: ${times(spread.median)} (no floor: they tell no trace)`);
  return RATIOS.map((ratio) => judge('evaluator', ratio, measured));
}

async function sayAgreement(
  what: string,
  workload: Workload,
  say: (line: string) => void,
): Promise<void> {
  const { verdicts, yes, no, unknown, falseYes } = await agreementOn(workload);
  const counts = `${rate(yes)} yes, ${rate(no)} no, ${rate(unknown)} unknown`;
  say(
    unknown === 0
      ? `${what}: the three agree on ${rate(verdicts)} verdicts (${counts})`
      : `${what}: the three agree on ${rate(yes + no)} known verdicts (${counts}, of which json-rules-engine says yes to ${rate(falseYes)})`,
  );
}

function contenders(workload: Workload, seconds: number): readonly Contender[] {
  const rules = new JsonRules(workload);
  const closures = workload.clauses.map(({ when }) => closureOf(when, false));
  const hasty = workload.clauses.map(({ when }) => closureOf(when, true));
  const each = (name: string, work: (enterprise: Enterprise) => unknown): Contender => ({
    name,
    run: () => forAWhile(workload, seconds, work),
  });
  return [
    each('ours', (enterprise) => outcomesOf(workload, enterprise)),
    each('closures', ({ plain }) => verdictsOf(closures, plain)),
    each('hasty closures', ({ plain }) => verdictsOf(hasty, plain)),
    each('json-rules-engine', (enterprise) => rules.holding(enterprise)),
    each('ours, explained', (enterprise) => explained(workload, enterprise)),
    each('ours, whole result', (enterprise) => wholeResult(workload, enterprise)),
  ];
}

function verdictsOf(closures: readonly Closure[], plain: Enterprise['plain']): number {
  let sum = 0;
  for (const closure of closures) sum += closure(plain);
  return sum;
}

/**
 * Enterprise after enterprise until the time is over. By the processor's time and not by the clock:
 * nothing here waits, and what neighbours take is nobody's doing.
 * @returns clauses a second of processor time
 */
async function forAWhile(
  { enterprises, clauses }: Workload,
  seconds: number,
  work: (enterprise: Enterprise) => unknown,
): Promise<number> {
  const before = process.cpuUsage();
  const end = performance.now() + seconds * 1000;
  let done = 0;
  while (performance.now() < end) {
    for (let index = 0; index < 20; index += 1) {
      const enterprise = enterprises[done % enterprises.length] as Enterprise;
      const answer = work(enterprise);
      if (answer instanceof Promise) await answer;
      done += 1;
    }
  }
  const { user, system } = process.cpuUsage(before);
  return (done * clauses.length * 1_000_000) / (user + system);
}
