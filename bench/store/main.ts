import { Lab } from '../harness/lab.js';
import { machineFacts } from '../harness/machine.js';
import { runRounds, type Measure } from '../harness/measure.js';
import { parseOptions, UsageError, type BenchOptions } from '../harness/options.js';
import { missedFloors, ratesTable, verdictsTable } from '../harness/report.js';
import { judge, type Verdict } from '../harness/verdict.js';
import { benchLarge } from './large.js';
import { MEASURES } from './measures.js';
import { loadEmmett } from './peers/emmett-packages.js';
import type { StoreBench } from './store-bench.js';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

async function main(): Promise<number> {
  const options = parseOptions(
    process.argv.slice(2),
    MEASURES.map(({ name }) => name),
  );
  const emmett = options.peers ? await loadEmmett(say) : undefined;
  const lab = await Lab.open(process.env['DATABASE_URL']);
  try {
    for (const fact of await machineFacts(lab.url, lab.folder)) say(fact);
    const bench = { lab, options, emmett, kurrentUrl: process.env['KURRENTDB_URL'] };
    const verdicts: Verdict[] = [];
    for (const measure of chosen(options)) verdicts.push(...(await run(measure, bench)));
    if (options.large) await benchLarge(lab, options, say);
    if (verdicts.length === 0) return 0;
    say(`\n${verdictsTable(verdicts)}`);
    const missed = missedFloors(verdicts);
    if (missed.length > 0)
      say(`\nbelow the floor:\n${missed.map((line) => `  ${line}`).join('\n')}`);
    return options.assert && missed.length > 0 ? 1 : 0;
  } finally {
    await lab.close();
  }
}

/** `--large` alone is about the large ledger only. */
function chosen({ only, large }: BenchOptions): readonly Measure<StoreBench>[] {
  if (large && only.length === 0) return [];
  return only.length === 0 ? MEASURES : MEASURES.filter(({ name }) => only.includes(name));
}

async function run(measure: Measure<StoreBench>, bench: StoreBench): Promise<Verdict[]> {
  say(`\n${measure.name}: ${measure.title}`);
  const arena = await measure.setUp(bench);
  try {
    const rounds = await runRounds(arena.contenders, { rounds: bench.options.rounds });
    say(ratesTable(rounds));
    const ratios = [...measure.ratios, ...(arena.ratios ?? [])];
    return ratios.map((ratio) => judge(measure.name, ratio, rounds));
  } finally {
    await arena.close();
    await bench.lab.dropDatabases();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
