import { describe, expect, it } from '@jest/globals';
import { canonicalJson } from '#libs/kernel/canonical-json.js';
import { fold } from '#libs/kernel/decider.js';
import { clauseList, evaluate, listOf } from '../testing/lists.js';
import type { EligibilityChanged } from './events.js';
import type { ListResult } from './result.js';
import { recordStanding, standingDecider } from './standing.js';
import { fingerprint, withoutWords } from './standing-result.js';

const creditCode = '91411323MAXX00015T';
const ALWAYS = '{fact: enterprise.deregistered, op: eq, value: false}';
const two = listOf(
  `${clauseList('{some: sci-tech-sme}')}  - {id: d, article: 二, text: 原文, when: ${ALWAYS}, benefit: {kind: fixed, amount: 1万}}\n`,
);
const one = listOf(clauseList('{some: sci-tech-sme}'));

function resultOf(given: Record<string, unknown>, asOf = '2023-11-30', list = two): ListResult {
  return evaluate(list, given, { asOf, awardYear: 2023 });
}

/** Records results one after the other, each from the prefix named. */
function record(...steps: readonly (readonly [ListResult, bigint])[]) {
  let events: readonly EligibilityChanged[] = [];
  const changes = steps.map(([result, knownPosition]) => {
    const state = fold(standingDecider, events);
    const because = { kind: 'check', checkId: 'k' } as const;
    const added = recordStanding({ creditCode, knownPosition, result, because }, state);
    events = [...events, ...added];
    return added.flatMap((event) => [
      ...event.data.changes.map((change) => `${change.clause}:${change.status}`),
      ...event.data.dropped.map((clause) => `${clause}:dropped`),
    ]);
  });
  return changes;
}

describe('standing verdicts', () => {
  const before = resultOf({});
  const now = resultOf({ 'sci-tech-sme': [{ number: 'x' }] });

  it('at first are all new', () => {
    expect(record([before, 1n])).toEqual([['c:not-eligible', 'd:eligible']]);
  });

  it('that did not change are not written again', () => {
    expect(record([before, 1n], [before, 2n])[1]).toEqual([]);
  });

  it('only what changed is written', () => {
    expect(record([before, 1n], [now, 2n])[1]).toEqual(['c:eligible']);
  });

  it('an evaluation from a shorter prefix comes too late', () => {
    expect(record([before, 5n], [now, 4n])[1]).toEqual([]);
  });

  it('an evaluation of an earlier day comes too late, one of a later day does not', () => {
    const earlier = resultOf({ 'sci-tech-sme': [{ number: 'x' }] }, '2023-11-29');
    const later = resultOf({ 'sci-tech-sme': [{ number: 'x' }] }, '2023-12-01');
    expect(record([before, 5n], [earlier, 9n])[1]).toEqual([]);
    expect(record([before, 5n], [later, 1n])[1]).toEqual(['c:eligible']);
  });

  it('a clause that left the list is dropped', () => {
    expect(record([before, 1n], [resultOf({}, '2023-11-30', one), 2n])[1]).toEqual(['d:dropped']);
  });

  it('of another list stand beside it', () => {
    const other = { ...resultOf({}, '2023-11-30', one), list: 'other' };
    const [, beside, again] = record([before, 1n], [other, 2n], [before, 3n]);
    expect([beside, again]).toEqual([['c:not-eligible'], []]);
  });

  it('are the same when a ledger that sorts keys gives them back', () => {
    const [result] = before.results;
    if (!result) throw new Error('no clause');
    const clause = withoutWords(result);
    const sorted = JSON.parse(canonicalJson(clause)) as typeof clause;
    expect(JSON.stringify(sorted)).not.toBe(JSON.stringify(clause));
    expect(fingerprint(sorted)).toBe(fingerprint(clause));
    expect(fingerprint({ ...clause, status: 'unknown' })).not.toBe(fingerprint(clause));
  });

  it('do not change when only the words of a clause do', () => {
    const results = before.results.map((result) => ({ ...result, text: '换了说法。' }));
    expect(record([before, 1n], [{ ...before, results }, 2n])[1]).toEqual([]);
  });

  it('each award year stands for itself', () => {
    const next = evaluate(two, {}, { asOf: '2024-03-01', awardYear: 2024 });
    expect(record([before, 1n], [next, 2n])[1]).toHaveLength(2);
  });
});
