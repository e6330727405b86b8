import { describe, expect, it } from '@jest/globals';
import type { Evaluation } from '../facts/evaluation.js';
import { clauseList, evaluate, listOf } from '../testing/lists.js';
import { fingerprint, withoutWords } from '../domain/standing-result.js';
import { Explanations } from './explanations.js';

const creditCode = '91411323MAXX00015T';
const list = listOf(clauseList('{some: sci-tech-sme}'));
const question = { asOf: '2023-11-30', awardYear: 2023 };
const version = { list, version: 1, hash: 'h' };
const without = evaluate(list, {}, question);
const withRecord = evaluate(list, { 'sci-tech-sme': [{ number: 'x' }] }, question);
const print = (result: typeof without) =>
  new Map(result.results.map((each) => [each.clause, fingerprint(withoutWords(each))]));

/** A ledger in which the record was made at position 8. */
const asked: bigint[] = [];
const evaluation = {
  many: (codes: readonly string[], _version: unknown, _question: unknown, position: bigint) => {
    asked.push(position);
    const result = position < 8n ? without : withRecord;
    return Promise.resolve(new Map(codes.map((code) => [code, result])));
  },
} as unknown as Evaluation;
const explanations = new Explanations(evaluation);
const from = { creditCode, version, ...question };

describe('explanations of what stands', () => {
  it('are evaluated again from the prefix that the verdict knew', async () => {
    asked.length = 0;
    const found = await explanations.of({ ...from, knownPosition: 5n }, print(without), 20n);
    expect(found.get('c')).toEqual(without.results[0]);
    expect(found.get('c')?.fails).not.toHaveLength(0);
    expect(asked).toEqual([5n]);
  });

  it('may come from the facts of now where an old position means something else', async () => {
    const copied = { ...from, knownPosition: 5n };
    expect(await explanations.of(copied, print(withRecord), 20n)).toEqual(
      new Map([['c', withRecord.results[0]]]),
    );
    asked.length = 0;
    const foreign = { ...from, knownPosition: 900n };
    expect((await explanations.of(foreign, print(withRecord), 20n)).size).toBe(1);
    expect(asked).toEqual([20n]);
  });

  it('are left out where the result does not come out again as it did', async () => {
    const other = new Map([['c', '0'.repeat(32)]]);
    expect(await explanations.of({ ...from, knownPosition: 5n }, other, 20n)).toEqual(new Map());
  });
});
