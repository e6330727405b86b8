import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { clauseList, listOf } from '../../testing/lists.js';
import type { PolicyList } from './model.js';
import { reads } from './reads.js';

function readBy(list: PolicyList, id = 'c'): readonly string[] {
  const clause = list.clauses.find((each) => each.id === id);
  if (!clause) throw new Error(`no clause ${id}`);
  return [...reads(clause, list.exclusivity)].sort();
}

describe('what a clause reads', () => {
  it('is the facts of its condition and of its benefit', () => {
    const benefit = '{kind: percent, of: testing.fee, period: year, rate: 30%}';
    const list = listOf(clauseList('{some: sci-tech-sme}', benefit));
    expect(readBy(list)).toEqual(['awards', 'sci-tech-sme', 'testing.fee']);
  });

  it('counts what a derived fact follows from', () => {
    const when = '{fact: rd.intensity, period: year-1, op: gte, value: 3%}';
    expect(readBy(listOf(clauseList(when)))).toEqual([
      ...['awards', 'rd.expense', 'rd.intensity', 'revenue'],
    ]);
  });

  it('is found however deep, and behind a not', () => {
    const deep =
      '{all: [{any: [{not: {some: county-project}}, {count: tech-contract, op: gte, value: 2}]}, {fact: revenue, period: year, op: gt, value: 0}]}';
    expect(readBy(listOf(clauseList(deep)))).toEqual([
      ...['awards', 'county-project', 'revenue', 'tech-contract'],
    ]);
  });

  it('is an officer’s answer by the question', () => {
    const text = '经专家评审为优秀';
    const when = `{manual: 经专家评审为优秀, cite: ${text}}`;
    const found = readBy(listOf(clauseList(when, undefined, `${text}的。`)));
    expect(found).toContain('manual:经专家评审为优秀');
  });

  it('is what the levels above have given, for the members of such a group', () => {
    const group =
      'exclusivity: [{id: g, rule: upper-included, upper: {of: rd.upperSubsidy, period: year}, members: [c], text: 含上级}]';
    expect(readBy(listOf(`${clauseList('{some: county-project}')}${group}\n`))).toEqual([
      ...['awards', 'county-project', 'rd.upperSubsidy'],
    ]);
  });

  it('is what its points come from, the experts’ answer included', () => {
    const list = listOf(
      readFileSync('docs/reference/policy-list-format.md', 'utf8')
        .split('```yaml\n')
        .find((text) => text.startsWith('list: self-score'))!
        .split('```')[0]!,
    );
    expect(readBy(list, 'science-staff')).toEqual(
      expect.arrayContaining(['staff', 'staff.science', 'staff.scienceShare']),
    );
    expect(readBy(list, 'management')).toContain('manual:management-points');
  });

  it('of the sample list is nothing that the dictionary does not know, and never nothing', () => {
    const sample = listOf(readFileSync('seeds/county-2023/policy-list.yaml', 'utf8'));
    for (const clause of sample.clauses) {
      expect(reads(clause, sample.exclusivity).size).toBeGreaterThan(1);
      expect([...reads(clause, sample.exclusivity)].every((name) => !name.includes('@'))).toBe(
        true,
      );
    }
    expect(readBy(sample, 'project-grant')).toEqual(
      expect.arrayContaining(['county-project', 'rd.expense']),
    );
  });
});
