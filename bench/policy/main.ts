import 'reflect-metadata';
import { Lab } from '../harness/lab.js';
import { machineFacts } from '../harness/machine.js';
import { parseOptions, UsageError, type BenchOptions } from '../harness/options.js';
import { missedFloors, verdictsTable } from '../harness/report.js';
import type { Verdict } from '../harness/verdict.js';
import { benchCounty } from './county.js';
import { benchEvaluator } from './evaluator.js';

const MEASURES = ['evaluator', 'county'];

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2), MEASURES, { rounds: '31', seconds: '0.1' });
  const wanted = (name: string) => options.only.length === 0 || options.only.includes(name);
  const verdicts: Verdict[] = [];
  if (wanted('evaluator')) verdicts.push(...(await benchEvaluator(options, say)));
  if (verdicts.length > 0) say(`\n${verdictsTable(verdicts)}`);
  const missed = missedFloors(verdicts);
  if (wanted('county')) missed.push(...(await county(options)));
  if (missed.length > 0) say(`\nmissed goals:\n${missed.map((line) => `  ${line}`).join('\n')}`);
  return options.assert && missed.length > 0 ? 1 : 0;
}

async function county(options: BenchOptions): Promise<readonly string[]> {
  const lab = await Lab.open(process.env['DATABASE_URL']);
  try {
    for (const fact of await machineFacts(lab.url, lab.folder)) say(fact);
    return await benchCounty(lab, options, say);
  } finally {
    await lab.close();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
