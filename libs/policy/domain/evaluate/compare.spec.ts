import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareNum, num, type Num, type Value } from '../facts/values.js';
import type { Comparison, Operand, Operator } from '../list/model.js';
import { negateComparison } from '../list/model.js';
import { holds, holdsWithin, resolveOperand } from './compare.js';

function test(op: Operator, ...values: readonly Value[]): Comparison {
  return { op, operands: values.map((literal) => ({ literal })) };
}

function stands(op: Operator, actual: Value, ...values: readonly Value[]): boolean {
  return holds(test(op, ...values), actual, values);
}

describe('comparisons at their edges', () => {
  it.each([
    ['gte', [false, true, true]],
    ['gt', [false, false, true]],
    ['lte', [true, true, false]],
    ['lt', [true, false, false]],
    ['eq', [false, true, false]],
    ['ne', [true, false, true]],
  ] as const)('%s against 500万: just below, exactly, just above', (op, expected) => {
    const bound = num(500_000_000n);
    const around = [num(499_999_999n), bound, num(500_000_001n)];
    expect(around.map((actual) => stands(op, actual, bound))).toEqual(expected);
  });

  it('3% of a hundred million is three million exactly, where a double would not know', () => {
    const bound = num(3, 100);
    expect(stands('gte', num(3_000_000n, 100_000_000n), bound)).toBe(true);
    expect(stands('gte', num(2_999_999n, 100_000_000n), bound)).toBe(false);
    expect(stands('gte', num(1, 3), num(333_333_333n, 1_000_000_000n))).toBe(true);
  });

  it('between includes both ends', () => {
    const ends = ['2023-01-01', '2023-12-31'] as const;
    const days = ['2022-12-31', '2023-01-01', '2023-06-30', '2023-12-31', '2024-01-01'];
    expect(days.map((day) => stands('between', day, ...ends))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
  });

  it('in and notIn are each other’s opposite', () => {
    expect(stands('in', 'municipal', 'national', 'municipal')).toBe(true);
    expect(stands('notIn', 'municipal', 'national', 'municipal')).toBe(false);
    expect(stands('in', 'county', 'national', 'municipal')).toBe(false);
    expect(stands('notIn', 'county', 'national', 'municipal')).toBe(true);
  });

  it('within knows the region’s province and city', () => {
    expect(stands('within', '411323', '411300')).toBe(true);
    expect(stands('within', '411323', '410000')).toBe(true);
    expect(stands('within', '411300', '411323')).toBe(false);
    expect(stands('notWithin', '440300', '410000')).toBe(true);
  });

  it('a value of the wrong type is a mistake of the program, not a no', () => {
    expect(() => stands('eq', 'x', num(1))).toThrow();
    expect(() => stands('gte', true, num(1))).toThrow();
  });
});

describe('symbols', () => {
  const when = { asOf: '2024-03-15', awardYear: 2023 };

  it.each([
    [{ symbol: 'asOf', back: 0 }, '2024-03-15'],
    [{ symbol: 'year', back: 0 }, num(2023)],
    [{ symbol: 'year', back: 4 }, num(2019)],
    [{ symbol: 'yearStart', back: 0 }, '2023-01-01'],
    [{ symbol: 'yearEnd', back: 0 }, '2023-12-31'],
    [{ symbol: 'yearEnd', back: 1 }, '2022-12-31'],
  ] as [Operand, Value][])('%j', (operand, expected) => {
    expect(resolveOperand(operand, when)).toEqual(expected);
  });
});

describe('a comparison of something that is not known exactly', () => {
  const NUMERIC: readonly Operator[] = [
    'eq',
    'ne',
    'gt',
    'gte',
    'lt',
    'lte',
    'between',
    'notBetween',
    'in',
    'notIn',
  ];
  const small = fc.integer({ min: 0, max: 6 });

  it('says yes or no only when every number in the interval does', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...NUMERIC),
        fc.tuple(small, small).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const),
        fc.tuple(small, small).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const),
        (op, [lo, hi], [low, high]) => {
          const bounds: Num[] =
            op === 'between' || op === 'notBetween' ? [num(low), num(high)] : [num(low)];
          // Halves too, so that the gaps between whole numbers are looked at.
          const truths = new Set<boolean>();
          for (let at = 2 * lo; at <= 2 * hi; at += 1)
            truths.add(stands(op, num(at, 2), ...bounds));
          const expected = truths.size > 1 ? 'unknown' : truths.has(true) ? 'yes' : 'no';
          expect(holdsWithin(test(op, ...bounds), { lo: num(lo), hi: num(hi) }, bounds)).toBe(
            expected,
          );
        },
      ),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['gte', 3, 'yes'],
    ['gte', 6, 'unknown'],
    ['gt', 5, 'unknown'],
    ['lte', 4, 'no'],
    ['lte', 5, 'unknown'],
    ['lt', 5, 'no'],
    ['eq', 4, 'no'],
    ['eq', 9, 'unknown'],
    ['ne', 4, 'yes'],
  ] as const)('at least 5 and no limit: %s %d is %s', (op, bound, expected) => {
    const range = { lo: num(5), hi: undefined };
    expect(holdsWithin(test(op, num(bound)), range, [num(bound)])).toBe(expected);
  });

  it('every operator and its negation never agree on a number', () => {
    fc.assert(
      fc.property(fc.constantFrom(...NUMERIC), small, small, small, (op, actual, a, b) => {
        const bounds = [num(Math.min(a, b)), num(Math.max(a, b))];
        const plain = test(op, ...bounds);
        const opposite = negateComparison(plain);
        expect(holds(opposite, num(actual), bounds)).toBe(!holds(plain, num(actual), bounds));
        expect(compareNum(num(actual), num(actual))).toBe(0);
      }),
    );
  });
});
