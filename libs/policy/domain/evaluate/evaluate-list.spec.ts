import { describe, expect, it } from '@jest/globals';
import { canonicalJson, sha256Hex } from '#libs/kernel/canonical-json.js';
import { clauseList, evaluate, factsOf, listOf } from '../../testing/lists.js';
import { factsHash } from '../facts/facts.js';
import { isInForce } from './judge.js';

const RECOGNISED = '{some: high-tech-firm, where: {field: countingYear, op: eq, value: "@year"}}';

describe('a list and the time', () => {
  it.each([
    [2022, false],
    [2023, true],
    [2024, true],
    [2025, false],
  ])('from mid-2023 to mid-2024 is in force for award year %d: %s', (year, expected) => {
    expect(isInForce({ from: '2023-06-01', to: '2024-06-30' }, year)).toBe(expected);
  });

  it.each([
    ['2023-01-01', '2023-01-01', true],
    ['2023-12-31', '2023-12-31', true],
    ['2024-01-01', '2024-12-31', false],
    ['2022-01-01', '2022-12-31', false],
  ])('%s to %s for 2023: %s', (from, to, expected) => {
    expect(isInForce({ from, to }, 2023)).toBe(expected);
  });

  it('firms of 2023 announced in January 2024 count for the award year 2023 only', () => {
    const list = listOf(clauseList(RECOGNISED));
    const given = { 'high-tech-firm': [{ number: 'GR1', countingYear: 2023 }] };
    const status = (awardYear: number) =>
      evaluate(list, given, { asOf: '2024-03-15', awardYear }).results[0]?.status;
    expect(status(2023)).toBe('eligible');
    expect(status(2024)).toBe('not-eligible');
  });

  it('enterprises without any record are told the same; another clause or question is not', () => {
    const list = listOf(clauseList(RECOGNISED));
    const ask = (of = list, awardYear = 2023) =>
      evaluate(of, {}, { asOf: '2024-03-15', awardYear }).results[0];
    const first = ask();
    expect(first).toMatchObject({ status: 'not-eligible', benefit: 'fixed' });
    expect(ask()).toBe(first);
    expect(ask(list, 2024)?.fails).not.toEqual(first?.fails);
    // As a mutant has it: the same condition under another clause.
    const clauses = list.clauses.map((clause) => ({ ...clause, article: '另一条' }));
    expect(ask({ ...list, clauses })).toEqual({ ...first, article: '另一条' });
    expect(ask()).toEqual(first);
  });

  it('outside its years a clause is not in force, and nothing is asked or failed', () => {
    const list = listOf(clauseList('{fact: revenue, period: year, op: gte, value: 1万}'));
    const [result] = evaluate(list, {}, { asOf: '2022-05-01', awardYear: 2022 }).results;
    expect(result).toMatchObject({
      status: 'not-in-force',
      amount: null,
      fails: [],
      missing: [],
      events: [],
    });
    expect(result).not.toHaveProperty('outcome');
  });

  it('a clause may end before its list', () => {
    const yaml = clauseList('{some: sci-tech-sme}').replace(
      '    when:',
      '    effective: {from: 2023-01-01, to: 2023-12-31}\n    when:',
    );
    const list = listOf(yaml);
    const status = (awardYear: number) =>
      evaluate(list, {}, { asOf: '2024-06-01', awardYear }).results[0]?.status;
    expect([status(2023), status(2024)]).toEqual(['not-eligible', 'not-in-force']);
  });
});

describe('a result', () => {
  const list = listOf(clauseList(RECOGNISED));
  const given = { 'high-tech-firm': [{ number: 'GR1', countingYear: 2023 }] };

  it('is the same for the same list, facts and times', () => {
    const hash = () => sha256Hex(canonicalJson(evaluate(list, given)));
    expect(hash()).toBe(hash());
  });

  it('carries the hash of the facts, whatever their order', () => {
    const a = factsOf({ 'revenue@2022': '1亿', 'staff@2022': 10 });
    const b = factsOf({ 'staff@2022': 10, 'revenue@2022': '1亿' });
    expect(factsHash(a)).toBe(factsHash(b));
    expect(factsHash(a)).not.toBe(factsHash(factsOf({ 'revenue@2022': '1亿', 'staff@2022': 11 })));
    expect(factsHash(a)).not.toBe(factsHash(factsOf({ 'revenue@2023': '1亿', 'staff@2022': 10 })));
  });

  it('cites the clause’s words for a failed condition, its whole text without a cite', () => {
    const text = '对当年认定的高新技术企业给予奖励。';
    const cited = RECOGNISED.replace(/}$/, ', cite: 当年认定的高新技术企业}');
    const result = (when: string) =>
      evaluate(listOf(clauseList(when, undefined, text)), {}).results[0];
    expect(result(cited)?.fails[0]?.cite).toBe('当年认定的高新技术企业');
    expect(result(RECOGNISED)?.fails[0]?.cite).toBe(text);
  });

  it('names department, papers and deadline of the clause, and what nobody checks', () => {
    const yaml = clauseList(RECOGNISED)
      .replace(
        '    when:',
        '    department: 县科技局\n    papers: [证书]\n    deadline: 3月底\n    when:',
      )
      .replace('clauses:', 'general: [未列入失信名单]\nclauses:');
    const result = evaluate(listOf(yaml), given);
    expect(result.notChecked).toEqual(['未列入失信名单']);
    expect(result.results[0]).toMatchObject({
      department: '县科技局',
      papers: ['证书'],
      deadline: '3月底',
    });
  });
});
