import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addDays,
  addYears,
  type CalendarDate,
  date,
  dateInShanghai,
  daysBetween,
  endOfDayInShanghai,
  parseDate,
  parseInstant,
  startOfDayInShanghai,
  yearOf,
} from './calendar-date.js';

const anyDate = fc
  .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  .map((d) => d.toISOString().slice(0, 10) as CalendarDate);
/** Far enough from both ends of the calendar that no sum leaves it. */
const dateOfOurTimes = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2200-12-31'), noInvalidDate: true })
  .map((d) => d.toISOString().slice(0, 10) as CalendarDate);
const fewDays = fc.integer({ min: -200_000, max: 200_000 });

describe('parseDate', () => {
  it.each([
    '2023-01-01',
    '2023-12-31',
    '2024-02-29',
    '2000-02-29',
    '1900-02-28',
    '0001-01-01',
    '0099-06-15',
    '9999-12-31',
    '2023-04-30',
    '2023-06-30',
    '2023-09-30',
    '2023-11-30',
  ])('takes %s', (text) => {
    expect(parseDate(text)).toBe(text);
  });

  it.each([
    '2023-02-29',
    '2023-02-30',
    '1900-02-29',
    '2100-02-29',
    '2023-04-31',
    '2023-06-31',
    '2023-09-31',
    '2023-11-31',
    '2023-01-32',
    '2023-00-10',
    '2023-13-01',
    '2023-10-00',
    '0000-01-01',
    '2023-1-1',
    '23-01-01',
    '20230101',
    '2023/01/01',
    '2023.01.01',
    '2023年1月1日',
    '2023－01－01',
    '２０２３-01-01',
    ' 2023-01-01',
    '2023-01-01 ',
    '2023-01-01\n',
    '2023-01-01T00:00:00Z',
    '+2023-01-01',
    '-2023-01-01',
    '12023-01-01',
    '2023-01-01; drop table',
    '',
    'today',
    20230101,
    2023,
    NaN,
    null,
    undefined,
    true,
    {},
    [],
    ['2023-01-01'],
    new Date('2023-01-01'),
    10n,
    Symbol('2023-01-01'),
  ])('refuses %p', (input) => {
    expect(parseDate(input)).toBeUndefined();
  });

  it('never throws and only returns what it was given', () => {
    fc.assert(
      fc.property(fc.anything(), (input) => {
        expect([undefined, input]).toContain(parseDate(input));
      }),
    );
  });

  it('takes every day there is', () => {
    fc.assert(fc.property(anyDate, (d) => parseDate(d) === d));
  });
});

describe('date', () => {
  it('throws on a literal that is no date, since that is a mistake of the program', () => {
    expect(date('2024-02-29')).toBe('2024-02-29');
    expect(() => date('2023-02-29')).toThrow(RangeError);
  });
});

describe('adding and counting', () => {
  it.each([
    ['2020-02-29', 1, '2021-02-28'],
    ['2020-02-29', 4, '2024-02-29'],
    ['2020-02-29', -1, '2019-02-28'],
    ['2020-02-29', 80, '2100-02-28'],
    ['2023-12-28', 3, '2026-12-28'],
    ['2021-02-28', 3, '2024-02-28'],
    ['2023-01-01', 0, '2023-01-01'],
    ['9998-05-01', 3, '9999-12-31'],
    ['0002-05-01', -3, '0001-01-01'],
  ])('%s plus %i years is %s', (from, years, expected) => {
    expect(addYears(date(from), years)).toBe(expected);
  });

  it.each([
    ['2023-12-31', 1, '2024-01-01'],
    ['2024-02-28', 1, '2024-02-29'],
    ['2023-02-28', 1, '2023-03-01'],
    ['2024-03-01', -1, '2024-02-29'],
    ['0099-12-31', 1, '0100-01-01'],
    ['0001-01-01', -1, '0001-01-01'],
    ['9999-12-31', 1, '9999-12-31'],
    ['2023-06-15', 1e12, '9999-12-31'],
    ['2023-06-15', Number.NaN, '0001-01-01'],
  ])('%s plus %d days is %s', (from, days, expected) => {
    expect(addDays(date(from), days)).toBe(expected);
  });

  it.each([
    ['2023-01-01', '2023-12-31', 364],
    ['2024-01-01', '2024-12-31', 365],
    ['2022-06-15', '2023-06-15', 365],
    ['2023-06-15', '2023-06-14', -1],
    ['2023-06-15', '2023-06-15', 0],
  ])('from %s to %s there are %i days', (a, b, days) => {
    expect(daysBetween(date(a), date(b))).toBe(days);
  });

  it('counts back what it added', () => {
    fc.assert(
      fc.property(dateOfOurTimes, fewDays, (d, n) => {
        expect(daysBetween(d, addDays(d, n))).toBe(n);
      }),
    );
  });

  it('adds in any order', () => {
    fc.assert(
      fc.property(dateOfOurTimes, fewDays, fewDays, (d, m, n) => {
        expect(addDays(addDays(d, m), n)).toBe(addDays(d, m + n));
      }),
    );
  });

  it('orders dates as text does', () => {
    fc.assert(
      fc.property(anyDate, anyDate, (a, b) => {
        expect(Math.sign(daysBetween(a, b))).toBe(a < b ? 1 : a > b ? -1 : 0);
      }),
    );
  });

  it('keeps month and day when it adds years, except on 29 February', () => {
    fc.assert(
      fc.property(dateOfOurTimes, fc.integer({ min: -100, max: 100 }), (d, n) => {
        const later = addYears(d, n);
        expect(yearOf(later)).toBe(yearOf(d) + n);
        expect(parseDate(later)).toBe(later);
        if (!d.endsWith('02-29')) expect(later.slice(4)).toBe(d.slice(4));
      }),
    );
  });
});

describe('Shanghai', () => {
  it.each([
    ['2023-06-15T15:59:59.999Z', '2023-06-15'],
    ['2023-06-15T16:00:00.000Z', '2023-06-16'],
    ['2023-12-31T16:00:00Z', '2024-01-01'],
    ['2023-06-16T00:00:00+08:00', '2023-06-16'],
    ['2023-06-15T23:59:59+08:00', '2023-06-15'],
  ])('at %s it is %s there', (instant, expected) => {
    expect(dateInShanghai(instant)).toBe(expected);
  });

  it('writes the two ends of a day', () => {
    expect(startOfDayInShanghai(date('2023-06-15'))).toBe('2023-06-14T16:00:00.000Z');
    expect(endOfDayInShanghai(date('2023-06-15'))).toBe('2023-06-15T15:59:59.999Z');
  });

  it('lets a day end one millisecond before the next begins', () => {
    fc.assert(
      fc.property(dateOfOurTimes, (d) => {
        const [start, end] = [startOfDayInShanghai(d), endOfDayInShanghai(d)];
        expect(dateInShanghai(start)).toBe(d);
        expect(dateInShanghai(end)).toBe(d);
        expect(Date.parse(startOfDayInShanghai(addDays(d, 1))) - Date.parse(end)).toBe(1);
      }),
    );
  });

  it('agrees with the time zone database since 1992', () => {
    const zone = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' });
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1992-01-01'), max: new Date('2199-12-31'), noInvalidDate: true }),
        (instant) => {
          expect(dateInShanghai(instant.toISOString())).toBe(zone.format(instant));
        },
      ),
    );
  });

  it('throws on what is not an instant: users’ text goes through parseInstant first', () => {
    expect(() => dateInShanghai('yesterday')).toThrow(RangeError);
  });
});

describe('parseInstant', () => {
  it.each([
    ['2023-06-15T00:00:00Z', '2023-06-15T00:00:00.000Z'],
    ['2023-06-15T08:00:00+08:00', '2023-06-15T00:00:00.000Z'],
    ['2023-06-15T08:00+08:00', '2023-06-15T00:00:00.000Z'],
    ['2023-06-15T00:00:00.123456Z', '2023-06-15T00:00:00.123Z'],
    ['2024-02-29T23:59:59.9-01:00', '2024-03-01T00:59:59.900Z'],
  ])('reads %s as %s', (text, expected) => {
    expect(parseInstant(text)).toBe(expected);
  });

  it.each([
    '2023-06-15',
    '2023-06-15T00:00:00',
    '2023-02-30T00:00:00Z',
    '2023-06-15T24:00:00Z',
    '2023-06-15T23:60:00Z',
    '2023-06-15T23:59:60Z',
    '2023-06-15 00:00:00Z',
    '2023-06-15T00:00:00+24:00',
    '2023-06-15t00:00:00z',
    '0001-01-01T00:00:00+08:00',
    '9999-12-31T23:59:59-08:00',
    'now',
    '',
    1_686_787_200_000,
    null,
    undefined,
    {},
  ])('refuses %p', (input) => {
    expect(parseInstant(input)).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.date().map(String)), (input) => {
        parseInstant(input);
      }),
    );
  });
});
