import { evaluateCondition } from '../evaluate/conditions.js';
import { isInForce } from '../evaluate/judge.js';
import type { Context, Outcome } from '../evaluate/outcome.js';
import type { Truth } from '../evaluate/kleene.js';
import type { Clause, Condition, Leaf, PolicyList } from '../list/model.js';
import type { Score } from '../list/score-model.js';
import type { ListCase } from './read-cases.js';

/** A condition of a clause, and how the cases have seen it. */
export interface LeafCoverage {
  readonly clause: string;
  /** Within the document, e.g. `clauses.2.when.all.0`. */
  readonly path: string;
  readonly label: string;
  readonly met: boolean;
  readonly failed: boolean;
}

/** Every leaf should have been seen fulfilled and not fulfilled. */
export function coverageOf(list: PolicyList, cases: readonly ListCase[]): readonly LeafCoverage[] {
  return list.clauses.flatMap((clause, i) =>
    treesOf(clause).flatMap((tree) => {
      const seen = new Map<Leaf, Set<Truth>>();
      for (const { facts, when } of cases) {
        if (!isInForce(clause.effective ?? list.effective, when.awardYear)) continue;
        const context: Context = { ...when, facts, clause };
        note(tree, evaluateCondition(tree, context), seen);
      }
      return leavesIn(tree).map((leaf) => ({
        clause: clause.id,
        path: `clauses.${i}.${leaf.path}`,
        label: labelOf(leaf),
        met: seen.get(leaf)?.has('yes') ?? false,
        failed: seen.get(leaf)?.has('no') ?? false,
      }));
    }),
  );
}

/** The conditions of a clause, those of its points included. */
export function treesOf({ when, score }: Clause): readonly Condition[] {
  return score ? [when, ...rowsOf(score.score)] : [when];
}

function rowsOf(score: Score): readonly Condition[] {
  switch (score.kind) {
    case 'table':
      return score.rows.map(({ when }) => when);
    case 'best':
    case 'sum':
      return score.of.flatMap(rowsOf);
    case 'experts':
      return [];
  }
}

function note(tree: Condition, outcome: Outcome, seen: Map<Leaf, Set<Truth>>): void {
  if (tree.kind === 'leaf' || outcome.kind === 'leaf') {
    if (tree.kind !== 'leaf') return;
    const truths = seen.get(tree.leaf) ?? new Set<Truth>();
    seen.set(tree.leaf, truths.add(outcome.truth));
    return;
  }
  for (const [i, sub] of tree.of.entries()) {
    const part = outcome.of[i];
    if (part) note(sub, part, seen);
  }
}

function leavesIn(tree: Condition): readonly Leaf[] {
  return tree.kind === 'leaf' ? [tree.leaf] : tree.of.flatMap(leavesIn);
}

/** The words that people know a condition by. */
export function labelOf(leaf: Leaf): string {
  if (leaf.cite !== undefined) return leaf.cite;
  switch (leaf.kind) {
    case 'fact':
      return leaf.fact.label;
    case 'manual':
      return leaf.question;
    default:
      return leaf.register.label;
  }
}
