import { describe, expect, it } from '@jest/globals';
import { evaluate, IN_2023, listOf } from '../../testing/lists.js';

/** 国科发政〔2017〕115号 第六、七、八条, as far as the tests need them. */
const rows = (fact: string, bands: readonly (readonly [string, number])[]) =>
  bands
    .map(
      ([from, points]) =>
        `{when: {fact: ${fact}, period: year-1, op: gte, value: ${from}}, points: ${points}}`,
    )
    .join(', ');
const SME = `
list: sme
purpose: assessment
level: national
title: 科技型中小企业自评
effective: {from: 2022-01-01, to: 2030-12-31}
clauses:
  - {id: size, article: 六（二）, text: 规模, when: {all: [{fact: staff, period: year-1, op: lte, value: 500}, {fact: revenue, period: year-1, op: lte, value: 2亿}, {fact: assets, period: year-1, op: lte, value: 2亿}]}}
  - {id: direct, article: 八, text: 直通, when: {some: high-tech-firm, where: {field: valid, op: eq, value: true}}}
  - {id: staff, article: 七（一）, text: 科技人员, score: {max: 20, table: [${rows(
    'staff.scienceShare',
    [
      ['30%', 20],
      ['25%', 16],
      ['20%', 12],
      ['15%', 8],
      ['10%', 4],
    ],
  )}]}}
  - id: rd
    article: 七（二）
    text: 研发投入
    score:
      max: 50
      best:
        - {label: 占收入, table: [${rows('rd.superDeductionIntensity', [
          ['6%', 50],
          ['5%', 40],
          ['4%', 30],
          ['3%', 20],
          ['2%', 10],
        ])}]}
        - {label: 占成本, table: [${rows('rd.superDeductionCostShare', [
          ['30%', 50],
          ['25%', 40],
          ['20%', 30],
          ['15%', 20],
          ['10%', 10],
        ])}]}
  - {id: ip, article: 七（三）, text: 科技成果, score: {max: 30, table: [${rows('ip.classOne', [['1', 30]])}, ${rows(
    'ip.classTwo',
    [
      ['4', 24],
      ['3', 18],
      ['2', 12],
      ['1', 6],
    ],
  )}]}}
pass:
  all:
    - {clause: size}
    - any:
        - all: [{score: total, op: gte, value: 60}, {score: staff, op: gt, value: 0}]
        - {clause: direct}
`;

const SIZE = { 'revenue@2022': '1亿', 'assets@2022': '2亿' };
const figures = (science: number, rd: string, one: number, two: number) => ({
  ...SIZE,
  ...{ 'staff@2022': 100, 'staff.science@2022': science, 'rd.superDeduction@2022': rd },
  ...{ 'costs.total@2022': '9000万', 'ip.classOne@2022': one, 'ip.classTwo@2022': two },
});

const sme = (given: Record<string, unknown>) => evaluate(listOf(SME), given, IN_2023);
const points = (given: Record<string, unknown>) =>
  sme(given).results.flatMap(({ score }) => (score ? [[score.min, score.max]] : []));

describe('the 100-point table of 科技型中小企业', () => {
  it.each([
    ['20 + 40 + 0 = 60 passes', figures(30, '500万', 0, 0), 60, 'pass'],
    ['0 + 50 + 30 = 80 fails: no points for staff', figures(9, '600万', 1, 0), 80, 'fail'],
    ['4 + 50 + 6 = 60 passes', figures(10, '600万', 0, 1), 60, 'pass'],
    ['16 + 40 + 0 = 56 fails', figures(29, '500万', 0, 0), 56, 'fail'],
    ['20 + 30 + 0 = 50 fails', figures(30, '4999999', 0, 0), 50, 'fail'],
  ])('%s', (_name, given, total, verdict) => {
    expect(sme(given).assessment).toMatchObject({
      verdict,
      level: 'national',
      score: { min: total, max: total, known: true, outOf: 100 },
    });
  });

  it.each([
    [30, 20],
    [29, 16],
    [25, 16],
    [24, 12],
    [20, 12],
    [19, 8],
    [15, 8],
    [14, 4],
    [10, 4],
    [9, 0],
  ])('%i scientists of a hundred give %i points', (science, expected) => {
    expect(points(figures(science, '0', 0, 0))[0]).toEqual([expected, expected]);
  });

  it('of research the better way counts', () => {
    const given = { ...figures(10, '200万', 0, 0), 'costs.total@2022': '666万' };
    expect(sme(given).results.find(({ clause }) => clause === 'rd')?.score).toMatchObject({
      min: 50,
      max: 50,
      how: '取高：50分',
    });
  });

  it.each([
    [1, 0, 30],
    [0, 9, 24],
    [0, 4, 24],
    [0, 3, 18],
    [0, 0, 0],
  ])('%i of class one and %i of class two give %i points', (one, two, expected) => {
    expect(points(figures(10, '0', one, two))[2]).toEqual([expected, expected]);
  });

  it('too many staff fail however good the score, and a valid certificate stands for the score', () => {
    const certificate = { 'high-tech-firm': [{ number: 'GR1', valid: true }] };
    const small = { ...figures(0, '0', 0, 0), ...certificate };
    expect(sme(small).assessment?.verdict).toBe('pass');
    const large = { ...small, 'staff@2022': 501 };
    expect(sme(large).assessment?.verdict).toBe('fail');
    expect(sme({ ...small, 'staff@2022': 500 }).assessment?.verdict).toBe('pass');
  });
});

describe('points with missing facts', () => {
  it('are a range, and every figure that could narrow it is named', () => {
    const { assessment, results } = sme({ ...SIZE, 'staff@2022': 100, 'ip.classOne@2022': 1 });
    expect(assessment).toMatchObject({
      verdict: 'open',
      score: { min: 30, max: 100, known: false },
    });
    const missing = Object.fromEntries(
      results.map((r) => [r.clause, r.missing.map((m) => m.fact)]),
    );
    expect(missing).toMatchObject({
      staff: ['staff.science@2022'],
      rd: ['rd.superDeduction@2022', 'costs.total@2022'],
      ip: [],
    });
  });

  it('do not matter once the verdict cannot fall on the other side', () => {
    const given = { ...figures(30, '500万', 0, 4), 'costs.total@2022': null };
    expect(sme(given).assessment).toMatchObject({
      verdict: 'pass',
      score: { min: 84, max: 94, known: false },
    });
  });

  it('a clause is eligible when it gives points for certain, and not when it gives none', () => {
    const status = (given: Record<string, unknown>) =>
      sme(given).results.find(({ clause }) => clause === 'rd')?.status;
    const given = { ...figures(30, '500万', 0, 0), 'costs.total@2022': null };
    expect(status(given)).toBe('eligible');
    expect(status({ ...given, 'rd.superDeduction@2022': '0' })).toBe('unknown');
    expect(status(figures(30, '0', 0, 0))).toBe('not-eligible');
    expect(status({})).toBe('unknown');
  });

  it('tell what keeps from the next row', () => {
    const staff = sme(figures(29, '0', 0, 0)).results.find(({ clause }) => clause === 'staff');
    expect(staff?.fails).toMatchObject([
      { fact: 'staff.scienceShare@2022', need: '0.3', actual: '0.29', gap: '0.01' },
    ]);
  });
});

describe('growth and experts of 高新技术企业', () => {
  const growth = (fact: string) =>
    `{label: ${fact}, table: [${[
      ['gte', '35%', '[9, 10]'],
      ['gte', '25%', '[7, 8]'],
      ['gte', '15%', '[5, 6]'],
      ['gte', '5%', '[3, 4]'],
      ['gt', '0', '[1, 2]'],
    ]
      .map(
        ([op, value, range]) =>
          `{when: {fact: ${fact}, period: year-1, op: ${op}, value: ${value}}, points: ${range}}`,
      )
      .join(', ')}]}`;
  const LIST = `
list: htf
purpose: assessment
title: 高新技术企业自评
effective: {from: 2022-01-01, to: 2030-12-31}
clauses:
  - {id: growth, article: 成长性, text: 成长性, score: {max: 20, sum: [${growth('netAssets.averageGrowth')}, ${growth('revenue.averageGrowth')}]}}
  - {id: management, article: 组织管理, text: 组织管理, score: {max: 20, experts: 组织管理水平评分, key: management, points: [0, 20]}}
pass: {score: total, op: gt, value: 30}
`;
  const three = (fact: string, ...values: readonly string[]) =>
    Object.fromEntries(values.map((value, i) => [`${fact}@${2020 + i}`, value]));
  const htf = (given: Record<string, unknown>) => evaluate(listOf(LIST), given, IN_2023);

  it('experts decide within a band, so growth alone is a range', () => {
    const given = {
      ...three('netAssets', '100万', '100万', '100万'),
      ...three('revenue', '100万', '135万', '182.25万'),
    };
    const { assessment, results } = htf(given);
    expect(results[0]?.score).toMatchObject({
      min: 9,
      max: 10,
      known: false,
      parts: [
        { min: 0, max: 0 },
        { min: 9, max: 10 },
      ],
    });
    expect(assessment).toMatchObject({ verdict: 'fail', score: { min: 9, max: 30, outOf: 40 } });
  });

  it('what experts gave narrows it; more than there is does not count', () => {
    const given = {
      ...three('netAssets', '100万', '135万', '200万'),
      ...three('revenue', '100万', '135万', '200万'),
    };
    expect(htf(given).assessment).toMatchObject({ verdict: 'open', score: { min: 18, max: 40 } });
    expect(htf({ ...given, 'manual:management': 13 }).assessment).toMatchObject({
      verdict: 'pass',
      score: { min: 31, max: 33 },
    });
    expect(htf({ ...given, 'manual:management': 99 }).assessment?.score).toMatchObject({ max: 40 });
    expect(htf(given).results[1]?.missing).toMatchObject([{ fact: 'manual:management' }]);
  });
});

describe('a condition before the points', () => {
  const LIST = `
list: gated
purpose: assessment
title: 有前提的评分
effective: {from: 2022-01-01, to: 2030-12-31}
clauses:
  - id: c
    article: 一
    text: 原文
    when: {fact: staff, period: year-1, op: gte, value: 10}
    score: {max: 5, table: [{when: {fact: revenue, period: year-1, op: gte, value: 1万}, points: 5}, {points: 2}]}
pass: {not: {any: [{clause: c}, {score: c, op: lt, value: 2}]}}
`;
  const gated = (given: Record<string, unknown>) => evaluate(listOf(LIST), given, IN_2023);

  it.each([
    [{ 'staff@2022': 10, 'revenue@2022': '1万' }, [5, 5], 'fail'],
    [{ 'staff@2022': 9, 'revenue@2022': '1万' }, [0, 0], 'fail'],
    [{ 'revenue@2022': '1万' }, [0, 5], 'open'],
    [{ 'staff@2022': 10 }, [2, 5], 'fail'],
  ])('%j', (given, [min, max], verdict) => {
    const { assessment } = gated(given);
    expect(assessment).toMatchObject({ verdict, score: { min, max } });
  });

  it('tells what passing asks for', () => {
    expect(gated({ 'staff@2022': 9 }).assessment?.requirements).toEqual([
      { label: '不属于：一（原文）', verdict: 'yes', clause: 'c' },
      { label: '一（原文）得分不低于2', verdict: 'no', clause: 'c' },
    ]);
  });
});
