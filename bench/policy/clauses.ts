import { FACTS, type Column } from './columns.js';
import type { Random } from './random.js';

/** A condition before it is put into anybody's notation; operands are drawn numbers. */
export interface LeafSketch {
  readonly column: Column;
  readonly op: 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte' | 'in' | 'notIn';
  readonly operands: readonly number[];
}

export type TreeSketch =
  { readonly all: readonly TreeSketch[] } | { readonly any: readonly TreeSketch[] } | LeafSketch;

export interface ClauseSketch {
  readonly id: string;
  readonly when: TreeSketch;
}

/** Five to seven leaves a clause, each about facts of its own; every second has an `any` in it. */
export function clausesOf(count: number, random: Random): readonly ClauseSketch[] {
  return Array.from({ length: count }, (_, index) => {
    const leaves = drawFacts(5 + (index % 3), random).map((column) => leafOf(column, random));
    const alternatives = index % 2 === 0 ? [] : leaves.splice(0, 2 + random.below(2));
    const nested = alternatives.length > 0 ? [{ any: alternatives }] : [];
    return { id: `c${index}`, when: { all: [...leaves, ...nested] } };
  });
}

export function leavesIn(tree: TreeSketch): number {
  if ('any' in tree) return tree.any.reduce((sum, sub) => sum + leavesIn(sub), 0);
  return 'all' in tree ? tree.all.reduce((sum, sub) => sum + leavesIn(sub), 0) : 1;
}

function drawFacts(count: number, random: Random): readonly Column[] {
  const left = [...FACTS];
  return Array.from({ length: count }, () => left.splice(random.below(left.length), 1)).flat();
}

/** Holds for about six in ten. */
function leafOf(column: Column, random: Random): LeafSketch {
  const { type, range } = column;
  if (type === 'bool') return { column, op: 'eq', operands: [random.below(2)] };
  if (type === 'enum') {
    const op = random.pick<LeafSketch['op']>(['in', 'in', 'notIn', 'ne']);
    const first = random.below(range);
    const many = op === 'in' ? 4 : op === 'notIn' ? 2 : 1;
    const operands = Array.from({ length: many }, (_, index) => (first + index) % range);
    return { column, op, operands };
  }
  const op = random.pick<LeafSketch['op']>(['gte', 'gte', 'gt', 'lt', 'lte']);
  const share = 0.3 + 0.2 * random.fraction();
  const bound = Math.floor(range * (op === 'gte' || op === 'gt' ? share : 1 - share));
  return { column, op, operands: [bound] };
}
