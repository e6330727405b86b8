import { factKey, factLabel, type FactSpec } from '../facts/dictionary.js';
import { num, type Num, type Value } from '../facts/values.js';
import type { Missing, Unconfirmed } from '../result.js';
import { computeDerived } from './derived.js';
import { NOTHING_UNCONFIRMED, type Context } from './outcome.js';

/** A value with its sources, and what of them is declared only. */
export interface Known {
  readonly value: Value;
  readonly events: readonly string[];
  readonly unconfirmed: readonly Unconfirmed[];
}

/** A fact's value with its sources, or what is missing for it. */
export type Reading =
  | { readonly known: Known; readonly parts?: Parts }
  | {
      readonly known?: undefined;
      readonly missing: readonly Missing[];
      readonly events: readonly string[];
      readonly unconfirmed: readonly Unconfirmed[];
    };

/** What a ratio was made of, so that its gap can be told in money. */
export interface Parts {
  /** The figure that a rise would be of: the latest year's; `value` is the whole numerator. */
  readonly numerator: { readonly key: string; readonly value: Num };
  readonly denominator: Num;
}

/**
 * The value of a fact in a year (undefined for facts without period), derived when the dictionary
 * says so. "No" of a complete register is a value; an unreported figure is missing.
 */
export function readFact(fact: FactSpec, year: number | undefined, context: Context): Reading {
  if (fact.derive) {
    return computeDerived(fact, year, (spec, y) => readFact(spec, y, context));
  }
  const key = factKey(fact.id, year);
  const known = context.facts.values.get(key);
  if (known) {
    const { value, events, confirmed } = known;
    const declared = confirmed === false ? [{ fact: key, label: factLabel(fact, year) }] : [];
    const unconfirmed = declared.length > 0 ? declared : NOTHING_UNCONFIRMED;
    return { known: { value, events, unconfirmed } };
  }
  const none = fact.absence === 'no' ? absentValue(fact) : undefined;
  if (none !== undefined) {
    return { known: { value: none, events: [], unconfirmed: NOTHING_UNCONFIRMED } };
  }
  return { missing: [missingFact(fact, year)], events: [], unconfirmed: NOTHING_UNCONFIRMED };
}

export function missingFact(fact: FactSpec, year: number | undefined): Missing {
  return {
    fact: factKey(fact.id, year),
    label: factLabel(fact, year),
    reportAt: fact.reportAt,
  };
}

/** What no entry in a complete register means; undefined where that says nothing. */
export function absentValue(fact: FactSpec): Value | undefined {
  if (fact.type === 'bool') return false;
  return fact.type === 'money' || fact.type === 'integer' || fact.type === 'ratio'
    ? num(0)
    : undefined;
}
