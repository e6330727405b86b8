import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { clauseList, DICTIONARY } from '../../testing/lists.js';
import { readYaml } from './document.js';
import type { Finding } from './findings.js';
import { readPolicyList } from './read-list.js';
import { checkPolicyList } from './semantics.js';

const READY = 'department: 县科技局, deadline: 每年6月, papers: [营业执照], ';

function check(yaml: string): readonly Finding[] {
  const { document } = readYaml(yaml);
  return checkPolicyList(document!, DICTIONARY).findings;
}

const ofWhen = (when: string) =>
  check(clauseList(when, '{kind: service, text: 辅导}')).filter(
    ({ code }) => code !== 'no-way-to-apply',
  );
const revenue = (op: string, value: string, period = 'year') =>
  `{fact: revenue, period: ${period}, op: ${op}, value: ${value}}`;
const staff = (op: string, value: string) =>
  `{fact: staff, period: year, op: ${op}, value: ${value}}`;
const type = (op: string, value: string) =>
  `{fact: enterprise.entityType, op: ${op}, value: ${value}}`;
const firm = (where: string) => `{some: high-tech-firm, where: ${where}}`;
const year = (op: string, value: string) => `{field: countingYear, op: ${op}, value: ${value}}`;
const all = (...of: readonly string[]) => `{all: [${of.join(', ')}]}`;

describe('conditions that exclude each other', () => {
  it.each([
    [all(revenue('gte', '500万'), revenue('lt', '300万'))],
    [all(revenue('gte', '500万'), revenue('lt', '500万'))],
    [all(revenue('gt', '500万'), revenue('lte', '500万'))],
    [all(revenue('between', '[1万, 2万]'), revenue('eq', '3万'))],
    [all(revenue('gte', '500万'), all(staff('gt', '1'), revenue('lt', '300万')))],
    [`{not: {any: [${revenue('lt', '500万')}, ${revenue('gte', '300万')}]}}`],
    [all(staff('gt', '3'), staff('lt', '4'))],
    [all(type('in', '[school, hospital]'), type('eq', 'enterprise'))],
    [all(type('in', '[school, hospital]'), type('notIn', '[hospital, school, other]'))],
    [
      '{all: [{fact: enterprise.deregistered, op: eq, value: true}, {fact: enterprise.deregistered, op: eq, value: false}]}',
    ],
    ['{all: [{manual: 现场核查, key: q}, {not: {manual: 现场核查, key: q}}]}'],
    [firm(all(year('eq', '"@year"'), year('eq', '"@year-1"')))],
    [firm(all(year('gte', '2023'), year('lt', '2023')))],
    [
      firm(
        '{all: [{field: issuedOn, op: gte, value: "@yearStart"}, {field: issuedOn, op: lt, value: "@yearEnd-1"}]}',
      ),
    ],
    ['{all: [{some: county-project}, {none: county-project}]}'],
    [
      '{all: [{count: county-project, op: gte, value: 2}, {count: county-project, op: lte, value: 1}]}',
    ],
    [
      '{any: [{fact: staff, period: year, op: gt, value: 1}, {all: [{fact: revenue, period: year, op: gte, value: 5万}, {fact: revenue, period: year, op: lt, value: 5万}]}]}',
    ],
  ])('%s', (when) => {
    expect(ofWhen(when)).toMatchObject([
      {
        severity: 'error',
        code: 'contradiction',
        clause: 'c',
        line: 8,
        message: expect.stringMatching(/永远不会成立；应改/),
      },
    ]);
  });

  it('are shown side by side', () => {
    const [finding] = ofWhen(all(revenue('gte', '500万'), revenue('lt', '300万')));
    expect(finding?.message).toContain(
      '“营业收入不低于500万元”与“营业收入小于300万元”不可能同时成立',
    );
    expect(finding?.path).toBe('clauses.0.when.all.1');
  });

  it.each([
    [`{any: [${revenue('gte', '500万')}, ${revenue('lt', '300万')}]}`],
    [all(revenue('gte', '500万'), revenue('lt', '300万', 'year-1'))],
    [all(revenue('gte', '500万'), revenue('lte', '500万'))],
    [all(staff('gt', '3'), staff('lt', '5'))],
    [all(type('in', '[school, hospital]'), type('ne', 'school'))],
    [firm(all(year('eq', '"@year"'), year('lt', '2023')))],
    [all(firm(year('eq', '"@year"')), firm(year('eq', '"@year-1"')))],
    [
      '{all: [{some: county-project}, {none: county-project, where: {field: mode, op: eq, value: open-call}}]}',
    ],
    [all(revenue('ne', '500万'), revenue('eq', '500万'))],
  ])('what may hold together is left alone: %s', (when) => {
    const contradictions = ofWhen(when).filter(({ code }) => code === 'contradiction');
    expect(contradictions).toHaveLength(when.includes('op: ne, value: 500万') ? 1 : 0);
  });

  it('do not break a list that was published before anybody looked for them', () => {
    const yaml = clauseList(all(revenue('gte', '500万'), revenue('lt', '300万')));
    const { document } = readYaml(yaml);
    expect(readPolicyList(document!, DICTIONARY).list).toBeDefined();
    expect(checkPolicyList(document!, DICTIONARY).list).toBeUndefined();
  });
});

describe('doubts', () => {
  const ALWAYS = '{fact: enterprise.deregistered, op: eq, value: false}';
  const paying = (text: string, amount: string, more = READY) =>
    check(
      clauseList(ALWAYS, `{kind: fixed, amount: ${amount}}`, text).replace(
        '    text:',
        `    ${more.replaceAll(', d', '\n    d').replaceAll(', p', '\n    p').replace(/, $/, '')}\n    text:`,
      ),
    );

  it.each([
    ['奖励20万元。', '20万'],
    ['奖励２０万元。', '20万'],
    ['奖励200,000元。', '20万'],
    ['奖励0.5万元。', '5000'],
    ['奖励5000元。', '0.5万'],
  ])('%s has the amount %s', (text, amount) => {
    expect(paying(text, amount)).toEqual([]);
  });

  it('an amount that the text does not have', () => {
    expect(paying('奖励20万元。', '2万')).toMatchObject([
      { severity: 'warning', code: 'amount-not-in-text', path: 'clauses.0.benefit.amount' },
    ]);
  });

  it('nobody is told where, how and when to apply', () => {
    expect(check(clauseList(ALWAYS, '{kind: fixed, amount: 1万}', '奖1万元'))).toMatchObject([
      { severity: 'warning', code: 'no-way-to-apply', message: expect.stringContaining('papers') },
    ]);
  });

  it.each([
    ['{from: 2026-01-01, to: 2026-12-31}', 'never-in-force', 'error'],
    ['{from: 2024-01-01, to: 2026-12-31}', 'beyond-list', 'warning'],
  ])('a clause in force %s', (effective, code, severity) => {
    const yaml = clauseList(ALWAYS, '{kind: service, text: 辅导}').replace(
      '    text:',
      `    effective: ${effective}\n    text:`,
    );
    const found = check(yaml).filter((finding) => finding.code === code);
    expect(found).toMatchObject([{ severity, clause: 'c' }]);
  });

  it('a cap below every amount', () => {
    const yaml = `${clauseList(ALWAYS, '{kind: fixed, amount: 1万}', '奖1万元')}caps: [{id: t, max: 5000, text: 最高}]\n`;
    expect(check(yaml).map(({ code }) => code)).toContain('cap-below-amounts');
  });

  it('the sample list of the county raises none', () => {
    expect(check(readFileSync('seeds/county-2023/policy-list.yaml', 'utf8'))).toEqual([]);
  });
});
