import { Lab } from '../harness/lab.js';
import { machineFacts } from '../harness/machine.js';
import { parseOptions, UsageError } from '../harness/options.js';
import { missedFloors, verdictsTable } from '../harness/report.js';
import type { Verdict } from '../harness/verdict.js';
import { benchStart } from './cold-start.js';
import { benchCommands } from './commands.js';
import { build } from './processes.js';
import { benchTally } from './tally.js';

const MEASURES = ['commands', 'start', 'tally'];

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2), MEASURES, { rounds: '5', seconds: '3' });
  const wanted = (name: string) => options.only.length === 0 || options.only.includes(name);
  build();
  const lab = await Lab.open(process.env['DATABASE_URL']);
  try {
    for (const fact of await machineFacts(lab.url, lab.folder)) say(fact);
    const verdicts: Verdict[] = [];
    if (wanted('commands')) verdicts.push(...(await benchCommands(lab, options, say)));
    if (wanted('start')) await benchStart(lab, options, say);
    if (wanted('tally')) await benchTally(lab, options, say);
    if (verdicts.length > 0) say(`\n${verdictsTable(verdicts)}`);
    const missed = missedFloors(verdicts);
    if (missed.length > 0) say(`\nmissed goals:\n${missed.map((line) => `  ${line}`).join('\n')}`);
    return options.assert && missed.length > 0 ? 1 : 0;
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
