import { describe, expect, it } from '@jest/globals';
import { divide } from '#libs/kernel/ratio.js';
import { defaultRule, type GrowthRule } from './counting-rule.js';
import { growthAsOf, type Rate, type Vintage } from './growth.js';

const RD = defaultRule('rd-expenditure-growth') as GrowthRule;
const FISCAL = defaultRule('fiscal-sci-tech-growth') as GrowthRule;

let position = 0n;
function vintage(
  period: number | readonly [year: number, month: number],
  yi: number,
  publishedOn: string,
  caliber: string | null = null,
): Vintage {
  const [year, month] = typeof period === 'number' ? [period, null] : period;
  position += 1n;
  const fen = BigInt(Math.round(yi * 100)) * 100_000_000n;
  return { year, month, fen, publishedOn, caliber, position };
}

/** Henan's R&D: bulletins of 18 Sep 2023 and 10 Oct 2024, 2021 as it follows from the former. */
const HENAN = [
  vintage(2021, 1018.84, '2022-09-20'),
  vintage(2022, 1143.26, '2023-09-18'),
  vintage(2023, 1211.66, '2024-10-10'),
];

function percent(rate: Rate<Vintage> | null): string | null {
  return rate?.percent ? divide(rate.percent.n, rate.percent.d, 1) : null;
}

describe('year-on-year growth', () => {
  it('gives the growth that the bulletins print', () => {
    expect(percent(growthAsOf(RD, 2022, HENAN, '2023-09-18').actual)).toBe('12.2');
    expect(percent(growthAsOf(RD, 2023, HENAN, '2024-10-10').actual)).toBe('6.0');
  });

  it('is not known the day before publication, when the last published year stands beside it', () => {
    const { actual, latestPublished } = growthAsOf(RD, 2023, HENAN, '2024-10-09');
    expect(actual).toBeNull();
    expect(latestPublished?.now).toMatchObject({ year: 2022, publishedOn: '2023-09-18' });
    expect(percent(latestPublished)).toBe('12.2');
  });

  it('compares with the base as it was revised last, from the day of the revision on', () => {
    const revised = [...HENAN, vintage(2022, 1100, '2024-11-01')];
    expect(percent(growthAsOf(RD, 2023, revised, '2024-10-31').actual)).toBe('6.0');
    expect(percent(growthAsOf(RD, 2023, revised, '2024-11-01').actual)).toBe('10.2');
  });

  it('lets the later recorded of two vintages of one day stand', () => {
    const twice = [...HENAN, vintage(2023, 1143.26, '2024-10-10')];
    expect(percent(growthAsOf(RD, 2023, twice, '2024-10-10').actual)).toBe('0.0');
  });

  it('has no answer on a base of nothing', () => {
    const zero = [vintage(2022, 0, '2023-09-18'), vintage(2023, 5, '2024-10-10')];
    const { actual, latestPublished } = growthAsOf(RD, 2023, zero, '2025-01-01');
    expect(actual).toBeNull();
    expect(latestPublished).toMatchObject({ percent: null, now: { year: 2023 } });
  });

  it('falls to minus 100 % when nothing is spent any more', () => {
    const gone = [vintage(2022, 5, '2023-09-18'), vintage(2023, 0, '2024-10-10')];
    expect(percent(growthAsOf(RD, 2023, gone, '2025-01-01').actual)).toBe('-100.0');
  });

  it('knows nothing where nothing was published', () => {
    expect(growthAsOf(RD, 2023, [], '2025-01-01')).toEqual({ actual: null, latestPublished: null });
  });

  it('does not show a later year as the last published one', () => {
    const later = [...HENAN.slice(0, 2), vintage(2024, 9, '2025-10-10')];
    expect(growthAsOf(RD, 2023, later, '2026-01-01').latestPublished?.now.year).toBe(2022);
  });
});

describe('fiscal growth', () => {
  const monthly = [
    vintage(2021, 30, '2022-07-01', 'whole-county'),
    vintage(2022, 36, '2023-07-01', 'whole-county'),
    vintage([2022, 10], 25, '2022-11-15', 'whole-county'),
    vintage([2023, 10], 33, '2023-11-15', 'whole-county'),
    vintage([2023, 9], 1, '2023-10-15', 'county-level'),
  ];

  it('shows January to October beside the year that is not known yet', () => {
    const { actual, latestPublished } = growthAsOf(FISCAL, 2023, monthly, '2023-11-30');
    expect(actual).toBeNull();
    expect(latestPublished?.now.month).toBe(10);
    expect(percent(latestPublished)).toBe('32.0');
  });

  it('falls back to the last full year while the part of the year cannot be compared', () => {
    const { latestPublished } = growthAsOf(FISCAL, 2023, monthly.slice(0, 2), '2023-11-30');
    expect(percent(latestPublished)).toBe('20.0');
  });

  it('looks at the caliber of the rule only', () => {
    const rule: GrowthRule = { ...FISCAL, measure: 'fiscal-growth', caliber: 'county-level' };
    const { latestPublished } = growthAsOf(rule, 2023, monthly, '2023-11-30');
    expect(latestPublished?.now).toMatchObject({ month: 9, caliber: 'county-level' });
  });
});

describe('average growth', () => {
  const cagr: GrowthRule = { measure: 'rd-growth', growth: 'cagr', baseYear: 2021 };

  it('is the root of the whole growth, not the mean of the yearly rates', () => {
    const { actual } = growthAsOf(cagr, 2023, HENAN, '2024-12-31');
    expect(actual && divide(actual.percent.n, actual.percent.d, 2)).toBe('9.05');
  });

  it('is exact when the root is', () => {
    const exact = [vintage(2021, 100, '2022-09-01'), vintage(2023, 144, '2024-09-01')];
    const { actual } = growthAsOf(cagr, 2023, exact, '2024-12-31');
    expect(actual && divide(actual.percent.n, actual.percent.d, 8)).toBe('20.00000000');
  });

  it('shows the average up to the last published year until the plan year is known', () => {
    const { latestPublished } = growthAsOf(cagr, 2023, HENAN, '2023-12-31');
    expect(latestPublished?.base?.year).toBe(2021);
    expect(percent(latestPublished)).toBe('12.2');
  });
});
