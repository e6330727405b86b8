import { describe, expect, it } from '@jest/globals';
import { DICTIONARY } from '../../testing/lists.js';
import { readYaml } from '../list/document.js';
import { checkList, type ListCheck } from './check-list.js';

const LIST = `list: test
title: 测试清单
effective: {from: 2023-01-01, to: 2025-12-31}
clauses:
  - id: rd
    article: 第一条
    text: 研发投入强度3%以上且营业收入500万元以上的，奖20万元。
    department: 县科技局
    deadline: 每年6月
    papers: [审计报告]
    when:
      all:
        - {fact: rd.intensity, period: year-1, op: gte, value: 3%, cite: 研发投入强度3%以上}
        - {fact: revenue, period: year-1, op: gte, value: 500万, cite: 营业收入500万元以上}
    benefit: {kind: fixed, amount: 20万}
`;

const given = (expense: string, revenue: string) =>
  `given: {rd.expense@2022: ${expense}, revenue@2022: ${revenue}}`;
const one = (name: string, facts: string, expect: string) =>
  `- {name: ${name}, asOf: 2023-06-30, ${facts}, expect: {rd: ${expect}}}\n`;
const PASSES = one('达到', given('30万', '1000万'), '{status: eligible, amount: 20万}');
const EDGE = one('恰为界限', given('15万', '500万'), '{status: eligible}');
const SHARE = one('强度不足', given('29万', '1000万'), '{status: not-eligible}');
const SMALL = one('收入不足', given('300万', '499万'), '{status: not-eligible}');

function check(tests: string | undefined, list = LIST): ListCheck {
  const { document } = readYaml(list);
  return checkList(document!, DICTIONARY, tests);
}

const codes = (result: ListCheck) => result.findings.map(({ code }) => code);

describe('a list with the cases beside it', () => {
  it('without cases says so, as a doubt', () => {
    expect(check(undefined)).toMatchObject({
      list: { id: 'test' },
      findings: [{ severity: 'warning', code: 'no-tests' }],
    });
  });

  it('with cases that see every condition both ways and notice every mistake has no finding', () => {
    const result = check(PASSES + EDGE + SHARE + SMALL);
    expect(result.findings).toEqual([]);
    expect(result.cases).toMatchObject({ cases: 4, failures: [], conditions: 2, covered: 2 });
    expect(result.cases.killed).toBe(result.cases.mutants);
    expect(result.cases.mutants).toBeGreaterThan(12);
  });

  it('a condition that was never seen failing is named, with its line', () => {
    const open = check(PASSES + SHARE).findings.filter((f) => f.code === 'condition-not-covered');
    expect(open).toMatchObject([
      {
        severity: 'warning',
        clause: 'rd',
        line: 14,
        message: expect.stringContaining('“营业收入500万元以上”不符合的情形'),
      },
    ]);
  });

  it.each([
    [EDGE, 'gte 改为 gt', '恰为500万元'],
    [EDGE, '500万元改为550万元', '介于500万元与550万元之间'],
    [SMALL, '去掉条件“营业收入500万元以上”', '只有它不符合'],
    [SHARE, 'gte 改为 lte', '不符合的用例'],
    [PASSES, '20万元改为22万元', '写明 amount'],
  ])('without %s a mistake goes unnoticed: %s', (left, change, wanted) => {
    const rest = [PASSES, EDGE, SHARE, SMALL].filter((each) => each !== left).join('');
    const result = check(rest);
    const found = result.findings.filter(({ message }) => message.includes(change));
    expect(found.length).toBeGreaterThan(0);
    expect(found[0]).toMatchObject({ code: 'mutant-survives', severity: 'warning', clause: 'rd' });
    expect(found[0]?.line).toBeGreaterThan(11);
    expect(found[0]?.message).toContain(wanted);
    expect(result.cases.killed).toBeLessThan(result.cases.mutants);
  });

  it('a case that fails says what it expected and what came out, and no mistakes are tried', () => {
    const result = check(PASSES.replace('20万}}', '30万}}'));
    expect(result.findings).toContainEqual({
      severity: 'error',
      path: '',
      line: 1,
      clause: 'rd',
      code: 'test-failed',
      message: '用例“达到”：amount 应为 "300000.00"，实为 "200000.00"',
    });
    expect(result.cases.mutants).toBe(0);
    expect(result.list).toBeDefined();
  });

  it('cases that cannot be read are told with their own lines', () => {
    const result = check(`${PASSES}- {name: 错, asOf: 2023-02-30, expect: {}}\n`);
    expect(result.findings).toMatchObject([
      { severity: 'error', code: 'tests-unreadable', line: 2, path: 'tests.1.asOf' },
    ]);
    expect(codes(check('a: [b'))).toEqual(['tests-unreadable']);
  });

  it('a list with errors is not tried at all', () => {
    const result = check(PASSES, LIST.replace('gte', 'about'));
    expect(result.list).toBeUndefined();
    expect(codes(result)).toEqual(['not-allowed']);
  });
});

describe('rules over the whole list', () => {
  const TWO = `list: test
title: 测试清单
effective: {from: 2023-01-01, to: 2025-12-31}
clauses:
  - {id: a, article: 一, text: 奖1万元, department: d, deadline: t, papers: [p], when: {some: county-project}, benefit: {kind: fixed, amount: 1万}}
  - {id: b, article: 二, text: 奖2万元, department: d, deadline: t, papers: [p], when: {some: county-project}, benefit: {kind: fixed, amount: 2万}}
exclusivity: [{id: g, rule: highest-only, members: [a, b], text: 不重复}]
caps: [{id: firm, max: 15000, text: 最高1.5万元}]
`;
  const tests = (expect: string) =>
    `- {name: 一, asOf: 2023-06-30, given: {county-project: [{number: X}]}, expect: {a: {status: eligible}}${expect}}\n- {name: 二, asOf: 2023-06-30, expect: {a: {status: not-eligible}, b: {status: not-eligible}}}\n`;

  it('a group and a cap that no case feels are named', () => {
    const survive = (expect: string) =>
      check(tests(expect), TWO)
        .findings.filter(({ code }) => code === 'mutant-survives')
        .map(({ path }) => path)
        .filter((path) => !path.startsWith('clauses'));
    expect(survive('')).toEqual(['exclusivity.0', 'caps.0']);
    expect(survive(', total: 1.5万')).toEqual(['exclusivity.0']);
  });
});

describe('points', () => {
  const SCORED = `list: test
purpose: assessment
title: 自评
effective: {from: 2023-01-01, to: 2025-12-31}
clauses:
  - id: s
    article: 一
    text: 人员
    score:
      max: 20
      table:
        - {when: {fact: staff, period: year-1, op: gte, value: 30}, points: 20}
        - {when: {fact: staff, period: year-1, op: gte, value: 10}, points: 4}
pass: {score: total, op: gte, value: 4}
`;
  const seen = (staff: number, points: number) =>
    `- {name: 人${staff}, asOf: 2023-06-30, given: {staff@2022: ${staff}}, expect: {s: {score: {min: ${points}, max: ${points}}}}}\n`;

  it('are mutated and covered like everything else', () => {
    const all = [30, 29, 10, 9].map((staff, i) => seen(staff, [20, 4, 4, 0][i] ?? 0));
    const full = check(all.join(''), SCORED);
    expect(full.findings).toEqual([]);
    expect(full.cases.conditions).toBe(2);
    expect(check(all.slice(0, 2).join(''), SCORED).findings.map(({ path }) => path)).toContain(
      'clauses.0.score.table.1.when',
    );
  });
});
