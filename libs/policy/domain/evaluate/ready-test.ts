import { isNum, type Value } from '../facts/values.js';
import type { Comparison, Operator } from '../list/model.js';
import { holds } from './compare.js';

/** A value with what comparing it takes made ready; for a number also as doubles, see {@link LARGEST}. */
export interface ReadyValue {
  readonly value: Value;
  /** NaN for what is no number, or too large. */
  readonly n: number;
  readonly d: number;
}

/** Beyond it doubles are not exact; products of doubles below it that stay below it are. */
const LARGEST = Number.MAX_SAFE_INTEGER;

export function readyValue(value: Value): ReadyValue {
  if (!isNum(value)) return { value, n: Number.NaN, d: Number.NaN };
  return { value, n: double(value.n), d: double(value.d) };
}

function double(whole: bigint): number {
  const number = Number(whole);
  return Math.abs(number) <= LARGEST ? number : Number.NaN;
}

/** What a comparison does with an order (below, equal, above: -1, 0, 1), one bit for each it takes. */
const ORDERS: Partial<Readonly<Record<Operator, number>>> = {
  lt: 0b001,
  lte: 0b011,
  eq: 0b010,
  ne: 0b101,
  gte: 0b110,
  gt: 0b100,
};

const SLOW = 0;
const NUMBER = 1;
const TEXT = 2;
const ONE_OF = 3;

/** A comparison made ready for very many values; says the same as `holds`. */
export class ReadyTest {
  private readonly way: number;
  private readonly orders: number;
  private readonly n: number;
  private readonly d: number;
  private readonly first: Value;
  private readonly type: string;
  private readonly within: boolean;

  /** @throws Error without an operand */
  constructor(
    private readonly test: Comparison,
    private readonly operands: readonly Value[],
  ) {
    const [first] = operands;
    if (first === undefined) throw new Error(`comparison ${test.op} without an operand`);
    const { n, d } = readyValue(first);
    this.n = n;
    this.d = d;
    this.first = first;
    this.type = typeof first;
    this.orders = ORDERS[test.op] ?? 0;
    this.within = test.op === 'in';
    this.way = wayOf(test.op, first);
  }

  holds(actual: ReadyValue): boolean {
    switch (this.way) {
      case NUMBER: {
        // By cross-multiplying, as `compareNum` does; with doubles where they are exact.
        const left = actual.n * this.d;
        const right = this.n * actual.d;
        // Also for NaN, of which every comparison is false.
        if (!(Math.abs(left) <= LARGEST && Math.abs(right) <= LARGEST)) break;
        return ((this.orders >> (left < right ? 0 : left === right ? 1 : 2)) & 1) === 1;
      }
      case TEXT: {
        const { value } = actual;
        if (typeof value !== this.type) break;
        const order = value === this.first ? 1 : value < this.first ? 0 : 2;
        return ((this.orders >> order) & 1) === 1;
      }
      case ONE_OF:
        if (typeof actual.value !== this.type) break;
        return this.operands.includes(actual.value) === this.within;
    }
    return holds(this.test, actual.value, this.operands);
  }
}

function wayOf(op: Operator, first: Value): number {
  const isOrdered = ORDERS[op] !== undefined;
  if (isNum(first)) return isOrdered ? NUMBER : SLOW;
  if (op === 'in' || op === 'notIn') return ONE_OF;
  return isOrdered ? TEXT : SLOW;
}
