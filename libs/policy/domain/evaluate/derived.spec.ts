import { describe, expect, it } from '@jest/globals';
import { oneResult } from '../../testing/lists.js';

const SHARE = (op: string, value: string) =>
  `{fact: rd.highTechIntensity3y, period: year-1, op: ${op}, value: ${value}}`;
const yearly = (fact: string, values: Readonly<Record<number, string>>) =>
  Object.fromEntries(Object.entries(values).map(([year, value]) => [`${fact}@${year}`, value]));

describe('a share over three years', () => {
  const revenue = yearly('revenue', { 2020: '1000万', 2021: '2000万', 2022: '3000万' });
  const spent = yearly('rd.highTech', { 2020: '100万', 2021: '100万', 2022: '100万' });

  it('is the sum over the sum, not the mean of the shares', () => {
    expect(oneResult(SHARE('gte', '5%'), { ...revenue, ...spent }).status).toBe('eligible');
    expect(oneResult(SHARE('gt', '5%'), { ...revenue, ...spent }).status).toBe('not-eligible');
  });

  it('tells what more would have to be spent in the last year', () => {
    const given = { ...revenue, ...spent, 'rd.highTech@2021': '99万' };
    expect(oneResult(SHARE('gte', '5%'), given).fails[0]).toMatchObject({
      actual: '0.049833',
      lift: { 'rd.highTech@2022': '10000.00' },
    });
  });

  it('names every figure that is missing', () => {
    const missing = oneResult(SHARE('gte', '5%'), { ...revenue }).missing.map(({ fact }) => fact);
    expect(missing).toEqual(['rd.highTech@2022', 'rd.highTech@2021', 'rd.highTech@2020']);
  });

  it('of a firm younger than that is the share of the years it has', () => {
    const young = {
      'enterprise.registeredOn': '2021-05-01',
      ...yearly('revenue', { 2021: '1000万', 2022: '1000万' }),
      ...yearly('rd.highTech', { 2021: '50万', 2022: '50万' }),
    };
    expect(oneResult(SHARE('gte', '5%'), young)).toMatchObject({ status: 'eligible', missing: [] });
    const old = { ...young, 'enterprise.registeredOn': '2020-12-31' };
    expect(oneResult(SHARE('gte', '5%'), old).missing).toHaveLength(2);
  });

  it('over nothing is open and says why', () => {
    const none = yearly('revenue', { 2020: '0', 2021: '0', 2022: '0' });
    expect(oneResult(SHARE('gte', '5%'), { ...none, ...spent }).missing).toMatchObject([
      { fact: 'rd.highTechIntensity3y@2022', label: expect.stringContaining('无法计算') },
    ]);
  });
});

describe('average growth over three years (国科发火〔2016〕195号)', () => {
  const growth = (values: Readonly<Record<number, string>>, op: string, value: string) =>
    oneResult(
      `{fact: netAssets.averageGrowth, period: year-1, op: ${op}, value: ${value}}`,
      yearly('netAssets', values),
    ).status;

  it.each<[string, Record<number, string>, string]>([
    ['½ (y2 ÷ y1 + y3 ÷ y2) − 1', { 2020: '100万', 2021: '150万', 2022: '180万' }, '35%'],
    ['y1 is nothing: y3 ÷ y2 − 1', { 2020: '0', 2021: '100万', 2022: '120万' }, '20%'],
    ['y2 is nothing: nothing', { 2020: '100万', 2021: '0', 2022: '120万' }, '0'],
    ['a loss of a half twice', { 2020: '100万', 2021: '50万', 2022: '25万' }, '-50%'],
  ])('%s', (_name, values, expected) => {
    expect(growth(values, 'eq', expected)).toBe('eligible');
  });

  it('is open without one of the years', () => {
    expect(growth({ 2021: '100万', 2022: '120万' }, 'gt', '0')).toBe('unknown');
  });
});

describe('a mean over three years', () => {
  const mean = (values: Readonly<Record<number, string>>, value: number) =>
    oneResult(
      `{fact: achievements.convertedAverage3y, period: year-1, op: gte, value: ${value}}`,
      yearly('achievements.converted', values),
    );

  it('is compared exactly and shown in whole numbers', () => {
    expect(mean({ 2020: '5', 2021: '5', 2022: '5' }, 5).status).toBe('eligible');
    expect(mean({ 2020: '5', 2021: '5', 2022: '4' }, 5)).toMatchObject({
      status: 'not-eligible',
      fails: [{ actual: 4, need: 5, gap: 1 }],
    });
  });
});

describe('figures that are declared only', () => {
  const declared = (confirmed: boolean) => ({ value: '3万', confirmed });

  it('count, and are named until an officer has confirmed them', () => {
    const when = '{fact: rd.intensity, period: year, op: gte, value: 3%}';
    const given = { 'rd.expense@2023': declared(false), 'revenue@2023': '100万' };
    expect(oneResult(when, given)).toMatchObject({
      status: 'eligible',
      unconfirmed: [{ fact: 'rd.expense@2023', label: '研发费用（2023年）' }],
    });
    const confirmed = { ...given, 'rd.expense@2023': declared(true) };
    expect(oneResult(when, confirmed)).not.toHaveProperty('unconfirmed');
  });

  it('are named for the amount that is measured by them, once', () => {
    const given = { 'rd.expense@2023': declared(false) };
    const benefit = '{kind: percent, of: rd.expense, period: year, rate: 10%}';
    const when = '{fact: rd.expense, period: year, op: gt, value: 0}';
    expect(oneResult(when, given, benefit).unconfirmed).toHaveLength(1);
    const other = '{fact: enterprise.deregistered, op: eq, value: false}';
    expect(oneResult(other, given, benefit).unconfirmed).toHaveLength(1);
  });

  it('are not named where another way decides', () => {
    const when =
      '{any: [{fact: rd.expense, period: year, op: gte, value: 5万}, {fact: enterprise.deregistered, op: eq, value: false}]}';
    expect(oneResult(when, { 'rd.expense@2023': declared(false) })).not.toHaveProperty(
      'unconfirmed',
    );
  });
});
