import { daysBetween, parseDate } from '#libs/kernel/calendar-date.js';
import {
  addNum,
  compareNum,
  isNum,
  num,
  subtractNum,
  textOf,
  writeValue,
  type Cut,
  type Num,
  type Value,
  type ValueKind,
  type WrittenValue,
} from '../facts/values.js';
import type { Operator } from '../list/model.js';

/** Rounds a shown actual away from its bound, so that a near miss never looks like a hit. */
export function cutFor(op: Operator): Cut {
  return op === 'lt' || op === 'lte' ? 'ceil' : 'floor';
}

export function writeNeed(
  kind: ValueKind,
  op: Operator,
  operands: readonly Value[],
): WrittenValue | readonly WrittenValue[] {
  const written = operands.map((value) => writeValue(kind.type, value));
  const [first] = written;
  const single = op !== 'in' && op !== 'notIn' && op !== 'between' && op !== 'notBetween';
  return single && written.length === 1 && first !== undefined ? first : written;
}

/**
 * How far `actual` is from standing the comparison, in the unit of its type: yuan, whole things,
 * a ratio (rounded up, never 0), days. null where there is no distance (codes, yes and no).
 */
export function gapOf(
  kind: ValueKind,
  op: Operator,
  actual: Value,
  operands: readonly Value[],
): WrittenValue | null {
  const bound = boundOf(op, actual, operands);
  if (bound === undefined) return null;
  if (isNum(actual) && isNum(bound)) return numericGap(kind, op, actual, bound);
  return kind.type === 'date' ? dateGap(op, textOf(actual), textOf(bound)) : null;
}

function boundOf(op: Operator, actual: Value, operands: readonly Value[]): Value | undefined {
  const [low, high] = operands;
  switch (op) {
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
    case 'eq':
      return low;
    case 'between':
      return low !== undefined && isBelow(actual, low) ? low : high;
    default:
      return undefined;
  }
}

function isBelow(a: Value, b: Value): boolean {
  return isNum(a) && isNum(b) ? compareNum(a, b) < 0 : textOf(a) < textOf(b);
}

function numericGap(kind: ValueKind, op: Operator, actual: Num, bound: Num): WrittenValue {
  const difference = subtractNum(bound, actual);
  const distance = difference.n < 0n ? { n: -difference.n, d: difference.d } : difference;
  const strict = (op === 'gt' || op === 'lt') && kind.type !== 'ratio';
  return writeValue(kind.type, strict ? addNum(distance, num(1)) : distance, 'ceil');
}

function dateGap(op: Operator, actual: string, bound: string): number | null {
  const [a, b] = [parseDate(actual), parseDate(bound)];
  if (a === undefined || b === undefined) return null;
  return Math.abs(daysBetween(a, b)) + (op === 'gt' || op === 'lt' ? 1 : 0);
}

const SIGNS: Readonly<Record<Operator, string>> = {
  eq: '为',
  ne: '不为',
  gt: '大于',
  gte: '不低于',
  lt: '小于',
  lte: '不超过',
  in: '为',
  notIn: '不为',
  between: '介于',
  notBetween: '不介于',
  within: '位于',
  notWithin: '不位于',
};

const DATE_SIGNS: Partial<Record<Operator, string>> = {
  gt: '晚于',
  gte: '不早于',
  lt: '早于',
  lte: '不晚于',
};

/** The operator as a Chinese sentence has it. */
export function sayOperator(kind: ValueKind, op: Operator): string {
  return (kind.type === 'date' ? DATE_SIGNS[op] : undefined) ?? SIGNS[op];
}
