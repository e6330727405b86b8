import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TallyBench } from '../../test/property/tally-bench.js';
import { figureStream, type FigurePublished } from './domain/events.js';
import { FiguresKnownAtHandler } from './figures-known-at.query.js';
import { FiguresOfHandler } from './figures-of.query.js';
import { FiguresKnownAt, FiguresOf, type FiguresOfAnswer } from './queries.js';

const HENAN = '410000';
const NOW = '2026-01-01T00:00:00.000Z';

describe('figures', () => {
  let bench: TallyBench;
  beforeAll(async () => {
    bench = await TallyBench.open();
  });
  afterAll(() => bench.close());
  beforeEach(() => bench.startOver());

  const publish = (
    series: FigurePublished['data']['series'],
    period: string,
    value: string,
    publishedOn: string,
    more: Partial<FigurePublished['data']> = {},
  ) =>
    bench.given(figureStream(series, more.regionCode ?? HENAN), 'figure.published', {
      series,
      regionCode: HENAN,
      period,
      value,
      caliber: null,
      status: 'final',
      publishedOn,
      source: { title: '统计公报' },
      ...more,
    });
  async function ask(
    series: string,
    request: Partial<FiguresOf['request']> = {},
  ): Promise<FiguresOfAnswer> {
    await bench.settle();
    const handler = new FiguresOfHandler(bench.readModels);
    return handler.execute(new FiguresOf(series, { page: 1, pageSize: 50, ...request }, NOW));
  }

  /** R&D of Henan by the bulletins of 2023 and 2024; GDP so that the printed intensities come out. */
  async function henan(): Promise<void> {
    await publish('rd-expenditure', '2021', '101884000000.00', '2022-09-20');
    await publish('rd-expenditure', '2022', '114326000000.00', '2023-09-18');
    await publish('rd-expenditure', '2023', '121166000000.00', '2024-10-10');
    await publish('gdp', '2022', '6134500000000.00', '2023-01-20');
    await publish('gdp', '2022', '5832900000000.00', '2024-03-15', { status: 'revised' });
    await publish('gdp', '2023', '5913200000000.00', '2024-03-15');
  }

  it('show growth against the year before, as the bulletins print it', async () => {
    await henan();
    const { items } = await ask('rd-expenditure');
    expect(items.map(({ period, growth }) => [period, growth])).toEqual([
      ['2021', null],
      ['2022', '12.2119'],
      ['2023', '5.9829'],
    ]);
  });

  it('show the intensity of the day that is asked about: the revised GDP moves it', async () => {
    await henan();
    const intensity = async (asOf: string) =>
      (await ask('rd-expenditure', { asOf, from: '2022', to: '2022' })).items[0]?.intensity;
    expect(await intensity('2023-09-18')).toBe('1.8637');
    expect(await intensity('2024-10-10')).toBe('1.9600');
    const { items } = await ask('rd-expenditure', { from: '2023' });
    expect(items).toMatchObject([{ period: '2023', intensity: '2.0491', share: null }]);
  });

  it('keep every vintage, and say which of a period stands', async () => {
    await henan();
    const { items } = await ask('gdp', { to: '2022' });
    expect(items.map(({ value, status, latest }) => [value, status, latest])).toEqual([
      ['6134500000000.00', 'final', false],
      ['5832900000000.00', 'revised', true],
    ]);
    const then = await ask('gdp', { to: '2022', asOf: '2024-03-14' });
    expect(then.items).toMatchObject([{ value: '6134500000000.00', latest: true }]);
  });

  it('as known at a position are those published up to it', async () => {
    await publish('gdp', '2022', '1.00', '2023-01-20');
    await bench.settle();
    const knownAt = `${bench.store.ledgerId}.${bench.readModels.position}`;
    await publish('gdp', '2022', '2.00', '2023-01-20');
    expect((await ask('gdp')).items.map(({ latest }) => latest)).toEqual([false, true]);
    const known = await ask('gdp', { knownAt });
    expect(known).toMatchObject({ total: 1, knownAt, items: [{ value: '1.00', latest: true }] });
  });

  it('compare a part of a year with the same part of the year before, caliber with caliber', async () => {
    const fiscal = 'fiscal-sci-tech-expenditure';
    const whole = { caliber: 'whole-county' };
    await publish(fiscal, '2022-06/ytd', '100.00', '2022-07-15', whole);
    await publish(fiscal, '2022-06/ytd', '1.00', '2022-07-15', { caliber: 'county-level' });
    await publish(fiscal, '2022', '500.00', '2023-07-15', whole);
    await publish(fiscal, '2023-06/ytd', '130.00', '2023-07-15', whole);
    await publish(
      'general-public-budget-expenditure',
      '2023-06/ytd',
      '3500.00',
      '2023-07-15',
      whole,
    );
    const { items } = await ask(fiscal, { from: '2023-01', to: '2023-06' });
    expect(items).toMatchObject([{ growth: '30.0000', share: '3.7143', intensity: null }]);
  });

  it('have no growth on a base of nothing', async () => {
    await publish('gdp', '2022', '0.00', '2023-01-20');
    await publish('gdp', '2023', '5.00', '2024-01-20');
    expect((await ask('gdp', { from: '2023' })).items[0]?.growth).toBeNull();
  });

  it('of one region are not those of another, and come in pages', async () => {
    await henan();
    await publish('gdp', '2023', '1.00', '2024-03-15', { regionCode: '411323' });
    expect((await ask('gdp', { regionCode: '411323' })).total).toBe(1);
    const page = await ask('gdp', { page: 2, pageSize: 3 });
    expect(page).toMatchObject({ total: 4, page: 2, items: [{ regionCode: '411323' }] });
    expect(await ask('gdp', { page: 9, pageSize: 3 })).toMatchObject({ total: 4, items: [] });
  });

  it('say what is wrong with the question', async () => {
    await expect(ask('happiness')).rejects.toMatchObject({ refusal: { kind: 'not-found' } });
    await expect(ask('gdp', { from: '23', to: '2023-13' })).rejects.toMatchObject({
      refusal: { errors: [{ path: 'from' }, { path: 'to' }] },
    });
  });

  it('for other slices come oldest publication first, then as recorded', async () => {
    await publish('gdp', '2023', '3.00', '2024-03-15');
    await publish('gdp', '2022', '1.00', '2023-01-20');
    await publish('gdp', '2022', '2.00', '2023-01-20');
    await bench.settle();
    const handler = new FiguresKnownAtHandler(bench.readModels);
    const all = bench.readModels.position;
    const values = async (position: bigint) =>
      (await handler.execute(new FiguresKnownAt('gdp', HENAN, position))).map(({ value }) => value);
    expect(await values(all)).toEqual(['1.00', '2.00', '3.00']);
    expect(await values(all - 1n)).toEqual(['1.00', '3.00']);
  });
});
