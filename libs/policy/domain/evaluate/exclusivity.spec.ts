import { describe, expect, it } from '@jest/globals';
import { evaluate, IN_2023, listOf } from '../../testing/lists.js';
import type { ClauseResult } from '../result.js';

interface Plan {
  readonly clauses: readonly (readonly [id: string, benefit: string, when?: string])[];
  readonly rest?: string;
}

const ALWAYS = '{fact: enterprise.deregistered, op: eq, value: false}';
const NEVER = '{fact: enterprise.deregistered, op: eq, value: true}';
const OPEN = '{fact: revenue, period: year, op: gte, value: 1万}';

function results(plan: Plan, given: Record<string, unknown> = {}, at = IN_2023) {
  const clauses = plan.clauses.map(
    ([id, benefit, when = ALWAYS]) =>
      `  - {id: ${id}, article: 第一条, text: 原文, when: ${when}, benefit: ${benefit}}`,
  );
  const yaml = `list: test
title: 测试
effective: {from: 2020-01-01, to: 2030-12-31}
clauses:
${clauses.join('\n')}
${plan.rest ?? ''}`;
  const result = evaluate(listOf(yaml), given, at);
  const byId = (id: string): ClauseResult => {
    const found = result.results.find((r) => r.clause === id);
    if (!found) throw new Error(id);
    return found;
  };
  return { total: result.total, byId };
}

const fixed = (amount: string) => `{kind: fixed, amount: ${amount}}`;
const group = (rule: string, ...members: string[]) =>
  `exclusivity: [{id: g, rule: ${rule}, window: year, members: [${members.join(', ')}], text: 就高不重复}]`;

describe('就高不重复', () => {
  const two: Plan = {
    clauses: [
      ['a', fixed('10万')],
      ['b', fixed('20万')],
    ],
    rest: group('highest-only', 'a', 'b'),
  };

  it('the highest counts; the other stays eligible and says who supersedes it', () => {
    const { total, byId } = results(two);
    expect(total).toBe('200000.00');
    expect(byId('b')).toMatchObject({ outcome: 'awarded', payable: '200000.00' });
    expect(byId('a')).toMatchObject({
      status: 'eligible',
      amount: '100000.00',
      outcome: 'superseded',
      payable: '0.00',
      by: 'b',
      why: '就高不重复',
    });
  });

  it('among equals the one that stands first', () => {
    const plan = {
      ...two,
      clauses: [['a', fixed('20万')] as const, ['b', fixed('20万')] as const],
    };
    expect(results(plan).byId('a').outcome).toBe('awarded');
    expect(results(plan).byId('b').by).toBe('a');
  });

  it('a clause that is not eligible neither wins nor loses', () => {
    const plan = { ...two, clauses: [two.clauses[0]!, ['b', fixed('20万'), NEVER] as const] };
    const { total, byId } = results(plan);
    expect(total).toBe('100000.00');
    expect(byId('b').outcome).toBeUndefined();
  });

  it('an open clause that could pay more makes the choice provisional', () => {
    const plan = { ...two, clauses: [two.clauses[0]!, ['b', fixed('20万'), OPEN] as const] };
    const { total, byId } = results(plan);
    expect(total).toBe('100000.00');
    expect(byId('a').provisional).toEqual(['b']);
    expect(byId('b')).toMatchObject({ status: 'unknown', maxPossible: '200000.00' });
  });

  it('an open clause that cannot pay more does not', () => {
    const plan = {
      ...two,
      clauses: [['a', fixed('20万')] as const, ['b', fixed('20万'), OPEN] as const],
    };
    expect(results(plan).byId('a').provisional).toBeUndefined();
  });

  it('an eligible clause whose amount is open and unbounded does', () => {
    const percent = '{kind: percent, of: revenue, period: year, rate: 1%}';
    const plan = { ...two, clauses: [['a', fixed('20万')] as const, ['b', percent] as const] };
    expect(results(plan).byId('a').provisional).toEqual(['b']);
    expect(results(plan).byId('b').outcome).toBeUndefined();
  });
});

describe('叠加', () => {
  it('everything counts', () => {
    const { total } = results({
      clauses: [
        ['a', fixed('10万')],
        ['b', fixed('20万')],
      ],
      rest: group('stack', 'a', 'b'),
    });
    expect(total).toBe('300000.00');
  });
});

describe('级差', () => {
  const table =
    '{kind: level-table, register: innovation-platform, level: level, where: {field: countingYear, op: eq, value: "@year"}, amounts: {national: 100万, provincial: 30万, municipal: 10万}}';
  const plan: Plan = { clauses: [['p', table]], rest: group('level-difference', 'p') };
  const platform = (level: string, countingYear: number) => ({
    number: `${level}-${countingYear}`,
    level,
    countingYear,
  });

  it.each([
    ['the first level is paid in full', [platform('municipal', 2023)], '100000.00', 'awarded'],
    [
      'a promotion is paid the difference',
      [platform('municipal', 2021), platform('provincial', 2023)],
      '200000.00',
      'awarded',
    ],
    [
      'two steps at once are paid the difference to the highest before',
      [platform('municipal', 2019), platform('provincial', 2021), platform('national', 2023)],
      '700000.00',
      'awarded',
    ],
    [
      'another platform of a level had before is paid nothing',
      [platform('provincial', 2021), platform('municipal', 2023)],
      '0.00',
      'superseded',
    ],
    [
      'later levels do not deduct',
      [platform('municipal', 2023), platform('national', 2024)],
      '100000.00',
      'awarded',
    ],
  ] as const)('%s', (_name, platforms, payable, outcome) => {
    const { byId, total } = results(plan, { 'innovation-platform': [...platforms] });
    expect(byId('p')).toMatchObject({ payable, outcome });
    expect(total).toBe(payable);
  });

  it('says what was deducted', () => {
    const given = {
      'innovation-platform': [platform('municipal', 2021), platform('provincial', 2023)],
    };
    expect(results(plan, given).byId('p').why).toBe(
      '就高不重复：此前年度已达级别对应10万元，扣减后20万元',
    );
  });

  it('promises nothing while an earlier level is not known', () => {
    const unknown = { number: 'x', countingYear: 2021 };
    const given = { 'innovation-platform': [unknown, platform('provincial', 2023)] };
    const { byId, total } = results(plan, given);
    expect(total).toBe('0.00');
    expect(byId('p')).toMatchObject({
      status: 'eligible',
      missing: [{ fact: 'innovation-platform.level' }],
    });
    expect(byId('p').outcome).toBeUndefined();
  });
});

describe('yearly caps', () => {
  it('are used up in the order of the list', () => {
    const { total, byId } = results({
      clauses: [
        ['a', fixed('80万')],
        ['b', fixed('50万')],
        ['c', fixed('30万')],
      ],
      rest: 'caps: [{id: total, window: year, max: 100万, text: 单个企业年度不超过100万元}]',
    });
    expect(total).toBe('1000000.00');
    expect(byId('a').outcome).toBe('awarded');
    expect(byId('b')).toMatchObject({
      amount: '500000.00',
      outcome: 'capped',
      payable: '200000.00',
      why: '单个企业年度不超过100万元：本条由50万元减为20万元',
    });
    expect(byId('c')).toMatchObject({ outcome: 'capped', payable: '0.00' });
  });

  it('come after exclusivity: what is superseded uses nothing up', () => {
    const { total, byId } = results({
      clauses: [
        ['a', fixed('90万')],
        ['b', fixed('95万')],
      ],
      rest: `${group('highest-only', 'a', 'b')}\ncaps: [{id: total, max: 100万, text: 限额}]`,
    });
    expect(total).toBe('950000.00');
    expect(byId('b').outcome).toBe('awarded');
  });

  it('exactly the cap is not cut', () => {
    const { byId } = results({
      clauses: [['a', fixed('100万')]],
      rest: 'caps: [{id: total, max: 100万, text: 限额}]',
    });
    expect(byId('a').outcome).toBe('awarded');
  });
});
