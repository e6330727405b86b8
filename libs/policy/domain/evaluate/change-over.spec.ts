import { describe, expect, it } from '@jest/globals';
import { factsOf, listOf } from '../../testing/lists.js';
import type { When } from './compare.js';
import { evaluateList, type ListVersion } from './evaluate-list.js';

const HTF = (amount: string, more = '') =>
  `  - {id: htf, article: 一, text: 原文, when: {some: high-tech-firm, where: {field: countingYear, op: eq, value: "@year"}}, benefit: {kind: fixed, amount: ${amount}}}\n${more}`;
const PLATFORM =
  '  - {id: platform, article: 二, text: 原文, when: {some: innovation-platform, where: {field: countingYear, op: eq, value: "@year"}}, benefit: {kind: fixed, amount: 5万}}\n';
const FIGURES =
  '  - {id: rd, article: 三, text: 原文, when: {fact: rd.expense, period: year-1, op: gte, value: 1万}, benefit: {kind: fixed, amount: 1万}}\n';

const OLD: ListVersion = {
  list: listOf(
    `list: test\nversion: 1\ntitle: 原版\neffective: {from: 2020-01-01, to: 2030-12-31}\nclauses:\n${HTF('20万', PLATFORM)}${FIGURES}exclusivity: [{id: g, rule: highest-only, members: [htf, platform], text: 不重复}]\n`,
  ),
  version: 1,
  hash: 'old',
};

function version(changeOver: string, clauses = HTF('10万') + FIGURES, from = '2023-07-01') {
  const yaml = `list: test\nversion: 2\nsupersedes: 1\nchangeOver: ${changeOver}\ntitle: 新版\neffective: {from: ${from}, to: 2030-12-31}\nclauses:\n${clauses}exclusivity: [{id: g, rule: highest-only, members: [htf], text: 不重复}]\n`;
  return { list: listOf(yaml), version: 2, hash: 'new', before: OLD };
}

const firm = (...countedOn: readonly string[]) => ({
  'high-tech-firm': countedOn.map((day, i) => ({
    ...{ number: `GR${i}`, countedOn: day, countingYear: Number(day.slice(0, 4)) },
  })),
});
const IN_2023: When = { asOf: '2023-12-31', awardYear: 2023 };

function amounts(v: ListVersion, given: Record<string, unknown>, when = IN_2023) {
  const { results } = evaluateList(v, factsOf(given), when);
  return Object.fromEntries(results.map((r) => [r.clause, [r.amount, r.judgedBy?.version]]));
}

describe('从旧: what happened before the new version took effect', () => {
  const old = version('old-rule');

  it('is judged by the version it supersedes; the day itself is new', () => {
    expect(amounts(old, firm('2023-06-30')).htf).toEqual(['200000.00', 1]);
    expect(amounts(old, firm('2023-07-01')).htf).toEqual(['100000.00', undefined]);
  });

  it('is new as soon as one of the records is', () => {
    expect(amounts(old, firm('2023-06-30', '2023-07-01')).htf).toEqual(['100000.00', undefined]);
  });

  it('does not reach into other award years', () => {
    const in2024 = { asOf: '2024-12-31', awardYear: 2024 };
    expect(amounts(old, firm('2023-06-30'), in2024).htf).toEqual([null, undefined]);
    expect(amounts(old, firm('2024-01-01'), in2024).htf).toEqual(['100000.00', undefined]);
  });

  it('figures by year do not date a clause', () => {
    expect(amounts(old, { 'rd.expense@2022': '1万' }).rd).toEqual(['10000.00', undefined]);
  });

  it('a clause that is gone goes on, in its group', () => {
    const given = {
      ...firm('2023-06-30'),
      'innovation-platform': [{ countedOn: '2023-05-01', countingYear: 2023 }],
    };
    const { results, before } = evaluateList(old, factsOf(given), IN_2023);
    expect(results.find((r) => r.clause === 'platform')).toMatchObject({
      amount: '50000.00',
      outcome: 'superseded',
      by: 'htf',
      judgedBy: { version: 1 },
    });
    expect(before).toEqual({ version: 1, listHash: 'old' });
    const late = { 'innovation-platform': [{ countedOn: '2023-08-01', countingYear: 2023 }] };
    expect(amounts(old, late)).not.toHaveProperty('platform');
  });

  it('a clause that was not there yet does not apply to it', () => {
    const clauses = `${HTF('10万')}  - {id: more, article: 四, text: 原文, when: {some: high-tech-firm}, benefit: {kind: fixed, amount: 1万}}\n`;
    const { results } = evaluateList(
      version('old-rule', clauses),
      factsOf(firm('2023-06-30')),
      IN_2023,
    );
    expect(results.find((r) => r.clause === 'more')).toMatchObject({
      status: 'not-in-force',
      judgedBy: { version: 1, why: expect.stringContaining('当时没有这一条') },
    });
  });

  it('is no question where the change falls on 1 January', () => {
    const january = version('old-rule', HTF('10万'), '2023-01-01');
    expect(amounts(january, firm('2023-01-01')).htf).toEqual(['100000.00', undefined]);
  });
});

describe('从新', () => {
  it('the new version judges the whole award year', () => {
    expect(amounts(version('new-rule'), firm('2023-06-30')).htf).toEqual(['100000.00', undefined]);
  });
});
