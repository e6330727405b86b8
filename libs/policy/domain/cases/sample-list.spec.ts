import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { DICTIONARY, findingsOf, listOf } from '../../testing/lists.js';
import { ReadingLog } from '../list/cursor.js';
import { readYaml } from '../list/document.js';
import { sayFinding } from '../list/findings.js';
import { readCases, type ListCase } from './read-cases.js';
import { runCases } from './run-cases.js';

const LIST = readFileSync('seeds/county-2023/policy-list.yaml', 'utf8');
const CASES = readFileSync('seeds/county-2023/policy-list.test.yaml', 'utf8');

function casesOf(text: string): readonly ListCase[] {
  const { document, findings } = readYaml(text);
  if (!document) throw new Error(findings.map(sayFinding).join('\n'));
  const log = new ReadingLog(document, DICTIONARY);
  const cases = readCases(log);
  if (log.failed) throw new Error(log.findings.map(sayFinding).join('\n'));
  return cases;
}

const version = { list: listOf(LIST), version: 1, hash: 'hash' };

describe('the sample list of the county', () => {
  it('is read without a finding', () => {
    expect(findingsOf(LIST)).toEqual([]);
  });

  it('says that it is a sample, and where every clause comes from', () => {
    const { list } = version;
    expect(list.sample).toBe(true);
    expect(list.title).toContain('样例');
    expect(list.clauses.every((clause) => clause.origin !== undefined)).toBe(true);
  });

  it('shows all ten kinds of benefits', () => {
    const kinds = new Set(version.list.clauses.map((clause) => clause.benefit.kind));
    expect(kinds.size).toBe(10);
  });

  it('cites the clause in every condition', () => {
    const cites = LIST.match(/cite: /g) ?? [];
    const leaves = LIST.match(/ (some|none|count|sum|fact|manual): /g) ?? [];
    const bases = LIST.match(/^ {8}(sum|count): /gm) ?? [];
    expect(cites.length).toBe(leaves.length - bases.length);
  });

  it.each(casesOf(CASES).map((each) => [each.name, each] as const))('%s', (_name, each) => {
    expect(runCases(version, [each])).toEqual([]);
  });
});

describe('cases beside a list', () => {
  const CASE = `
- name: 一例
  asOf: 2023-11-30
  given: {sci-tech-sme: [{countingYear: 2023, firstEntry: true}]}
  expect: {sme-first-entry: {status: eligible, amount: 5000}}
`;

  it('fail when the list gives something else, and say what', () => {
    const wrong = casesOf(CASE.replace('amount: 5000', 'amount: 6000'));
    expect(runCases(version, wrong)).toEqual([
      {
        name: '一例',
        clause: 'sme-first-entry',
        field: 'amount',
        expected: '6000.00',
        actual: '5000.00',
      },
    ]);
  });

  it('fail for a clause that is not there', () => {
    expect(runCases(version, casesOf(CASE.replace('sme-first-entry', 'nothing')))).toMatchObject([
      { clause: 'nothing', field: 'clause' },
    ]);
  });

  it.each([
    ['countingYear', 'countingYaer', '没有“countingYaer”'],
    ['sci-tech-sme:', 'sci-tech-smes:', '没有名为'],
    ['2023-11-30', '2023-11-31', '真实日期'],
    ['status: eligible', 'state: eligible', '没有“state”'],
    ['- name: 一例\n  ', '- ', '缺少用例名'],
  ])('with %s written as %s are refused', (before, now, message) => {
    expect(() => casesOf(CASE.replace(before, now))).toThrow(message);
  });
});
