import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { eligibilityRunStream } from '../domain/events.js';
import { PolicyHost, SAMPLE_LIST } from '../testing/policy-host.js';
import { DayTick } from './day-tick.js';
import { StandingQuestions } from './standing-questions.js';

describe('a new day', () => {
  let database: TestDatabase;
  let api: PolicyHost;

  beforeAll(async () => {
    database = await createTestDatabase();
    api = await PolicyHost.start({ url: database.url, projections: true });
    await api.publish(SAMPLE_LIST);
  }, 60_000);
  afterAll(async () => {
    await api.stop();
    await database.drop();
  });

  const tick = () =>
    new DayTick(api.store, api.commands, new StandingQuestions(api.module.get(ReadModels)));
  const request = async (id: string) => (await api.store.readStream(eligibilityRunStream(id)))[0];

  it('demands one run for each list in force, however many workers see it and how often', async () => {
    const [one, two] = [tick(), tick()];
    const noon = '2024-03-05T04:00:00.000Z';
    const demanded = await Promise.all([one.look(noon), two.look(noon), tick().look(noon)]);
    expect(new Set(demanded.flat()).size).toBe(1);
    expect(await one.look('2024-03-05T15:59:00.000Z')).toEqual([]);
    const [id = ''] = demanded[0] ?? [];
    expect((await request(id))?.data).toMatchObject({
      ...{ asOf: '2024-03-05', awardYear: 2024, list: 'county-science-policy' },
      trigger: { kind: 'day', day: '2024-03-05' },
    });
    expect(await api.store.readStream(eligibilityRunStream(id))).toHaveLength(1);
  });

  it('begins at midnight in Shanghai', async () => {
    const worker = tick();
    const [before] = await worker.look('2024-04-01T15:59:59.999Z');
    const [after] = await worker.look('2024-04-01T16:00:00.000Z');
    expect(after).not.toBe(before);
    expect((await request(after ?? ''))?.data).toMatchObject({ asOf: '2024-04-02' });
  });

  it('after days of rest demands only today’s run', async () => {
    const worker = tick();
    await worker.look('2024-05-01T04:00:00.000Z');
    expect(await worker.look('2024-05-09T04:00:00.000Z')).toHaveLength(1);
    const { events } = await api.store.readAll({
      filter: { typePrefixes: ['eligibilityRun.requested'] },
      limit: 100,
    });
    const days = events.map((event) => (event.data as { asOf: string }).asOf);
    expect(days.filter((day) => day.startsWith('2024-05'))).toEqual(['2024-05-01', '2024-05-09']);
  });

  it('of a year for which no list is in force demands nothing', async () => {
    expect(await tick().look('2012-05-01T04:00:00.000Z')).toEqual([]);
  });
});
