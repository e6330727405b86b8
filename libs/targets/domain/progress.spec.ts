import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, date, daysBetween } from '#libs/kernel/calendar-date.js';
import { compareDecimals } from '#libs/kernel/ratio.js';
import type { CurvePoint } from './events.js';
import { indicatorOf } from './indicators.js';
import { timeProgress } from './planned-curve.js';
import { progressOf } from './progress.js';

const FIRMS = indicatorOf('high-tech-firms-new');
const GROWTH = indicatorOf('rd-expenditure-growth');
const count = (n: number) => ({ n: BigInt(n), d: 1n });
const on = (day: string) => ({ asOf: date(day), year: 2023 });

describe('time progress', () => {
  it.each([
    ['2022-12-31', '0.0000'],
    ['2023-01-01', '0.0027'],
    ['2023-06-30', '0.4959'],
    ['2023-12-30', '0.9973'],
    ['2023-12-31', '1.0000'],
    ['2024-06-01', '1.0000'],
    ['1999-06-01', '0.0000'],
  ])('is linear by day: %s is %s of 2023', (day, share) => {
    expect(timeProgress(date(day), 2023, null)).toBe(share);
  });

  it('knows leap years', () => {
    expect(timeProgress(date('2024-02-29'), 2024, null)).toBe('0.1639');
  });

  const batches = [
    { date: '2023-06-30', ratio: '0' },
    { date: '2023-07-31', ratio: '0.25' },
    { date: '2023-10-31', ratio: '1' },
  ];
  it.each([
    ['2023-03-31', '0.0000'],
    ['2023-06-30', '0.0000'],
    ['2023-07-15', '0.1210'],
    ['2023-07-31', '0.2500'],
    ['2023-09-15', '0.6250'],
    ['2023-10-31', '1.0000'],
    ['2023-12-31', '1.0000'],
  ])('follows the planned curve: by %s %s is due', (day, share) => {
    expect(timeProgress(date(day), 2023, batches)).toBe(share);
  });

  it('rises from nothing on the day before the year to the first point', () => {
    expect(timeProgress(date('2023-01-05'), 2023, [{ date: '2023-01-10', ratio: '1' }])).toBe(
      '0.5000',
    );
  });

  it('lies within 0 and 1 and never falls, whatever the curve', () => {
    fc.assert(
      fc.property(curves(), fc.integer({ min: -400, max: 800 }), (curve, offset) => {
        const day = addDays(date('2023-01-01'), offset);
        const [today, tomorrow] = [day, addDays(day, 1)].map((d) => timeProgress(d, 2023, curve));
        expect(compareDecimals(today ?? '', '0')).not.toBe(-1);
        expect(compareDecimals(tomorrow ?? '', '1')).not.toBe(1);
        expect(compareDecimals(today ?? '', tomorrow ?? '')).not.toBe(1);
      }),
    );
  });
});

function curves(): fc.Arbitrary<CurvePoint[]> {
  const days = daysBetween(date('2023-01-01'), date('2023-12-31'));
  const point = fc.tuple(fc.integer({ min: 0, max: days }), fc.integer({ min: 0, max: 9999 }));
  return fc
    .uniqueArray(point, { selector: ([day]) => day, minLength: 1, maxLength: 6 })
    .map((p) => {
      const dates = p.map(([day]) => day).sort((a, b) => a - b);
      const shares = p.map(([, share]) => share).sort((a, b) => a - b);
      return dates.map((day, i) => ({
        date: addDays(date('2023-01-01'), day),
        ratio: i === dates.length - 1 ? '1' : `0.${String(shares[i]).padStart(4, '0')}`,
      }));
    });
}

describe('progress', () => {
  const ten = { value: '10', plannedCurve: null };

  it('is not capped, and is measured against the time that has gone', () => {
    expect(progressOf(FIRMS, ten, count(11), on('2023-06-30'))).toEqual({
      actual: '11',
      completion: '1.1000',
      timeProgress: '0.4959',
      ahead: '0.6041',
      gapPoints: null,
      status: 'reached',
    });
  });

  it.each([
    [4, '2023-06-30', 'behind'],
    [5, '2023-06-30', 'on-track'],
    [0, '2022-12-31', 'on-track'],
    [9, '2023-12-31', 'behind'],
    [9, '2024-12-31', 'behind'],
    [10, '2023-01-01', 'reached'],
  ])('of %d by %s is %s', (actual, day, status) => {
    expect(progressOf(FIRMS, ten, count(actual), on(day)).status).toBe(status);
  });

  it('is negative when the net growth is', () => {
    const progress = progressOf(FIRMS, ten, count(-3), on('2023-12-31'));
    expect(progress).toMatchObject({ actual: '-3', completion: '-0.3000', ahead: '-1.3000' });
  });

  it('without a target has neither completion nor status, but still an actual', () => {
    expect(progressOf(FIRMS, null, count(3), on('2023-12-31'))).toEqual({
      actual: '3',
      completion: null,
      timeProgress: '1.0000',
      ahead: null,
      gapPoints: null,
      status: 'no-target',
    });
  });

  it('writes money in yuan', () => {
    const value = indicatorOf('tech-contract-value');
    const target = { value: '1000000000.00', plannedCurve: null };
    const progress = progressOf(value, target, { n: 12_345n, d: 100n }, on('2023-12-31'));
    expect(progress).toMatchObject({ actual: '123.45', completion: '0.0000', status: 'behind' });
  });

  describe('of growth', () => {
    const twenty = { value: '20', plannedCurve: null };

    it('has percentage points to go and no time progress', () => {
      const sixth = progressOf(GROWTH, twenty, { n: 600_143n, d: 100_000n }, on('2024-12-31'));
      expect(sixth).toEqual({
        actual: '6.0014',
        completion: '0.3001',
        timeProgress: null,
        ahead: null,
        gapPoints: '-13.9986',
        status: 'behind',
      });
    });

    it('is unknown, not nothing, until it is published', () => {
      expect(progressOf(GROWTH, twenty, null, on('2023-12-31'))).toMatchObject({
        actual: null,
        completion: null,
        status: 'not-yet-known',
      });
    });

    it('may complete a negative share', () => {
      const shrunk = progressOf(GROWTH, twenty, { n: -5n, d: 1n }, on('2023-12-31'));
      expect(shrunk).toMatchObject({ completion: '-0.2500', gapPoints: '-25.0000' });
    });

    it('is not lifted over the line by rounding', () => {
      const nearly = { n: 1_999_999_999n, d: 100_000_000n };
      expect(progressOf(GROWTH, twenty, nearly, on('2023-12-31'))).toMatchObject({
        actual: '20.0000',
        status: 'behind',
      });
    });
  });
});
