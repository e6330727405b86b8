import { compareNum, isNum, type Num, type Value } from '../facts/values.js';
import type { Comparison } from '../list/model.js';
import { holds } from './compare.js';

/** Says of a value whether it stands a comparison: as {@link holds}, with the operands known. */
export type ReadyTest = (actual: Value) => boolean;

/** A comparison made ready for very many values. */
export function readyTest(test: Comparison, operands: readonly Value[]): ReadyTest {
  const [first] = operands;
  const ready =
    first === undefined
      ? undefined
      : isNum(first)
        ? numberTest(test, first)
        : textTest(test, first, operands);
  return ready ?? ((actual) => holds(test, actual, operands));
}

function numberTest({ op }: Comparison, bound: Num): ReadyTest | undefined {
  switch (op) {
    case 'eq':
      return (actual) => orderOf(actual, bound) === 0;
    case 'ne':
      return (actual) => orderOf(actual, bound) !== 0;
    case 'gt':
      return (actual) => orderOf(actual, bound) > 0;
    case 'gte':
      return (actual) => orderOf(actual, bound) >= 0;
    case 'lt':
      return (actual) => orderOf(actual, bound) < 0;
    case 'lte':
      return (actual) => orderOf(actual, bound) <= 0;
    default:
      return undefined;
  }
}

function orderOf(actual: Value, bound: Num): number {
  if (!isNum(actual)) throw new Error('values of different types');
  // Most numbers are whole, and two of one denominator need no multiplication either.
  if (actual.d !== bound.d) return compareNum(actual, bound);
  if (actual.n < bound.n) return -1;
  return actual.n === bound.n ? 0 : 1;
}

function textTest(
  { op }: Comparison,
  bound: string | boolean,
  operands: readonly Value[],
): ReadyTest | undefined {
  const type = typeof bound;
  const same = (actual: Value): Value => {
    if (typeof actual !== type) throw new Error('values of different types');
    return actual;
  };
  switch (op) {
    case 'eq':
      return (actual) => same(actual) === bound;
    case 'ne':
      return (actual) => same(actual) !== bound;
    case 'gt':
      return (actual) => same(actual) > bound;
    case 'gte':
      return (actual) => same(actual) >= bound;
    case 'lt':
      return (actual) => same(actual) < bound;
    case 'lte':
      return (actual) => same(actual) <= bound;
    case 'in':
      return (actual) => operands.includes(same(actual));
    case 'notIn':
      return (actual) => !operands.includes(same(actual));
    default:
      return undefined;
  }
}
