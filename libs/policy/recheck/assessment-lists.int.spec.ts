import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import { completeCreditCode } from '#libs/kernel/credit-code.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { SubmitDeclaration } from '../declarations/commands.js';
import type { EligibilityChanged, EligibilityRunRequested } from '../domain/events.js';
import { context, eventually, PolicyHost, SAMPLE_LIST } from '../testing/policy-host.js';
import { DayTick } from './day-tick.js';
import { StandingQuestions } from './standing-questions.js';

const FIRM = completeCreditCode('91411323MAJ90001');
const COUNTY = 'county-science-policy';
const NATIONAL = ['high-tech-firm', 'sci-tech-sme'].map((name) =>
  readFileSync(`seeds/national-rules/${name}.yaml`, 'utf8'),
);
/** In force whenever this test is run. */
const always = (text: string, version = 1) =>
  text
    .replace(
      /effective: \{ from: [\d-]+, to: [\d-]+ \}/,
      'effective: { from: 2017-01-01, to: 2099-12-31 }',
    )
    .replace(/^version: .*$/m, `version: ${version}`);

describe('a list that assesses', () => {
  let database: TestDatabase;
  let host: PolicyHost;

  beforeAll(async () => {
    database = await createTestDatabase();
    host = await PolicyHost.start({ url: database.url, projections: true, jobs: true });
    await host.register(FIRM);
  }, 60_000);
  afterAll(async () => {
    await host.stop();
    await database.drop();
  });

  async function told<T>(type: string): Promise<readonly T[]> {
    const filter = { typePrefixes: [type] };
    const { events } = await host.store.readAll({ filter, limit: 1000 });
    return events.map(({ data }) => data as T);
  }
  const runs = async () =>
    (await told<EligibilityRunRequested['data']>('eligibilityRun.requested')).map(
      ({ trigger, list }) => ({ trigger: trigger.kind, list }),
    );
  const standing = async () =>
    (await told<EligibilityChanged['data']>('eligibility.changed')).map(({ list, version }) => ({
      ...{ list, version },
    }));

  it('is published without a run over the county, and leaves nothing standing', async () => {
    for (const text of NATIONAL) await host.publish(always(text));
    // What follows the ledger comes to these afterwards, and so has seen the national lists.
    await host.publish(always(SAMPLE_LIST));
    await eventually(runs, (found) => found.some(({ trigger }) => trigger === 'publication'));
    await eventually(standing, (found) => found.length > 0);
    expect(new Set((await runs()).map(({ list }) => list))).toEqual(new Set([COUNTY]));
    expect(new Set((await standing()).map(({ list }) => list))).toEqual(new Set([COUNTY]));
  }, 60_000);

  it('is left alone by a figure that it reads, and by a new day', async () => {
    const before = (await standing()).length;
    // The county's clauses read last year's figures, as the national lists do.
    const year = new Date().getUTCFullYear() - 1;
    const input = {
      ...{ year, source: { title: '财务报表' } },
      figures: { revenue: '1亿', 'rd.expense': '500万', 'rd.superDeduction': '500万', staff: 20 },
    };
    await host.commands.execute(new SubmitDeclaration(context(input), FIRM, input));
    await eventually(standing, (found) => found.length > before);
    const tick = new DayTick(
      host.store,
      host.commands,
      new StandingQuestions(host.module.get(ReadModels)),
    );
    await tick.look('2031-05-02T04:00:00.000Z');
    const days = (await runs()).filter(({ trigger }) => trigger === 'day');
    expect(days.length).toBeGreaterThan(0);
    expect(new Set(days.map(({ list }) => list))).toEqual(new Set([COUNTY]));
    expect(new Set((await standing()).map(({ list }) => list))).toEqual(new Set([COUNTY]));
  }, 60_000);
});
