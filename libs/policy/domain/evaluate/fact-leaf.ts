import { formatYuan } from '#libs/kernel/money.js';
import { factKey, factLabel } from '../facts/dictionary.js';
import { ceilNum, floorNum, isNum, multiplyNum, writeValue, type Value } from '../facts/values.js';
import type { FactLeaf } from '../list/model.js';
import type { Fail } from '../result.js';
import { holds, resolveOperands } from './compare.js';
import { cutFor, gapOf, writeNeed } from './distance.js';
import { truthOf } from './kleene.js';
import { NOTHING_MISSING, NO_FAIL, type Context, type LeafOutcome } from './outcome.js';
import { readFact, type Known, type Parts } from './read-fact.js';

export function evaluateFactLeaf(leaf: FactLeaf, context: Context): LeafOutcome {
  const year = leaf.back === undefined ? undefined : context.awardYear - leaf.back;
  const reading = readFact(leaf.fact, year, context);
  if (!reading.known) {
    const { missing, events, unconfirmed } = reading;
    return { truth: 'unknown', events, unconfirmed, missing: () => missing, fail: NO_FAIL };
  }
  const { known, parts } = reading;
  const operands = resolveOperands(leaf.test, context);
  const truth = truthOf(holds(leaf.test, known.value, operands));
  const fail = (): Fail => explain(leaf, year, known, operands, parts, context);
  const { events, unconfirmed } = known;
  return { truth, events, unconfirmed, missing: NOTHING_MISSING, fail };
}

/** Need, actual and distance of a condition that is not met. */
export function explain(
  leaf: FactLeaf,
  year: number | undefined,
  known: Known,
  operands: readonly Value[],
  parts: Parts | undefined,
  context: Context,
): Fail {
  const { fact, test } = leaf;
  const lift = parts && liftOf(leaf, parts, operands);
  return {
    cite: leaf.cite ?? context.clause.text,
    fact: factKey(fact.id, year),
    label: factLabel(fact, year),
    type: fact.type,
    op: test.op,
    need: writeNeed(fact, test.op, operands),
    actual: writeValue(fact.type, known.value, cutFor(test.op)),
    gap: gapOf(fact, test.op, known.value, operands),
    ...(lift === undefined ? {} : { lift }),
    events: known.events,
  };
}

/** By how much the numerator must rise for the ratio to be enough, all else being equal. */
function liftOf(
  leaf: FactLeaf,
  parts: Parts,
  operands: readonly Value[],
): Record<string, string> | undefined {
  const [bound] = operands;
  const { op } = leaf.test;
  const numerator = leaf.fact.derivedFrom?.[0];
  if (bound === undefined || !isNum(bound) || numerator?.type !== 'money') return undefined;
  if (op !== 'gte' && op !== 'gt' && op !== 'between') return undefined;
  const rate = leaf.fact.derive?.kind === 'growth' ? { n: bound.n + bound.d, d: bound.d } : bound;
  const target = multiplyNum(rate, parts.denominator);
  const enough = op === 'gt' ? floorNum(target) + 1n : ceilNum(target);
  const rise = enough - ceilNum(parts.numerator.value);
  return rise > 0n ? { [parts.numerator.key]: formatYuan(rise) } : undefined;
}
