import type { Condition, Leaf, ManualLeaf } from '../list/model.js';
import { manualFact } from '../facts/dictionary.js';
import type { Fail, Missing, Unconfirmed } from '../result.js';
import { evaluateFactLeaf } from './fact-leaf.js';
import { FactSlots } from './fact-slots.js';
import { truthOf } from './kleene.js';
import {
  NOTHING_MISSING,
  NOTHING_UNCONFIRMED,
  NO_FAIL,
  type Context,
  type LeafOutcome,
  type Outcome,
} from './outcome.js';
import { readyCondition } from './ready-condition.js';
import { evaluateAggregateLeaf, evaluateRecordLeaf } from './register-leaf.js';

/** Evaluates every leaf, also where the verdict is already clear: all failures are told at once. */
export function evaluateCondition(condition: Condition, context: Context): Outcome {
  const slots = context.slots ?? new FactSlots(context.facts);
  return readyCondition(condition, context, evaluateLeaf).evaluate(context, slots);
}

function evaluateLeaf(leaf: Leaf, context: Context): LeafOutcome {
  switch (leaf.kind) {
    case 'fact':
      return evaluateFactLeaf(leaf, context);
    case 'some':
    case 'none':
      return evaluateRecordLeaf(leaf, context);
    case 'count':
    case 'sum':
      return evaluateAggregateLeaf(leaf, context);
    case 'manual':
      return evaluateManualLeaf(leaf, context);
  }
}

const NO_SOURCE = { events: [], unconfirmed: NOTHING_UNCONFIRMED };
export const ASK_OFFICER = '由科技局经办核实后填写';

function evaluateManualLeaf(leaf: ManualLeaf, context: Context): LeafOutcome {
  const fact = manualFact(leaf.key);
  const known = context.facts.manual.get(leaf.key);
  if (typeof known?.value !== 'boolean') {
    const missing = [{ fact, label: leaf.question, reportAt: ASK_OFFICER }];
    return { ...NO_SOURCE, truth: 'unknown', missing: () => missing, fail: NO_FAIL };
  }
  const { value, events } = known;
  const fail = (): Fail => ({
    cite: leaf.cite ?? context.clause.text,
    fact,
    label: leaf.question,
    type: 'bool',
    op: 'eq',
    need: leaf.expected,
    actual: value,
    gap: null,
    events,
  });
  const truth = truthOf(value === leaf.expected);
  return { ...NO_SOURCE, truth, events, missing: NOTHING_MISSING, fail };
}

/**
 * The failures that make it a "no": every false child of an `all`, and all children of a false
 * `any` (each of them would have been a way).
 */
export function failsOf(outcome: Outcome): readonly Fail[] {
  if (outcome.truth !== 'no') return [];
  return outcome.kind === 'leaf' ? [outcome.leaf.fail()] : outcome.of.flatMap(failsOf);
}

/**
 * The missing facts that would decide. What a known "no" in an `all`, or a known "yes" in an `any`,
 * hides is not asked for.
 */
export function missingOf(outcome: Outcome): readonly Missing[] {
  if (outcome.truth !== 'unknown') return [];
  return outcome.kind === 'leaf' ? outcome.leaf.missing() : outcome.of.flatMap(missingOf);
}

/** Events of what is fulfilled, for a verdict that is not a "no" (a "no" cites its failures'). */
export function supportOf(outcome: Outcome): readonly string[] {
  if (outcome.truth === 'no') return [];
  return outcome.kind === 'leaf' ? outcome.leaf.events : outcome.of.flatMap(supportOf);
}

/** Of the leaves that make the verdict: what is declared only. */
export function unconfirmedOf(outcome: Outcome): readonly Unconfirmed[] {
  if (outcome.kind === 'leaf') return outcome.leaf.unconfirmed;
  // The other truth of a child does not carry this verdict: a failed way of a fulfilled `any`.
  return outcome.of.filter((sub) => sub.truth === outcome.truth).flatMap(unconfirmedOf);
}
