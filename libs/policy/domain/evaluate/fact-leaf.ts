import { factKey, factLabel, type FactSpec } from '../facts/dictionary.js';
import type { KnownValue } from '../facts/facts.js';
import {
  ceilNum,
  floorNum,
  isNum,
  multiplyNum,
  num,
  type Num,
  type Value,
} from '../facts/values.js';
import { formatYuan } from '#libs/kernel/money.js';
import type { FactLeaf } from '../list/model.js';
import type { Fail, Missing } from '../result.js';
import { holds, resolveOperands } from './compare.js';
import { writeValue } from '../facts/values.js';
import { cutFor, gapOf, writeNeed } from './distance.js';
import { truthOf } from './kleene.js';
import { NOTHING_MISSING, NO_FAIL, type Context, type LeafOutcome } from './outcome.js';

/** A fact's value with its sources, or what is missing for it. */
export type Reading =
  | { readonly known: KnownValue; readonly parts?: Parts }
  | {
      readonly known?: undefined;
      readonly missing: readonly Missing[];
      readonly events: readonly string[];
    };

/** What a ratio was made of, so that its gap can be told in money. */
interface Parts {
  readonly numerator: { readonly key: string; readonly value: Num };
  readonly denominator: Num;
}

/**
 * The value of a fact in a year (undefined for facts without period), derived when the dictionary
 * says so. "No" of a complete register is a value; an unreported figure is missing.
 */
export function readFact(fact: FactSpec, year: number | undefined, context: Context): Reading {
  if (fact.derive) return derive(fact, year, context);
  const known = context.facts.values.get(factKey(fact.id, year));
  if (known) return { known };
  const none = fact.absence === 'no' ? absentValue(fact) : undefined;
  if (none !== undefined) return { known: { value: none, events: [] } };
  return { missing: [missingFact(fact, year)], events: [] };
}

export function missingFact(fact: FactSpec, year: number | undefined): Missing {
  return {
    fact: factKey(fact.id, year),
    label: factLabel(fact, year),
    reportAt: fact.reportAt,
  };
}

function absentValue(fact: FactSpec): Value | undefined {
  if (fact.type === 'bool') return false;
  return fact.type === 'money' || fact.type === 'integer' || fact.type === 'ratio'
    ? num(0)
    : undefined;
}

function derive(fact: FactSpec, year: number | undefined, context: Context): Reading {
  const pair = derivationPair(fact, year);
  const readings = pair.map(({ spec, year: y }) => readFact(spec, y, context));
  const missing = readings.flatMap((r) => (r.known ? [] : r.missing));
  const events = readings.flatMap((r) => (r.known ? r.known.events : r.events));
  if (missing.length > 0) return { missing, events };
  const [a, b] = readings.map((r) => r.known?.value);
  if (a === undefined || b === undefined || !isNum(a) || !isNum(b)) throw new Error('not numbers');
  if (b.n <= 0n) return { missing: [undetermined(fact, year, pair[1])], events };
  const growth = fact.derive?.kind === 'growth';
  const numerator = growth ? { n: a.n * b.d - b.n * a.d, d: a.d * b.d } : a;
  const value = { n: numerator.n * b.d, d: numerator.d * b.n };
  const parts = {
    numerator: { key: factKey(pair[0].spec.id, pair[0].year), value: a },
    denominator: b,
  };
  return { known: { value, events }, parts };
}

interface Part {
  readonly spec: FactSpec;
  readonly year: number | undefined;
}

function derivationPair(fact: FactSpec, year: number | undefined): readonly [Part, Part] {
  const [a, b] = fact.derivedFrom ?? [];
  if (!a || !b) throw new Error(`fact ${fact.id} has no derivation`);
  const before = fact.derive?.kind === 'growth' && year !== undefined ? year - 1 : year;
  return [
    { spec: a, year },
    { spec: b, year: before },
  ];
}

/** A ratio over nothing is not 0 and not infinite: somebody has to look at it. */
function undetermined(fact: FactSpec, year: number | undefined, base: Part): Missing {
  return {
    fact: factKey(fact.id, year),
    label: `${factLabel(fact, year)}：${factLabel(base.spec, base.year)}不大于零，无法计算`,
    reportAt: base.spec.reportAt,
  };
}

export function evaluateFactLeaf(leaf: FactLeaf, context: Context): LeafOutcome {
  const year = leaf.back === undefined ? undefined : context.awardYear - leaf.back;
  const reading = readFact(leaf.fact, year, context);
  if (!reading.known) {
    const { missing, events } = reading;
    return { truth: 'unknown', events, missing: () => missing, fail: NO_FAIL };
  }
  const { known, parts } = reading;
  const operands = resolveOperands(leaf.test, context);
  const truth = truthOf(holds(leaf.test, known.value, operands));
  const fail = (): Fail => explain(leaf, year, known, operands, parts, context);
  return { truth, events: known.events, missing: NOTHING_MISSING, fail };
}

function explain(
  leaf: FactLeaf,
  year: number | undefined,
  known: KnownValue,
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
