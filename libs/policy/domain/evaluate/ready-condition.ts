import type { Condition, Leaf } from '../list/model.js';
import type { When } from './compare.js';
import type { FactSlots } from './fact-slots.js';
import type { Truth } from './kleene.js';
import type { Context, LeafOutcome, Outcome } from './outcome.js';
import { ReadyFact } from './ready-fact.js';

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
  constructor(
    private readonly leaf: Leaf,
    private readonly evaluateLeaf: EvaluateLeaf,
  ) {}

  evaluate(context: Context): Outcome {
    const leaf = this.evaluateLeaf(this.leaf, context);
    return { kind: 'leaf', truth: leaf.truth, leaf };
  }
}

class ReadyTree {
  private readonly decides: Truth;
  private readonly otherwise: Truth;

  constructor(
    private readonly kind: 'all' | 'any',
    private readonly of: readonly ReadyCondition[],
  ) {
    this.decides = kind === 'all' ? 'no' : 'yes';
    this.otherwise = kind === 'all' ? 'yes' : 'no';
  }

  /** `allOf` or `anyOf` in one pass over the children, none of which is left out. */
  evaluate(context: Context, slots: FactSlots): Outcome {
    const { of: children } = this;
    const of = new Array<Outcome>(children.length);
    let truth = this.otherwise;
    for (let index = 0; index < children.length; index += 1) {
      const outcome = (children[index] as ReadyCondition).evaluate(context, slots);
      of[index] = outcome;
      if (outcome.truth === this.decides) truth = this.decides;
      else if (outcome.truth === 'unknown' && truth === this.otherwise) truth = 'unknown';
    }
    return { kind: this.kind, truth, of };
  }
}
