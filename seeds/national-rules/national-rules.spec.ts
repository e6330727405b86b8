import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ReadingLog } from '#libs/policy/domain/list/cursor.js';
import { readYaml } from '#libs/policy/domain/list/document.js';
import { sayFinding } from '#libs/policy/domain/list/findings.js';
import { readCases, type ListCase } from '#libs/policy/domain/cases/read-cases.js';
import { runCases } from '#libs/policy/domain/cases/run-cases.js';
import { DICTIONARY, findingsOf, listOf } from '#libs/policy/testing/lists.js';

function casesOf(text: string): readonly ListCase[] {
  const { document, findings } = readYaml(text);
  if (!document) throw new Error(findings.map(sayFinding).join('\n'));
  const log = new ReadingLog(document, DICTIONARY);
  const cases = readCases(log);
  if (log.failed) throw new Error(log.findings.map(sayFinding).join('\n'));
  return cases;
}

describe.each([
  ['科技型中小企业自评', 'sci-tech-sme', 100],
  ['高新技术企业预检', 'high-tech-firm', 100],
])('the national rules as a list: %s', (_title, name, full) => {
  const text = readFileSync(`seeds/national-rules/${name}.yaml`, 'utf8');
  const version = { list: listOf(text), version: 1, hash: 'hash' };

  it('is read without a finding', () => {
    expect(findingsOf(text)).toEqual([]);
  });

  it('assesses, pays nobody, and names the article of every clause', () => {
    const { list } = version;
    expect(list.purpose).toBe('assessment');
    expect(list.clauses.every((clause) => clause.origin?.kind === 'sourced')).toBe(true);
  });

  it('has full marks of one hundred', () => {
    const marks = version.list.clauses.map((clause) => clause.score?.max ?? 0);
    expect(marks.reduce((sum, max) => sum + max, 0)).toBe(full);
  });

  it.each(
    casesOf(readFileSync(`seeds/national-rules/${name}.test.yaml`, 'utf8')).map(
      (each) => [each.name, each] as const,
    ),
  )('%s', (_name, each) => {
    expect(runCases(version, [each])).toEqual([]);
  });
});
