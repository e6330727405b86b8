import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase } from '../../test/support/database.js';
import { Lab } from '../harness/lab.js';
import { runRounds } from '../harness/measure.js';
import { parseOptions } from '../harness/options.js';
import { ratesTable } from '../harness/report.js';
import { MEASURES } from './measures.js';

/** On the durability-free server of the tests: that it runs is the question, not how fast. */
describe('the benchmarks of the store', () => {
  let lab: Lab;
  let drop: () => Promise<void>;
  beforeAll(async () => {
    const database = await createTestDatabase();
    drop = () => database.drop();
    lab = await Lab.open(database.url);
  });
  afterAll(async () => {
    await lab.close();
    await drop();
  });

  it.each(MEASURES)('$name is set up, run and taken down', async (measure) => {
    const names = MEASURES.map(({ name }) => name);
    const argv = ['--rounds', '1', '--seconds', '0.05', '--scale', '0.02'];
    const options = parseOptions(argv, names);
    const arena = await measure.setUp({ lab, options, emmett: undefined, kurrentUrl: undefined });
    const rounds = await runRounds(arena.contenders, { rounds: 1 });
    await arena.close();
    await lab.dropDatabases();
    const [rates] = rounds;
    for (const { name } of arena.contenders) expect(rates?.get(name)).toBeGreaterThan(0);
    // Every ratio asks about contenders that take part, apart from the one that was left out.
    for (const { of, to } of measure.ratios.filter(({ to }) => to !== 'Emmett')) {
      expect([...(rates?.keys() ?? [])]).toEqual(expect.arrayContaining([of, to]));
    }
    expect(ratesTable(rounds)).toContain('median/s');
  });
});
