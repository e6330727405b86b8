import { describe, expect, it } from '@jest/globals';
import { clauseList, DICTIONARY, findingsOf, listOf } from '../../testing/lists.js';
import { readJson, readYaml } from './document.js';
import { sayFinding, type Finding } from './findings.js';
import { readPolicyList } from './read-list.js';

const ALWAYS = '{fact: enterprise.deregistered, op: eq, value: false}';
const FIXED = '{kind: fixed, amount: 1万}';

/** The one thing that is wrong with a list. */
function only(yaml: string): Finding {
  const findings = findingsOf(yaml).filter((f) => f.severity === 'error');
  if (findings.length !== 1)
    throw new Error(findings.map(sayFinding).join('\n') || 'nothing wrong');
  return findings[0]!;
}

describe('conditions that cannot be', () => {
  it.each([
    [
      '{fact: rd.intensty, period: year, op: gte, value: 3%}',
      'unknown-fact',
      '是否想写“rd.intensity”',
    ],
    ['{fact: xyzzy, op: gte, value: 3%}', 'unknown-fact', '可用：'],
    ['{fact: 研发费用, period: year, op: gte, value: 3}', 'unknown-fact', '是否想写“rd.expense”'],
    ['{fact: revenue, period: year, op: ge, value: 3}', 'not-allowed', '是否想写“gte”'],
    ['{fact: high-tech-firm, op: eq, value: true}', 'is-a-register', 'some、none、count 或 sum'],
    ['{some: revenue}', 'is-a-fact', '请用 fact'],
    ['{some: high-tech-frm}', 'unknown-register', '是否想写“high-tech-firm”'],
    ['{fact: revenue, op: gte, value: 500万}', 'missing', '期间 period'],
    [
      '{fact: revenue, period: 2022, op: gte, value: 500万}',
      'bad-period',
      'year、year-1 至 year-9',
    ],
    ['{fact: revenue, period: year-0, op: gte, value: 500万}', 'bad-period', 'year-1'],
    ['{fact: enterprise.region, period: year, op: eq, value: 411323}', 'no-period', '不分年度'],
    [
      '{fact: revenue, period: year, op: ">=", value: 500万}',
      'not-allowed',
      '可用：eq、ne、gt、gte',
    ],
    ['{fact: revenue, period: year, op: in, value: 500万}', 'not-allowed', '比较方式'],
    ['{fact: enterprise.deregistered, op: gt, value: false}', 'not-allowed', 'eq、ne'],
    ['{fact: revenue, period: year, op: gte, value: 五百万}', 'bad-value', '金额，如 500万'],
    ['{fact: revenue, period: year, op: gte, value: -5万}', 'bad-value', '金额'],
    ['{fact: revenue, period: year, op: gte}', 'missing', '金额，如 500万'],
    ['{fact: rd.intensity, period: year, op: gte, value: 百分之三}', 'bad-value', '比例，如 3%'],
    ['{fact: enterprise.registeredOn, op: lte, value: 2023-02-30}', 'bad-value', '真实日期'],
    ['{fact: enterprise.registeredOn, op: lte, value: "@year"}', 'bad-symbol', '@asOf-365d'],
    ['{fact: enterprise.registeredOn, op: lte, value: "@today"}', 'bad-symbol', '@asOf'],
    ['{fact: enterprise.registeredOn, op: lte, value: "@asOf-1"}', 'bad-symbol', '@asOf'],
    ['{fact: revenue, period: year, op: gte, value: "@year"}', 'bad-symbol', '不能用 @'],
    ['{fact: enterprise.entityType, op: eq, value: 企业}', 'bad-value', 'enterprise（企业）'],
    ['{fact: enterprise.region, op: within, value: "99"}', 'bad-value', '六位行政区划代码'],
    [
      '{fact: revenue, period: year, op: between, value: [2万, 1万]}',
      'empty-range',
      '下限高于上限',
    ],
    ['{fact: revenue, period: year, op: between, value: 1万}', 'not-a-list', '列表'],
    ['{fact: revenue, period: year, op: between, value: [1万]}', 'list-length', '2 至 2 项'],
    ['{fact: enterprise.entityType, op: in, value: []}', 'list-length', '1 至 100 项'],
    ['{fact: revenue, period: year, op: gte, value: 1万, unit: 元}', 'unknown-key', '没有“unit”'],
    [
      '{fact: revenue, perod: year, period: year, op: gte, value: 1万}',
      'unknown-key',
      '是否想写“period”',
    ],
    ['{all: []}', 'list-length', '1 至 50 项'],
    ['{any: {fact: revenue}}', 'not-a-list', '列表'],
    ['{not: []}', 'not-a-condition', 'all、any、not'],
    ['{all: [x]}', 'not-a-condition', '条件应为'],
    ['{alll: []}', 'not-a-condition', '应含有'],
    ['{all: [{some: sci-tech-sme}], any: []}', 'unknown-key', '没有“any”'],
    [
      '{some: high-tech-firm, where: {field: frist, op: eq, value: true}}',
      'unknown-field',
      '是否想写“first”',
    ],
    [
      '{some: high-tech-firm, where: {field: first, fact: revenue, op: eq, value: true}}',
      'unknown-key',
      '字段条件',
    ],
    [
      '{some: innovation-platform, where: {field: level, op: eq, value: 国家级}}',
      'bad-value',
      'national（国家级）',
    ],
    ['{sum: tech-contract, field: title, op: gte, value: 1}', 'unknown-field', '没有字段'],
    [
      '{sum: tech-contract, field: registeredOn, op: gte, value: 2023-01-01}',
      'not-summable',
      '不是金额',
    ],
    ['{sum: tech-contract, op: gte, value: 1万}', 'missing', '字段名 field'],
    ['{count: county-project, field: funding, op: gte, value: 1}', 'unknown-key', 'field'],
    ['{count: county-project, op: gte, value: 1.5}', 'bad-value', '整数'],
    ['{manual: ""}', 'not-text', '人工核实'],
    ['{some: sci-tech-sme, cite: 不在原文里的话}', 'cite-not-in-text', '逐字摘自 text'],
    ['null', 'missing', '缺少条件'],
  ])('%s', (when, code, hint) => {
    const finding = only(clauseList(when));
    expect(finding.code).toBe(code);
    expect(finding.message).toContain(hint);
    expect(finding).toMatchObject({ clause: 'c' });
    expect(finding.line).toBe(8);
  });

  it('more than twelve levels are too deep', () => {
    const nested = (levels: number) =>
      `${'{not: '.repeat(levels)}{some: sci-tech-sme}${'}'.repeat(levels)}`;
    expect(listOf(clauseList(nested(12))).clauses).toHaveLength(1);
    expect(only(clauseList(nested(13))).code).toBe('too-deep');
  });
});

describe('benefits that cannot be', () => {
  it.each([
    ['{kind: tiered, tiers: []}', 'not-allowed', '可用：fixed、level-table、marginal-tiers'],
    ['{kind: fixd, amount: 1万}', 'not-allowed', '是否想写“fixed”'],
    ['{amount: 1万}', 'missing', '奖补方式'],
    ['奖励1万元', 'missing', '{kind: fixed, amount: 20万}'],
    ['{kind: fixed, amount: 0}', 'not-positive', '大于零'],
    ['{kind: fixed, amount: 1万, cap: 1万}', 'unknown-key', 'cap'],
    ['{kind: fixed}', 'missing', '金额 amount'],
    ['{kind: percent, of: revenue, period: year, rate: 0%}', 'not-positive', '比例 rate'],
    ['{kind: percent, of: revenue, rate: 1%}', 'missing', '期间'],
    ['{kind: percent, of: staff, period: year, rate: 1%}', 'wrong-base', '金额'],
    ['{kind: percent, of: rd.intensity, period: year, rate: 1%}', 'wrong-base', '不是金额或个数'],
    [
      '{kind: percent, of: revenue, period: year, rate: 1%, cap: 1万, floor: 2万}',
      'floor-above-cap',
      '下限高于上限',
    ],
    [
      '{kind: percent, of: revenue, period: year, rate: 1%, round: {to: 100, mode: nearest}}',
      'not-allowed',
      'down、half-up、up',
    ],
    [
      '{kind: percent, of: {sum: tech-contract, field: contractValue}, period: year, rate: 1%}',
      'no-period',
      'where',
    ],
    ['{kind: per-unit, of: revenue, period: year, each: 1万}', 'wrong-base', '个数'],
    ['{kind: increment, of: staff, period: year, rate: 1%}', 'wrong-base', '增量'],
    [
      '{kind: step, of: revenue, period: year, from: 1亿, amount: 3万, add: 1万}',
      'missing',
      '每档 each',
    ],
    [
      '{kind: marginal-tiers, of: revenue, period: year, tiers: [{upTo: 100万, rate: 1%}, {upTo: 10万, rate: 2%}, {rate: 1%}]}',
      'tiers-not-rising',
      '逐档增大',
    ],
    [
      '{kind: marginal-tiers, of: revenue, period: year, tiers: [{rate: 1%}, {upTo: 10万, rate: 2%}]}',
      'missing',
      '最后一档',
    ],
    ['{kind: marginal-tiers, of: revenue, period: year, tiers: []}', 'list-length', '1 至 30 项'],
    [
      '{kind: marginal-tiers, of: revenue, period: year, tiers: [{rate: -1%}]}',
      'negative',
      '不能为负',
    ],
    [
      '{kind: whole-tiers, of: revenue, period: year, tiers: [{from: 2万, amount: 1万}, {from: 1万, amount: 2万}]}',
      'tiers-not-rising',
      '逐档增大',
    ],
    [
      '{kind: whole-tiers, of: revenue, period: year, tiers: [{from: 0, rate: 10%}, {from: 500万, rate: 5%}]}',
      'tiers-pay-less',
      '拿得少',
    ],
    [
      '{kind: whole-tiers, of: revenue, period: year, tiers: [{from: 0, amount: 2万}, {from: 500万, amount: 1万}]}',
      'tiers-pay-less',
      '拿得少',
    ],
    [
      '{kind: whole-tiers, of: revenue, period: year, tiers: [{from: 0}]}',
      'rate-or-amount',
      '二者取一',
    ],
    [
      '{kind: whole-tiers, of: revenue, period: year, tiers: [{from: 0, rate: 1%, amount: 1万}]}',
      'rate-or-amount',
      '二者取一',
    ],
    [
      '{kind: whole-tiers, of: {count: county-project}, tiers: [{from: 1, rate: 1%}]}',
      'wrong-base',
      '金额 amount',
    ],
    [
      '{kind: level-table, register: innovation-platform, level: name, amounts: {a: 1万}}',
      'not-a-level',
      '级别',
    ],
    [
      '{kind: level-table, register: innovation-platform, level: level, amounts: {国家级: 1万}}',
      'unknown-key',
      'national',
    ],
    [
      '{kind: level-table, register: innovation-platform, level: level, amounts: {}}',
      'missing',
      '至少要有一级',
    ],
    ['{kind: service}', 'missing', '服务内容'],
  ])('%s', (benefit, code, hint) => {
    const finding = only(clauseList(ALWAYS, benefit));
    expect(finding.code).toBe(code);
    expect(finding.message).toContain(hint);
    expect(finding.line).toBe(9);
  });

  it('a bounded last tier is doubtful, not wrong', () => {
    const yaml = clauseList(
      ALWAYS,
      '{kind: marginal-tiers, of: revenue, period: year, tiers: [{upTo: 10万, rate: 1%}]}',
    );
    expect(findingsOf(yaml)).toMatchObject([{ severity: 'warning', code: 'bounded-last-tier' }]);
    expect(listOf(yaml).clauses).toHaveLength(1);
  });
});

describe('lists that cannot be', () => {
  const good = clauseList(ALWAYS);

  it.each([
    ['list: Test List', 'list: test', 'not-an-id', 1],
    ['', 'list: test\n', 'missing', 1],
    ['title: ""', 'title: 测试清单', 'not-text', 2],
    ['', 'title: 测试清单\n', 'missing', 1],
    ['{from: 2023-01-01, to: 2023-02-30}', '{from: 2023-01-01, to: 2025-12-31}', 'bad-value', 3],
    ['{from: 2024-01-01, to: 2023-12-31}', '{from: 2023-01-01, to: 2025-12-31}', 'empty-range', 3],
    ['{from: 2023-01-01}', '{from: 2023-01-01, to: 2025-12-31}', 'missing', 3],
    ['clausen:', 'clauses:', 'unknown-key', 4],
    ['version: 0\ntitle', 'title', 'bad-version', 2],
    ['version: 一\ntitle', 'title', 'bad-value', 2],
    ['id: C', 'id: c', 'not-an-id', 5],
    ['id: c\n    note: x', 'id: c', 'unknown-key', 6],
    ['effective: {from: 2023-01-01, to: 2022-01-01}\n    when:', 'when:', 'empty-range', 8],
    ['origin: {kind: guessed, note: x}\n    when:', 'when:', 'not-allowed', 8],
    ['papers: 证书\n    when:', 'when:', 'not-a-list', 8],
  ])('%s instead of %s', (now, before, code, line) => {
    const findings = findingsOf(good.replace(before, now)).filter((f) => f.severity === 'error');
    expect(findings.map((f) => f.code)).toContain(code);
    expect(findings.find((f) => f.code === code)?.line).toBe(line);
  });

  it.each(['[]', '"text"', '3', '', 'clauses: []', 'null'])('%j is no list', (text) => {
    expect(findingsOf(text).length).toBeGreaterThan(0);
  });

  it('two clauses of one name', () => {
    const clause = good.slice(good.indexOf('  - id'));
    expect(only(good + clause)).toMatchObject({
      code: 'duplicate-id',
      path: 'clauses.1.id',
      line: 10,
    });
  });

  it('tells everything that is wrong at once, each with its clause', () => {
    const yaml = `${clauseList('{fact: a, op: eq, value: 1}', '{kind: b}')}  - id: d
    article: 第二条
    text: 原文
    when: {some: e}
    benefit: {kind: fixed, amount: 一万}
`;
    expect(findingsOf(yaml).map((f) => [f.clause, f.code])).toEqual([
      ['c', 'unknown-fact'],
      ['c', 'not-allowed'],
      ['d', 'unknown-register'],
      ['d', 'bad-value'],
    ]);
  });

  it('a finding reads as a sentence with its place', () => {
    const finding = only(clauseList('{fact: rd.intensty, period: year, op: gte, value: 3%}'));
    expect(sayFinding(finding)).toBe(
      '第 8 行，条款 c：没有名为“rd.intensty”的事实，是否想写“rd.intensity”（研发投入强度）？',
    );
  });

  it('keeps legal text as it was written, full-width marks included', () => {
    const text = '对企业（含个体工商户），按１：１配套；上限５０万元。';
    const yaml = clauseList(ALWAYS, FIXED, text).replace('测试清单', '清单（样例）');
    const list = listOf(yaml);
    expect([list.title, list.clauses[0]?.text]).toEqual(['清单（样例）', text]);
  });

  it('stops counting at a hundred findings', () => {
    const clauses = Array.from({ length: 200 }, (_, i) => `  - {id: c${i}}`).join('\n');
    const yaml = `list: a\ntitle: b\neffective: {from: 2023-01-01, to: 2023-12-31}\nclauses:\n${clauses}\n`;
    expect(findingsOf(yaml)).toHaveLength(100);
  });
});

describe('exclusivity and caps', () => {
  const table =
    '{kind: level-table, register: innovation-platform, level: level, amounts: {national: 1万}}';
  const two = (rest: string, benefit = FIXED) =>
    `${clauseList(ALWAYS, benefit)}  - {id: d, article: 二, text: 原文, when: ${ALWAYS}, benefit: ${benefit}}
${rest}
`;

  it('every rule is read, with its window, cap and what the levels above gave', () => {
    const rest =
      'exclusivity: [{id: g, rule: top-up, window: list, cap: 5万, members: [c], text: 原文}, {id: h, rule: upper-included, upper: {of: rd.upperSubsidy, period: year}, members: [d], text: 原文}]';
    expect(listOf(two(rest)).exclusivity).toMatchObject([
      { rule: 'top-up', window: 'list', members: ['c'], cap: { n: 5_000_000n } },
      { rule: 'upper-included', window: 'year', upper: { kind: 'fact', back: 0 } },
    ]);
  });

  it.each([
    ['{id: g, rule: highest, members: [c, d], text: 原文}', 'not-allowed'],
    ['{id: g, rule: highest-only, members: [c, x], text: 原文}', 'unknown-clause'],
    ['{id: g, rule: highest-only, members: [], text: 原文}', 'list-length'],
    ['{id: g, rule: highest-only, members: [c, d]}', 'missing'],
    ['{id: g, rule: highest-only, window: month, members: [c, d], text: 原文}', 'not-allowed'],
    ['{id: g, rule: level-difference, members: [c, d], text: 原文}', 'wrong-member'],
    ['{id: g, rule: upper-included, members: [c, d], text: 原文}', 'missing'],
    [
      '{id: g, rule: upper-included, upper: {of: staff, period: year}, members: [c], text: 原文}',
      'wrong-base',
    ],
    ['{id: g, rule: stack, upper: {of: revenue}, members: [c, d], text: 原文}', 'unknown-key'],
    ['{id: g, rule: stack, members: [c, c], text: 原文}', 'groups-overlap'],
  ])('%s', (group, code) => {
    expect(only(two(`exclusivity: [${group}]`)).code).toBe(code);
  });

  it('level-difference takes clauses with level tables', () => {
    const rest = 'exclusivity: [{id: g, rule: level-difference, members: [c, d], text: 原文}]';
    expect(listOf(two(rest, table)).exclusivity).toHaveLength(1);
  });

  it('a clause is in one group only', () => {
    const rest =
      'exclusivity: [{id: g, rule: stack, members: [c, d], text: 原文}, {id: h, rule: highest-only, members: [d], text: 原文}]';
    expect(only(two(rest))).toMatchObject({
      code: 'groups-overlap',
      path: 'exclusivity.1.members.0',
    });
  });

  it.each([
    ['{id: t, max: 0, text: 原文}', 'not-positive'],
    ['{id: t, text: 原文}', 'missing'],
    ['{id: t, window: ever, max: 1万, text: 原文}', 'not-allowed'],
    ['{id: t, max: 1万, text: 原文, total: 1亿}', 'unknown-key'],
    ['{id: t, max: 1万, text: 原文, whenShort: queue}', 'unknown-key'],
    ['{id: t, scope: list, max: 1万, text: 原文}', 'missing'],
    ['{id: t, scope: list, max: 1万, whenShort: lottery, text: 原文}', 'not-allowed'],
    ['{id: t, scope: list, clauses: [c], max: 1万, whenShort: queue, text: 原文}', 'unknown-key'],
    ['{id: t, scope: clause, max: 1万, whenShort: queue, text: 原文}', 'missing'],
    [
      '{id: t, scope: clause, clauses: [x], max: 1万, whenShort: queue, text: 原文}',
      'unknown-clause',
    ],
  ])('cap %s', (cap, code) => {
    expect(only(two(`caps: [${cap}]`)).code).toBe(code);
  });
});

describe('versions', () => {
  const head = (lines: string) => `${lines}\n${clauseList(ALWAYS)}`;

  it('say what they supersede and how rules change over', () => {
    const list = listOf(head('version: 3\nsupersedes: 2\nchangeOver: old-rule'));
    expect(list).toMatchObject({ version: 3, supersedes: 2, changeOver: 'old-rule' });
    expect(listOf(clauseList(ALWAYS)).changeOver).toBe('new-rule');
  });

  it.each([
    ['version: 2\nsupersedes: 2', 'bad-version'],
    ['version: 2\nsupersedes: 3', 'bad-version'],
    ['changeOver: old-rule', 'missing'],
    ['supersedes: 1\nchangeOver: 从旧', 'not-allowed'],
  ])('%j is refused', (lines, code) => {
    expect(only(head(lines)).code).toBe(code);
  });
});

describe('lists that assess', () => {
  const assessment = (clause: string, rest = 'pass: {score: total, op: gte, value: 6}') => `
list: test
purpose: assessment
level: national
title: 自评
effective: {from: 2023-01-01, to: 2023-12-31}
clauses:
  - {id: c, article: 第一条, text: 原文, ${clause}}
${rest}
`;
  const row = (points: string) => `{when: ${ALWAYS}, points: ${points}}`;

  it('have points instead of benefits', () => {
    const list = listOf(assessment(`score: {max: 10, table: [${row('[7, 8]')}, {points: 1}]}`));
    expect(list).toMatchObject({ purpose: 'assessment', level: 'national' });
    expect(list.clauses[0]?.score).toMatchObject({
      max: 10,
      score: {
        kind: 'table',
        rows: [{ points: { min: 7, max: 8 } }],
        otherwise: { min: 1, max: 1 },
      },
    });
  });

  it.each([
    [`when: ${ALWAYS}, benefit: ${FIXED}`, 'unknown-key'],
    ['score: 10', 'missing'],
    [`score: {max: 10, table: [${row('11')}]}`, 'above-max'],
    [`score: {max: 10, table: [${row('[8, 7]')}]}`, 'empty-range'],
    [`score: {max: 10, table: [${row('-1')}]}`, 'bad-points'],
    [`score: {max: 10, table: [{points: 1}, ${row('2')}]}`, 'missing'],
    [`score: {max: 10, table: [${row('1')}], best: []}`, 'not-a-score'],
    ['score: {max: 10, formula: a + b}', 'not-a-score'],
    ['score: {max: 10, best: []}', 'list-length'],
    ['score: {max: 10, experts: 创新能力, points: 11}', 'above-max'],
  ])('%s is refused', (clause, code) => {
    expect(only(assessment(clause)).code).toBe(code);
  });

  it.each([
    ['', 'missing'],
    ['pass: {clause: x}', 'unknown-clause'],
    ['pass: {score: x, op: gte, value: 1}', 'unknown-clause'],
    ['pass: {score: total, op: about, value: 1}', 'not-allowed'],
    ['pass: {all: [{score: total, op: gte, value: 1}]}\ncaps: [{id: t}]', 'unknown-key'],
  ])('passing as %j is refused', (rest, code) => {
    const clause = `score: {max: 10, experts: 创新能力, points: [0, 10]}`;
    expect(only(assessment(clause, rest)).code).toBe(code);
  });

  it('a list that pays has neither points nor a pass', () => {
    expect(only(`${clauseList(ALWAYS)}pass: {clause: c}\n`).code).toBe('unknown-key');
    const scored = clauseList(ALWAYS).replace('    benefit:', '    score: {max: 1}\n    benefit:');
    expect(only(scored).code).toBe('unknown-key');
  });
});

describe('the hash of a list', () => {
  it('is the same for YAML and the JSON of the same content, whatever order and comments', () => {
    const yaml = clauseList(ALWAYS);
    const { document } = readYaml(yaml);
    const hash = (text: string) => readPolicyList(readYaml(text).document!, DICTIONARY).hash;
    const json = readJson(JSON.parse(JSON.stringify(document?.root)) as unknown);
    expect(readPolicyList(json.document!, DICTIONARY).hash).toBe(hash(yaml));
    expect(hash(`# comment\n${yaml}`)).toBe(hash(yaml));
    expect(hash(yaml.replace('1万', '2万'))).not.toBe(hash(yaml));
  });
});
