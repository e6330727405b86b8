import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { num, type Value } from '../facts/values.js';
import type { Comparison, Operator } from '../list/model.js';
import { holds } from './compare.js';
import { ReadyTest, readyValue } from './ready-test.js';

function says(test: Comparison, operands: readonly Value[], actual: Value): boolean {
  return new ReadyTest(test, operands).holds(readyValue(actual));
}

const OPERATORS: readonly Operator[] = [
  ...(['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'notIn', 'between', 'notBetween'] as const),
];

/** Also around the place up to which doubles are exact, and where only products go beyond it. */
const LIMIT = 2n ** 53n;
const numerators = fc.oneof(
  fc.bigInt(-30n, 30n),
  fc.bigInt(LIMIT - 3n, LIMIT + 3n),
  fc.bigInt(LIMIT / 100n - 3n, LIMIT / 100n + 3n),
);
const numbers = fc
  .tuple(numerators, fc.constantFrom(1n, 2n, 3n, 100n, LIMIT, LIMIT + 1n))
  .map(([n, d]): Value => num(n, d));
const dates = fc.constantFrom<Value>('2022-12-31', '2023-01-01', '2023-06-15', '9999-12-31');
const flags = fc.boolean().map((flag): Value => flag);

describe('a comparison made ready', () => {
  it('says the same as the comparison itself, of numbers, dates, and yes or no', () => {
    const cases = fc
      .constantFrom(numbers, dates, flags)
      .chain((values) =>
        fc.tuple(fc.constantFrom(...OPERATORS), values, fc.tuple(values, values, values)),
      );
    fc.assert(
      fc.property(cases, ([op, actual, operands]) => {
        const test: Comparison = { op, operands: [] };
        expect(says(test, operands, actual)).toBe(holds(test, actual, operands));
      }),
      { numRuns: 3_000 },
    );
  });

  it('finds a region within those above it', () => {
    const test: Comparison = { op: 'within', operands: [] };
    expect(says(test, ['411300'], '411323')).toBe(true);
    expect(says(test, ['411400'], '411323')).toBe(false);
  });

  it('refuses values of another type', () => {
    const test: Comparison = { op: 'gte', operands: [] };
    expect(() => says(test, [num(1)], '2023-01-01')).toThrow('different types');
    expect(() => says(test, ['2023-01-01'], num(1))).toThrow('different types');
    expect(() => says(test, ['2023-01-01'], true)).toThrow('different types');
  });
});
