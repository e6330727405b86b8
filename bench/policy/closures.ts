import type { LeafSketch, TreeSketch } from './clauses.js';
import { plainOf, type Enterprise, type Plain } from './workload.js';

/** Numbers, because comparing them is what a machine does best. */
export const NO = 0;
export const YES = 1;
export const UNKNOWN = 2;

export type Closure = (plain: Enterprise['plain']) => number;

/**
 * What somebody who wanted nothing but the verdict would write by hand: plain numbers, no sources,
 * no trace. Those that are hasty look at nothing that cannot change the verdict any more, so that
 * most of what a trace tells is never computed; the others look at every leaf.
 */
export function closureOf(tree: TreeSketch, hasty: boolean): Closure {
  if ('any' in tree) return combined(tree.any, YES, NO, hasty);
  if ('all' in tree) return combined(tree.all, NO, YES, hasty);
  return leafClosure(tree);
}

function combined(
  of: readonly TreeSketch[],
  decides: number,
  otherwise: number,
  hasty: boolean,
): Closure {
  const closures = of.map((sub) => closureOf(sub, hasty));
  return hasty
    ? untilDecided(closures, decides, otherwise)
    : throughAll(closures, decides, otherwise);
}

function untilDecided(of: readonly Closure[], decides: number, otherwise: number): Closure {
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

function throughAll(of: readonly Closure[], decides: number, otherwise: number): Closure {
  return (plain) => {
    let result = otherwise;
    for (let index = 0; index < of.length; index += 1) {
      const truth = (of[index] as Closure)(plain);
      if (truth === decides) result = decides;
      else if (truth === UNKNOWN && result === otherwise) result = UNKNOWN;
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
