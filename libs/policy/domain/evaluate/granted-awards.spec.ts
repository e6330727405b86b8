import { describe, expect, it } from '@jest/globals';
import { evaluate, IN_2023, listOf } from '../../testing/lists.js';
import type { ClauseResult } from '../result.js';

const ALWAYS = '{fact: enterprise.deregistered, op: eq, value: false}';
const TABLE =
  '{kind: level-table, register: innovation-platform, level: level, where: {field: countingYear, op: eq, value: "@year"}, amounts: {national: 100万, provincial: 30万, municipal: 10万}}';

interface Grant {
  readonly clause: string;
  readonly amount: string;
  readonly awardYear?: number;
  readonly state?: string;
  readonly list?: string;
}

function results(
  benefits: Readonly<Record<string, string>>,
  rest: string,
  grants: readonly Grant[] = [],
  given: Record<string, unknown> = {},
) {
  const clauses = Object.entries(benefits).map(
    ([id, benefit]) =>
      `  - {id: ${id}, article: 一, text: 原文, when: ${ALWAYS}, benefit: ${benefit}}`,
  );
  const yaml = `list: test\ntitle: 测试\neffective: {from: 2020-01-01, to: 2030-12-31}\nclauses:\n${clauses.join('\n')}\n${rest}\n`;
  const awards = grants.map((grant) => ({ awardYear: 2023, ...grant }));
  const result = evaluate(listOf(yaml), { ...given, awards }, IN_2023);
  return {
    ...result,
    of: (id: string): ClauseResult => result.results.find((r) => r.clause === id)!,
  };
}

const fixed = (amount: string) => `{kind: fixed, amount: ${amount}}`;
const AB = { a: fixed('10万'), b: fixed('20万') };
const group = (rule: string, more = '') =>
  `exclusivity: [{id: g, rule: ${rule}, members: [a, b], text: 两款不重复${more}}]`;

describe('what was granted is not paid twice', () => {
  it('a clause in no group is had for the award year', () => {
    const { of, total } = results(AB, '', [{ clause: 'a', amount: '10万' }]);
    expect(of('a')).toMatchObject({
      status: 'eligible',
      amount: '100000.00',
      outcome: 'superseded',
      payable: '0.00',
      granted: '100000.00',
      events: ['evt:awards'],
    });
    expect(of('a')).not.toHaveProperty('decision');
    expect([of('b').payable, total]).toEqual(['200000.00', '200000.00']);
  });

  it('where it has become more an officer decides', () => {
    const { of } = results(AB, '', [{ clause: 'a', amount: '6万' }]);
    expect(of('a')).toMatchObject({ payable: '0.00', decision: expect.stringContaining('4万元') });
  });

  it.each<[string, Partial<Grant>]>([
    ['another award year', { awardYear: 2022 }],
    ['another list', { list: 'other' }],
    ['an award on its way', { state: 'pending' }],
    ['an award that was taken back', { state: 'revoked' }],
    ['another clause', { clause: 'b' }],
  ])('%s does not count', (_name, over) => {
    const { of } = results(AB, '', [{ clause: 'a', amount: '10万', ...over }]);
    expect(of('a')).toMatchObject({ outcome: 'awarded', payable: '100000.00' });
  });

  it('clauses that stack are had one by one', () => {
    const { of, total } = results(AB, group('stack'), [{ clause: 'a', amount: '10万' }]);
    expect([of('a').payable, of('b').payable, total]).toEqual(['0.00', '200000.00', '200000.00']);
  });
});

describe('不重复 without 差额补足', () => {
  it('a later higher claim is not paid, and an officer is asked', () => {
    const { of, total } = results(AB, group('highest-only'), [{ clause: 'a', amount: '10万' }]);
    expect(of('b')).toMatchObject({
      status: 'eligible',
      amount: '200000.00',
      outcome: 'superseded',
      payable: '0.00',
      by: 'a',
      granted: '100000.00',
      why: '两款不重复：已兑现10万元',
      decision: '本条应得20万元，高于已兑现的10万元；原文未写差额补足，是否补10万元由经办决定',
    });
    expect(total).toBe('0.00');
  });

  it('the window is the award year, or the list for ever', () => {
    const earlier = [{ clause: 'a', amount: '10万', awardYear: 2021 }];
    expect(results(AB, group('highest-only'), earlier).of('b').payable).toBe('200000.00');
    const forEver = results(AB, group('highest-only', ', window: list'), earlier);
    expect(forEver.of('b').payable).toBe('0.00');
  });
});

describe('差额补足', () => {
  it.each([
    ['10万', '100000.00', 'awarded'],
    ['20万', '0.00', 'superseded'],
    ['25万', '0.00', 'superseded'],
  ])('after %s the highest is paid less that', (amount, payable, outcome) => {
    const { of } = results(AB, group('top-up'), [{ clause: 'a', amount }]);
    expect(of('b')).toMatchObject({ payable, outcome });
    expect(of('b')).not.toHaveProperty('decision');
  });

  it('after nothing the highest counts', () => {
    const { of } = results(AB, group('top-up'));
    expect([of('a').outcome, of('b').payable]).toEqual(['superseded', '200000.00']);
  });
});

describe('级差 with awards', () => {
  const rule = (more = '') =>
    `exclusivity: [{id: g, rule: level-difference, members: [p], text: 按级差${more}}]`;
  const platform = (level: string, countingYear: number) => ({
    ...{ number: `P${countingYear}`, level, countingYear },
  });
  const national = { 'innovation-platform': [platform('national', 2023)] };

  it('takes off what was granted, in whatever year', () => {
    const grants = [
      { clause: 'p', amount: '10万', awardYear: 2021 },
      { clause: 'p', amount: '20万', awardYear: 2022 },
    ];
    const { of } = results({ p: TABLE }, rule(), grants, national);
    expect(of('p')).toMatchObject({ payable: '700000.00', granted: '300000.00' });
  });

  it('takes off the level that was reached where less was granted for it', () => {
    const given = {
      'innovation-platform': [platform('provincial', 2022), platform('national', 2023)],
    };
    const grants = [{ clause: 'p', amount: '10万', awardYear: 2021 }];
    expect(results({ p: TABLE }, rule(), grants, given).of('p').payable).toBe('700000.00');
    expect(results({ p: TABLE }, rule(), [], given).of('p').payable).toBe('700000.00');
  });

  it('within one award year gives the difference to the level granted', () => {
    const grants = [{ clause: 'p', amount: '30万' }];
    expect(results({ p: TABLE }, rule(), grants, national).of('p').payable).toBe('700000.00');
  });

  it('never comes to more than the cap of its group, what was granted included', () => {
    const grants = [{ clause: 'p', amount: '30万', awardYear: 2022 }];
    const { of } = results({ p: TABLE }, rule(', cap: 80万'), grants, national);
    expect(of('p')).toMatchObject({ payable: '500000.00', outcome: 'capped' });
  });
});

describe('含上级', () => {
  const rule =
    'exclusivity: [{id: g, rule: upper-included, upper: {of: rd.upperSubsidy, period: year}, members: [a, b], text: 含上级补助}]';

  it.each([
    ['0', '200000.00', 'awarded'],
    ['5万', '150000.00', 'awarded'],
    ['20万', '0.00', 'superseded'],
    ['30万', '0.00', 'superseded'],
  ])('the levels above gave %s', (upper, payable, outcome) => {
    const { of } = results(AB, rule, [], { 'rd.upperSubsidy@2023': upper });
    expect(of('b')).toMatchObject({ payable, outcome });
    expect(of('a')).toMatchObject({ outcome: 'superseded', by: 'b' });
  });

  it('promises nothing while nobody knows what the levels above gave', () => {
    const { of, total } = results(AB, rule);
    expect(of('b')).toMatchObject({
      status: 'eligible',
      amount: '200000.00',
      missing: [{ fact: 'rd.upperSubsidy@2023' }],
    });
    expect(of('b')).not.toHaveProperty('outcome');
    expect(total).toBe('0.00');
  });

  it('once granted is had', () => {
    const grants = [{ clause: 'b', amount: '15万' }];
    const { of } = results(AB, rule, grants, { 'rd.upperSubsidy@2023': '5万' });
    expect(of('b')).toMatchObject({ payable: '0.00', granted: '150000.00' });
    expect(of('b')).not.toHaveProperty('decision');
  });
});

describe('caps', () => {
  const caps = (text: string) => `caps: [${text}]`;

  it('of one enterprise are used up by what was granted, then in the order of the list', () => {
    const cap = caps('{id: firm, max: 25万, text: 最高25万元}');
    expect(results(AB, cap).of('b')).toMatchObject({ payable: '150000.00', outcome: 'capped' });
    const { of } = results(AB, cap, [{ clause: 'a', amount: '10万' }]);
    expect(of('b')).toMatchObject({
      payable: '150000.00',
      why: '最高25万元（本年度已兑现10万元）：本条由20万元减为15万元',
    });
    expect(results(AB, cap, [{ clause: 'a', amount: '40万' }]).of('b').payable).toBe('0.00');
  });

  it('of one enterprise may be about some clauses only', () => {
    const { of } = results(AB, caps('{id: b-only, clauses: [b], max: 5万, text: 第二款最高5万元}'));
    expect([of('a').payable, of('b').payable]).toEqual(['100000.00', '50000.00']);
  });

  it('that all share are pointed at and never applied', () => {
    const { of } = results(
      AB,
      caps(
        '{id: budget, scope: list, max: 1万, whenShort: pro-rata, text: 按预算}, {id: b-all, scope: clause, clauses: [b], max: 1万, whenShort: queue, text: 先到先得}',
      ),
    );
    expect(of('a')).toMatchObject({ payable: '100000.00', outcome: 'awarded' });
    expect(of('a').budget).toMatchObject([
      { cap: 'budget', scope: 'list', max: '10000.00', whenShort: 'pro-rata' },
    ]);
    expect(of('b').budget?.map(({ cap }) => cap)).toEqual(['budget', 'b-all']);
    expect(of('b').budget?.[1]?.say).toContain('按先后次序');
  });
});
