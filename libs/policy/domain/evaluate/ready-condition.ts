import type { Condition, Leaf } from '../list/model.js';
import type { When } from './compare.js';
import type { FactSlots } from './fact-slots.js';
import type { Truth } from './kleene.js';
import type { Context, LeafOutcome, Outcome } from './outcome.js';
import { NO, ReadyFact, TRUTHS, UNKNOWN, YES } from './ready-fact.js';

/** A condition with everything done that does not depend on the enterprise. */
export type ReadyCondition = ReadyFact | ReadyLeaf | ReadyTree;

/** Evaluates leaves that need the whole of the facts. */
type EvaluateLeaf = (leaf: Leaf, context: Context) => LeafOutcome;

interface Kept extends When {
  readonly ready: ReadyCondition;
}

/** Conditions of lists that are in use, each for the question asked last. */
const kept = new WeakMap<Condition, Kept>();

/** Makes a condition ready, or finds it made: a county asks the same of a hundred thousand. */
export function readyCondition(
  condition: Condition,
  { asOf, awardYear }: When,
  evaluateLeaf: EvaluateLeaf,
): ReadyCondition {
  const found = kept.get(condition);
  if (found !== undefined && found.awardYear === awardYear && found.asOf === asOf) {
    return found.ready;
  }
  const ready = makeReady(condition, { asOf, awardYear }, evaluateLeaf);
  kept.set(condition, { asOf, awardYear, ready });
  return ready;
}

function makeReady(condition: Condition, when: When, evaluateLeaf: EvaluateLeaf): ReadyCondition {
  if (condition.kind !== 'leaf') {
    const of = condition.of.map((sub) => makeReady(sub, when, evaluateLeaf));
    return new ReadyTree(condition.kind, of);
  }
  const { leaf } = condition;
  return leaf.kind === 'fact' && !leaf.fact.derive
    ? new ReadyFact(leaf, when)
    : new ReadyLeaf(leaf, evaluateLeaf);
}

class ReadyLeaf {
  readonly kind = 'leaf';

  constructor(
    private readonly leaf: Leaf,
    private readonly evaluateLeaf: EvaluateLeaf,
  ) {}

  evaluate(context: Context): Outcome {
    const leaf = this.evaluateLeaf(this.leaf, context);
    return { kind: 'leaf', truth: leaf.truth, leaf };
  }
}

/** Truths of so many children fit into one small integer. */
const PACKED = 15;

class ReadyTree {
  readonly kind = 'tree';
  private readonly decides: number;
  private readonly otherwise: number;
  /** How many children are no plain facts: their outcomes are kept as they are. */
  private readonly others: number;

  constructor(
    readonly combines: 'all' | 'any',
    readonly of: readonly ReadyCondition[],
  ) {
    this.decides = combines === 'all' ? NO : YES;
    this.otherwise = combines === 'all' ? YES : NO;
    this.others = of.filter(({ kind }) => kind !== 'fact').length;
  }

  /** `allOf` or `anyOf` in one pass over the children, none of which is left out. */
  evaluate(context: Context, slots: FactSlots): Outcome {
    const { of, decides, otherwise } = this;
    const others: Outcome[] = this.others === 0 ? NONE : [];
    let packed = 0;
    let result = otherwise;
    for (let index = 0; index < of.length; index += 1) {
      const child = of[index] as ReadyCondition;
      let truth: number;
      if (child.kind === 'fact') {
        truth = child.truthIn(slots);
      } else {
        const outcome = child.evaluate(context, slots);
        others.push(outcome);
        truth = outcome.truth === 'no' ? NO : outcome.truth === 'yes' ? YES : UNKNOWN;
      }
      if (index < PACKED) packed |= truth << (2 * index);
      if (truth === decides) result = decides;
      else if (truth === UNKNOWN && result === otherwise) result = UNKNOWN;
    }
    return new TreeOutcome(this, context, slots, TRUTHS[result] as Truth, packed, others);
  }
}

const NONE: Outcome[] = [];

/**
 * What a tree came to: the truths of its leaves packed, their values in the slots. The objects that
 * say so are made for those who ask, and most outcomes are never asked.
 */
class TreeOutcome {
  private made: readonly Outcome[] | undefined = undefined;

  constructor(
    private readonly ready: ReadyTree,
    private readonly context: Context,
    private readonly slots: FactSlots,
    readonly truth: Truth,
    private readonly packed: number,
    private readonly others: readonly Outcome[],
  ) {}

  get kind(): 'all' | 'any' {
    return this.ready.combines;
  }

  get of(): readonly Outcome[] {
    this.made ??= this.unpacked();
    return this.made;
  }

  private unpacked(): readonly Outcome[] {
    const { context, slots, packed } = this;
    let other = 0;
    return this.ready.of.map((child, index) => {
      if (child.kind !== 'fact') return this.others[other++] as Outcome;
      const truth = index < PACKED ? (packed >> (2 * index)) & 3 : child.truthIn(slots);
      return child.outcome(context, slots, TRUTHS[truth] as Truth);
    });
  }
}
