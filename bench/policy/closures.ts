import type { LeafSketch, TreeSketch } from './clauses.js';
import { plainOf, type Enterprise, type Plain } from './workload.js';

/** Numbers, because comparing them is what a machine does best. */
export const NO = 0;
export const YES = 1;
export const UNKNOWN = 2;

export type Closure = (plain: Enterprise['plain']) => number;

/**
 * What somebody who wanted nothing but the verdict would write by hand: plain numbers, no trace, no
 * sources, and no look at what cannot change the verdict any more.
 */
export function closureOf(tree: TreeSketch): Closure {
  if ('any' in tree) return combined(tree.any.map(closureOf), YES, NO);
  if ('all' in tree) return combined(tree.all.map(closureOf), NO, YES);
  return leafClosure(tree);
}

function combined(of: readonly Closure[], decides: number, otherwise: number): Closure {
  return (plain) => {
    let result = otherwise;
    for (let index = 0; index < of.length; index += 1) {
      const truth = (of[index] as Closure)(plain);
      if (truth === decides) return decides;
      if (truth === UNKNOWN) result = UNKNOWN;
    }
    return result;
  };
}

function leafClosure({ column, op, operands }: LeafSketch): Closure {
  const { key } = column;
  const values = operands.map((operand) => plainOf(column, operand));
  const holds = test(op, values);
  return (plain) => {
    const actual = plain[key];
    if (actual === undefined) return UNKNOWN;
    return holds(actual) ? YES : NO;
  };
}

function test(op: LeafSketch['op'], values: readonly Plain[]): (actual: Plain) => boolean {
  const [bound = 0] = values;
  switch (op) {
    case 'eq':
      return (actual) => actual === bound;
    case 'ne':
      return (actual) => actual !== bound;
    case 'gt':
      return (actual) => actual > bound;
    case 'gte':
      return (actual) => actual >= bound;
    case 'lt':
      return (actual) => actual < bound;
    case 'lte':
      return (actual) => actual <= bound;
    case 'in':
      return (actual) => values.includes(actual);
    case 'notIn':
      return (actual) => !values.includes(actual);
  }
}
