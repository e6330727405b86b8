import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { amountOf, oneResult } from '../../testing/lists.js';
import { num } from '../facts/values.js';
import { roundAmount } from './rounding.js';

const SOLD = '{sum: tech-contract, field: contractValue}';
const contracts = (value: string | number) => ({ 'tech-contract': [{ contractValue: value }] });
const always = '{fact: enterprise.deregistered, op: eq, value: false}';

describe('marginal tiers', () => {
  // 三明市 2023–24: technical contracts, by slices, at most 5万 a year.
  const sanming = `{kind: marginal-tiers, of: ${SOLD}, cap: 5万, tiers: [{upTo: 10万, rate: 1%}, {upTo: 100万, rate: 0.5%}, {rate: 0.1%}]}`;

  it.each([
    ['0', '0.00'],
    ['0.01', '0.00'],
    ['5万', '500.00'],
    ['10万', '1000.00'],
    ['10.01万', '1000.50'],
    ['100万', '5500.00'],
    ['1000万', '14500.00'],
    ['4549.99万', '49999.90'],
    ['4550万', '50000.00'],
    ['4551万', '50000.00'],
    ['100亿', '50000.00'],
  ])('三明: contracts of %s give %s yuan', (value, expected) => {
    expect(amountOf(sanming, contracts(value))).toBe(expected);
  });

  // 福清市: up to 3,000万 0.5%, above it 0.3%, at most 100万.
  it.each([
    ['3000万', '150000.00'],
    ['4000万', '180000.00'],
    ['31333.34万', '1000000.00'],
  ])('福清: contracts of %s give %s yuan', (value, expected) => {
    const fuqing = `{kind: marginal-tiers, of: ${SOLD}, cap: 100万, tiers: [{upTo: 3000万, rate: 0.5%}, {rate: 0.3%}]}`;
    expect(amountOf(fuqing, contracts(value))).toBe(expected);
  });

  it('adds several contracts up before it slices', () => {
    const given = { 'tech-contract': [{ contractValue: '400万' }, { contractValue: '600万' }] };
    expect(amountOf(sanming, given)).toBe('14500.00');
  });

  it('says how the amount comes about, and when the cap cuts it', () => {
    const result = oneResult(always, contracts('1000万'), sanming);
    expect(result.calculation).toBe('10万元×1%＋90万元×0.5%＋900万元×0.1%＝1.45万元');
    const capped = oneResult(always, contracts('1亿'), sanming);
    expect(capped.calculation).toContain('10.45万元，按上下限和取整为5万元');
  });

  it('never pays less for more', () => {
    fc.assert(
      fc.property(fc.nat(10_000_000), fc.nat(10_000_000), (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((v) =>
          Number(amountOf(sanming, contracts(v))),
        );
        expect(low).toBeLessThanOrEqual(high ?? 0);
      }),
      { numRuns: 100 },
    );
  });

  it('a bounded last tier pays nothing for what lies above', () => {
    const bounded = `{kind: marginal-tiers, of: ${SOLD}, tiers: [{upTo: 10万, rate: 1%}]}`;
    expect(amountOf(bounded, contracts('1亿'))).toBe('1000.00');
  });
});

describe('whole tiers', () => {
  const byAmount = `{kind: whole-tiers, of: ${SOLD}, tiers: [{from: 500万, amount: 5万}, {from: 1000万, amount: 12万}, {from: 3000万, amount: 30万}]}`;
  // 苏州: up to 10%, large projects (from 500万) up to 25%.
  const byRate = `{kind: whole-tiers, of: ${SOLD}, cap: 500万, tiers: [{from: 0, rate: 10%}, {from: 500万, rate: 25%}]}`;

  it.each([
    ['499.99万', '0.00'],
    ['500万', '50000.00'],
    ['999万', '50000.00'],
    ['1000万', '120000.00'],
    ['3000万', '300000.00'],
    ['9亿', '300000.00'],
  ])('%s reaches a tier worth %s', (value, expected) => {
    expect(amountOf(byAmount, contracts(value))).toBe(expected);
  });

  it.each([
    ['100万', '100000.00'],
    ['499.99万', '499990.00'],
    ['500万', '1250000.00'],
    ['2000万', '5000000.00'],
    ['1亿', '5000000.00'],
  ])('by rate, %s give %s', (value, expected) => {
    expect(amountOf(byRate, contracts(value))).toBe(expected);
  });

  it('by a count, an amount for each tier', () => {
    const benefit =
      '{kind: whole-tiers, of: {count: county-project}, tiers: [{from: 1, amount: 1万}, {from: 3, amount: 5万}]}';
    const projects = (n: number) => ({ 'county-project': Array.from({ length: n }, () => ({})) });
    expect([0, 1, 2, 3].map((n) => amountOf(benefit, projects(n)))).toEqual([
      '0.00',
      '10000.00',
      '10000.00',
      '50000.00',
    ]);
  });
});

describe('steps', () => {
  // 三明市: 1亿 → 3万; every further 0.5亿 1万; at most 10万.
  const benefit = `{kind: step, of: ${SOLD}, from: 1亿, amount: 3万, each: 0.5亿, add: 1万, cap: 10万}`;

  it.each([
    ['9999.99万', '0.00'],
    ['1亿', '30000.00'],
    ['1.4999亿', '30000.00'],
    ['1.5亿', '40000.00'],
    ['2亿', '50000.00'],
    ['4.5亿', '100000.00'],
    ['10亿', '100000.00'],
  ])('%s give %s', (value, expected) => {
    expect(amountOf(benefit, contracts(value))).toBe(expected);
  });
});

describe('shares', () => {
  const rd = (value: string) => ({ 'rd.expense@2022': value });

  it.each([
    ['1000万', '500000.00'],
    ['2000万', '1000000.00'],
    ['2000.01万', '1000000.00'],
    ['0', '0.00'],
  ])('5%% of %s, at most 100万, is %s', (value, expected) => {
    const benefit = '{kind: percent, of: rd.expense, period: year-1, rate: 5%, cap: 100万}';
    expect(amountOf(benefit, rd(value))).toBe(expected);
  });

  it.each([
    ['down', '12300.00'],
    ['half-up', '12300.00'],
    ['up', '12400.00'],
  ])('rounded %s to a hundred yuan', (mode, expected) => {
    const benefit = `{kind: percent, of: rd.expense, period: year-1, rate: 5%, round: {to: 100, mode: ${mode}}}`;
    expect(amountOf(benefit, rd('246999'))).toBe(expected);
  });

  it('half a hundred goes up', () => {
    const benefit =
      '{kind: percent, of: rd.expense, period: year-1, rate: 5%, round: {to: 100, mode: half-up}}';
    expect(amountOf(benefit, rd('247000'))).toBe('12400.00');
    expect(amountOf(benefit, rd('246999.99'))).toBe('12300.00');
  });

  it('without a rule, to the fen, half up', () => {
    const benefit = '{kind: percent, of: rd.expense, period: year-1, rate: 0.5%}';
    expect(amountOf(benefit, rd('1'))).toBe('0.01');
    expect(amountOf(benefit, rd('0.99'))).toBe('0.00');
  });

  it('a floor lifts, a cap cuts', () => {
    const benefit =
      '{kind: percent, of: rd.expense, period: year-1, rate: 5%, floor: 1万, cap: 2万}';
    expect(amountOf(benefit, rd('1万'))).toBe('10000.00');
    expect(amountOf(benefit, rd('30万'))).toBe('15000.00');
    expect(amountOf(benefit, rd('1亿'))).toBe('20000.00');
  });

  it('match pays a share of what the upper level gave', () => {
    const benefit = '{kind: match, of: rd.upperSubsidy, period: year, ratio: 100%, cap: 30万}';
    expect(amountOf(benefit, { 'rd.upperSubsidy@2023': '18.5万' })).toBe('185000.00');
    expect(amountOf(benefit, { 'rd.upperSubsidy@2023': '40万' })).toBe('300000.00');
  });

  it('increment pays for growth over the year before, and nothing for a decline', () => {
    const benefit = '{kind: increment, of: rd.superDeduction, period: year-1, rate: 3%, cap: 20万}';
    const years = (now: string, before: string) => ({
      'rd.superDeduction@2022': now,
      'rd.superDeduction@2021': before,
    });
    expect(amountOf(benefit, years('300万', '200万'))).toBe('30000.00');
    expect(amountOf(benefit, years('200万', '300万'))).toBe('0.00');
    expect(amountOf(benefit, years('2亿', '1亿'))).toBe('200000.00');
  });

  it('per unit pays so much for each', () => {
    const benefit = '{kind: per-unit, of: {count: achievement-transfer}, each: 2万, cap: 5万}';
    const transfers = (n: number) => ({
      'achievement-transfer': Array.from({ length: n }, () => ({})),
    });
    expect([0, 1, 2, 3].map((n) => amountOf(benefit, transfers(n)))).toEqual([
      '0.00',
      '20000.00',
      '40000.00',
      '50000.00',
    ]);
  });

  it('per unit of a reported number', () => {
    const benefit = '{kind: per-unit, of: staff.science, period: year-1, each: 100}';
    expect(amountOf(benefit, { 'staff.science@2022': 12 })).toBe('1200.00');
  });
});

describe('level table', () => {
  const benefit =
    '{kind: level-table, register: innovation-platform, level: level, where: {field: countingYear, op: eq, value: "@year"}, amounts: {national: 100万, provincial: 30万, municipal: 10万}}';
  const platform = (level: string | undefined, countingYear = 2023) => ({
    number: `PT-${level ?? 'x'}`,
    countingYear,
    ...(level === undefined ? {} : { level }),
  });

  it('the highest level counts, and is cited', () => {
    const given = { 'innovation-platform': [platform('municipal'), platform('provincial')] };
    const result = oneResult(always, given, benefit);
    expect(result.amount).toBe('300000.00');
    expect(result.calculation).toBe('省级（PT-provincial）：30万元');
    expect(result.events).toEqual(['evt:innovation-platform']);
  });

  it('a level that is not in the table, or of another year, is worth nothing', () => {
    expect(amountOf(benefit, { 'innovation-platform': [platform('county')] })).toBe('0.00');
    expect(amountOf(benefit, { 'innovation-platform': [platform('national', 2022)] })).toBe('0.00');
  });

  it('stays open while a platform’s level is not known and could be higher', () => {
    const open = oneResult(
      always,
      { 'innovation-platform': [platform('municipal'), platform(undefined)] },
      benefit,
    );
    expect(open).toMatchObject({
      status: 'eligible',
      amount: null,
      maxPossible: '1000000.00',
      missing: [{ fact: 'innovation-platform.level' }],
    });
    expect(open.outcome).toBeUndefined();
    const top = { 'innovation-platform': [platform('national'), platform(undefined)] };
    expect(amountOf(benefit, top)).toBe('1000000.00');
  });
});

describe('what is missing for the amount', () => {
  it('does not change the verdict; the cap bounds it', () => {
    const benefit = '{kind: percent, of: rd.expense, period: year-1, rate: 5%, cap: 100万}';
    expect(oneResult(always, {}, benefit)).toMatchObject({
      status: 'eligible',
      amount: null,
      maxPossible: '1000000.00',
      missing: [{ fact: 'rd.expense@2022' }],
    });
  });

  it('without a cap nothing bounds it', () => {
    const benefit = '{kind: percent, of: rd.expense, period: year-1, rate: 5%}';
    expect(oneResult(always, {}, benefit).maxPossible).toBeNull();
  });

  it('the most that open records allow bounds it where they are the only ones', () => {
    const benefit =
      '{kind: percent, of: {sum: tech-contract, field: contractValue, where: {field: side, op: eq, value: seller}}, rate: 10%}';
    const given = {
      'tech-contract': [{ contractValue: '100万' }, { contractValue: '50万', side: 'seller' }],
    };
    expect(oneResult(always, given, benefit)).toMatchObject({
      amount: null,
      maxPossible: '150000.00',
    });
  });

  it('an increment is bounded by this year’s figure', () => {
    const benefit = '{kind: increment, of: rd.superDeduction, period: year-1, rate: 3%}';
    const result = oneResult(always, { 'rd.superDeduction@2022': '100万' }, benefit);
    expect(result).toMatchObject({ amount: null, maxPossible: '30000.00' });
    expect(result.missing.map((m) => m.fact)).toEqual(['rd.superDeduction@2021']);
  });

  it('the top amount of a table of tiers bounds it', () => {
    const benefit =
      '{kind: whole-tiers, of: revenue, period: year, tiers: [{from: 1亿, amount: 1万}, {from: 5亿, amount: 8万}]}';
    expect(oneResult(always, {}, benefit).maxPossible).toBe('80000.00');
  });
});

describe('services', () => {
  it('are awarded without money', () => {
    const result = oneResult(always, {}, '{kind: service, text: 专人辅导}');
    expect(result).toMatchObject({
      status: 'eligible',
      amount: null,
      service: '专人辅导',
      outcome: 'awarded',
      missing: [],
    });
    expect(result.payable).toBeUndefined();
    expect(result).not.toHaveProperty('maxPossible');
  });
});

describe('rounding', () => {
  it('down, half up and up keep their order and stay within one unit', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.integer({ min: 1, max: 97 }), fc.nat(500), (n, d, to) => {
        const unit = num(to + 1);
        const exact = num(n, d);
        const [down, half, up] = (['down', 'half-up', 'up'] as const).map((mode) =>
          roundAmount(exact, { to: unit, mode }),
        ) as [bigint, bigint, bigint];
        expect(down <= half && half <= up).toBe(true);
        expect(up - down === 0n || up - down === unit.n).toBe(true);
        expect(down % unit.n).toBe(0n);
      }),
    );
  });
});
