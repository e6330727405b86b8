import { addDays, date } from '#libs/kernel/calendar-date.js';
import { isWithin } from '#libs/kernel/region.js';
import type { Comparison, Operand } from '../list/model.js';
import { compareNum, isNum, num, textOf, type Num, type Value } from '../facts/values.js';
import { not, truthOf, type Truth } from './kleene.js';

/** The two times of a question: legal facts as of a day, law and periods of an award year. */
export interface When {
  /** 截至日, `YYYY-MM-DD`. */
  readonly asOf: string;
  /** 兑现年度. */
  readonly awardYear: number;
}

export function resolveOperand(operand: Operand, when: When): Value {
  if ('literal' in operand) return operand.literal;
  const year = when.awardYear - operand.back;
  switch (operand.symbol) {
    case 'asOf':
      return operand.back === 0 ? when.asOf : addDays(date(when.asOf), -operand.back);
    case 'year':
      return num(year);
    case 'yearStart':
      return `${year}-01-01`;
    case 'yearEnd':
      return `${year}-12-31`;
  }
}

export function resolveOperands(test: Comparison, when: When): readonly Value[] {
  return test.operands.map((operand) => resolveOperand(operand, when));
}

/**
 * Does `actual` stand the comparison? Reading has made sure that types and the number of operands
 * fit; dates compare as text, which for `YYYY-MM-DD` is their order.
 */
export function holds(test: Comparison, actual: Value, operands: readonly Value[]): boolean {
  const [first, second] = operands;
  if (first === undefined) throw new Error(`comparison ${test.op} without an operand`);
  switch (test.op) {
    case 'eq':
      return order(actual, first) === 0;
    case 'ne':
      return order(actual, first) !== 0;
    case 'gt':
      return order(actual, first) > 0;
    case 'gte':
      return order(actual, first) >= 0;
    case 'lt':
      return order(actual, first) < 0;
    case 'lte':
      return order(actual, first) <= 0;
    case 'in':
      return operands.some((value) => order(actual, value) === 0);
    case 'notIn':
      return operands.every((value) => order(actual, value) !== 0);
    case 'between':
      return isBetween(actual, first, second ?? first);
    case 'notBetween':
      return !isBetween(actual, first, second ?? first);
    case 'within':
      return operands.some((region) => isWithin(textOf(actual), textOf(region)));
    case 'notWithin':
      return operands.every((region) => !isWithin(textOf(actual), textOf(region)));
  }
}

function isBetween(actual: Value, low: Value, high: Value): boolean {
  return order(actual, low) >= 0 && order(actual, high) <= 0;
}

function order(a: Value, b: Value): number {
  if (isNum(a) && isNum(b)) return compareNum(a, b);
  if (typeof a !== typeof b || isNum(a) || isNum(b)) throw new Error('values of different types');
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** A number that is not known exactly: at least `lo`, at most `hi` (undefined: no limit). */
export interface Interval {
  readonly lo: Num;
  readonly hi: Num | undefined;
}

/**
 * A comparison of something that lies anywhere between: yes or no only when every number in the
 * interval says the same.
 */
export function holdsWithin(test: Comparison, range: Interval, operands: readonly Value[]): Truth {
  const { lo, hi } = range;
  if (hi !== undefined && compareNum(lo, hi) === 0) return truthOf(holds(test, lo, operands));
  const bounds = operands.map((value) => (isNum(value) ? value : num(0)));
  const [first = num(0), second = first] = bounds;
  const above = (v: Num): boolean => compareNum(lo, v) > 0;
  const below = (v: Num): boolean => hi !== undefined && compareNum(hi, v) < 0;
  switch (test.op) {
    case 'gte':
      return decide(!above(first) && compareNum(lo, first) !== 0, below(first));
    case 'gt':
      return decide(!above(first), hi !== undefined && compareNum(hi, first) <= 0);
    case 'lte':
      return decide(
        !below(first) && (hi === undefined || compareNum(hi, first) !== 0),
        above(first),
      );
    case 'lt':
      return decide(!below(first), compareNum(lo, first) >= 0);
    case 'between':
      return decide(
        !(compareNum(lo, first) >= 0 && hi !== undefined && compareNum(hi, second) <= 0),
        below(first) || above(second),
      );
    case 'notBetween':
      return not(holdsWithin({ ...test, op: 'between' }, range, operands));
    case 'eq':
    case 'in':
      return bounds.every((v) => below(v) || above(v)) ? 'no' : 'unknown';
    case 'ne':
    case 'notIn':
      return bounds.every((v) => below(v) || above(v)) ? 'yes' : 'unknown';
    case 'within':
    case 'notWithin':
      return 'unknown';
  }
}

function decide(mayFail: boolean, fails: boolean): Truth {
  if (fails) return 'no';
  return mayFail ? 'unknown' : 'yes';
}
