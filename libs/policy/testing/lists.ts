import { loadDictionary } from '../dictionary.js';
import { evaluateList } from '../domain/evaluate/evaluate-list.js';
import type { When } from '../domain/evaluate/compare.js';
import { NO_FACTS, override, type Facts } from '../domain/facts/facts.js';
import { Cursor, ReadingLog } from '../domain/list/cursor.js';
import { readJson, readYaml } from '../domain/list/document.js';
import { sayFinding, type Finding } from '../domain/list/findings.js';
import type { PolicyList } from '../domain/list/model.js';
import { readGiven } from '../domain/list/read-given.js';
import { readPolicyList } from '../domain/list/read-list.js';
import type { ClauseResult, ListResult } from '../domain/result.js';

export const DICTIONARY = loadDictionary();

/** Reads a list that must be right. */
export function listOf(yaml: string): PolicyList {
  const { document, findings } = readYaml(yaml);
  const reading = document && readPolicyList(document, DICTIONARY);
  const all = [...findings, ...(reading?.findings ?? [])];
  if (!reading?.list) throw new Error(all.map(sayFinding).join('\n'));
  return reading.list;
}

/** What is found wrong in a list. */
export function findingsOf(yaml: string): readonly Finding[] {
  const { document, findings } = readYaml(yaml);
  return document ? readPolicyList(document, DICTIONARY).findings : findings;
}

/** Facts as the tests beside a list write them; each cites `evt:<key>`. */
export function factsOf(given: Record<string, unknown>): Facts {
  const { document } = readJson(given);
  if (!document) throw new Error('facts too deep');
  const log = new ReadingLog(document, DICTIONARY);
  const overrides = readGiven(new Cursor(document.root, '', log), (key) => [`evt:${key}`]);
  if (log.failed) throw new Error(log.findings.map(sayFinding).join('\n'));
  return override(NO_FACTS, overrides);
}

export const IN_2023: When = { asOf: '2023-11-30', awardYear: 2023 };

export function evaluate(
  list: PolicyList,
  given: Record<string, unknown>,
  when: When = IN_2023,
): ListResult {
  return evaluateList({ list, version: 1, hash: 'hash' }, factsOf(given), when);
}

/** A list of one clause around a condition or a benefit, both as YAML flow. */
export function clauseList(
  when: string,
  benefit = '{kind: fixed, amount: 1万}',
  text = '条款原文。',
): string {
  return `list: test
title: 测试清单
effective: {from: 2023-01-01, to: 2025-12-31}
clauses:
  - id: c
    article: 第一条
    text: ${text}
    when: ${when}
    benefit: ${benefit}
`;
}

/** The result of a list of one clause. */
export function oneResult(
  when: string,
  given: Record<string, unknown>,
  benefit?: string,
  at: When = IN_2023,
): ClauseResult {
  const [result] = evaluate(listOf(clauseList(when, benefit)), given, at).results;
  if (!result) throw new Error('no result');
  return result;
}

/** What a benefit comes to for these facts, in yuan, its condition being fulfilled. */
export function amountOf(benefit: string, given: Record<string, unknown>): string | null {
  const when = '{fact: enterprise.deregistered, op: eq, value: false}';
  return oneResult(when, given, benefit).amount;
}
