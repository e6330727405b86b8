import { factKey, factLabel, type FactSpec } from '../facts/dictionary.js';
import { addNum, isNum, multiplyNum, num, subtractNum, type Num } from '../facts/values.js';
import type { Missing } from '../result.js';
import type { Known, Reading } from './read-fact.js';

/** Reads a fact that is not derived itself. */
type Read = (fact: FactSpec, year: number | undefined) => Reading;

/** One figure of one year that goes into a derived fact; `none`: nothing was to be reported yet. */
interface Part {
  readonly spec: FactSpec;
  readonly year: number | undefined;
  readonly none: boolean;
}

/** A derived fact from the figures that it is derived from; all of them that are missing are named. */
export function computeDerived(fact: FactSpec, year: number | undefined, read: Read): Reading {
  const parts = partsOf(fact, year, read);
  const readings = parts.map((part) => (part.none ? NOTHING : read(part.spec, part.year)));
  const missing = readings.flatMap((r) => (r.known ? [] : r.missing));
  const events = readings.flatMap((r) => (r.known ?? r).events);
  const unconfirmed = readings.flatMap((r) => (r.known ?? r).unconfirmed);
  if (missing.length > 0) return { missing, events, unconfirmed };
  const computed = compute(fact, year, parts, readings.map(numberOf));
  if ('missing' in computed) return { missing: [computed.missing], events, unconfirmed };
  const known: Known = { value: computed.value, events, unconfirmed };
  return { known, ...(computed.parts ? { parts: computed.parts } : {}) };
}

const NOTHING: Reading = { known: { value: num(0), events: [], unconfirmed: [] } };

function numberOf(reading: Reading): Num {
  const value = reading.known?.value;
  if (value === undefined || !isNum(value)) throw new Error('a derived fact is made of numbers');
  return value;
}

/** The figures in the order of `compute`: all of a, the earliest year last, then all of b. */
function partsOf(fact: FactSpec, year: number | undefined, read: Read): readonly Part[] {
  const [a, b] = fact.derivedFrom ?? [];
  const { derive } = fact;
  if (!a || !b || !derive) throw new Error(`fact ${fact.id} has no derivation`);
  if (year === undefined) return [a, b].map((spec) => ({ spec, year, none: false }));
  const first = firstYear(fact, read);
  const over = (spec: FactSpec, years: number): readonly Part[] =>
    Array.from({ length: years }, (_, i) => ({ spec, year: year - i, none: year - i < first }));
  switch (derive.kind) {
    case 'div':
      return [...over(a, derive.years ?? 1), ...over(b, derive.years ?? 1)];
    case 'growth':
      return over(a, 2);
    case 'average-growth':
      return over(a, 3);
    case 'average':
      return over(a, derive.years);
  }
}

/** Where the date is not known, every year is asked for. */
function firstYear(fact: FactSpec, read: Read): number {
  const known = fact.since && read(fact.since, undefined).known;
  return typeof known?.value === 'string' ? Number(known.value.slice(0, 4)) : 0;
}

type Computed =
  | { readonly value: Num; readonly parts?: Extract<Reading, { parts?: unknown }>['parts'] }
  | { readonly missing: Missing };

function compute(
  fact: FactSpec,
  year: number | undefined,
  parts: readonly Part[],
  values: readonly Num[],
): Computed {
  const [y3 = num(0), y2 = num(0), y1 = num(0)] = values;
  switch (fact.derive?.kind) {
    case 'average-growth':
      return { value: averageGrowth(y3, y2, y1) };
    case 'average': {
      const counted = parts.filter((part) => !part.none).length;
      if (counted === 0) return { missing: undetermined(fact, year, parts[0]) };
      return { value: multiplyNum(sum(values), num(1, counted)) };
    }
    default:
      return quotient(fact, year, parts, values);
  }
}

function quotient(
  fact: FactSpec,
  year: number | undefined,
  parts: readonly Part[],
  values: readonly Num[],
): Computed {
  const half = values.length / 2;
  const [a, b] = [sum(values.slice(0, half)), sum(values.slice(half))];
  if (b.n <= 0n) return { missing: undetermined(fact, year, parts[half]) };
  const numerator = fact.derive?.kind === 'growth' ? subtractNum(a, b) : a;
  const latest = parts[0];
  const key = latest ? factKey(latest.spec.id, latest.year) : fact.id;
  return {
    value: divideNum(numerator, b),
    parts: { numerator: { key, value: a }, denominator: b },
  };
}

/** ½ · (y2 ÷ y1 + y3 ÷ y2) − 1, and what the guideline says for a base of nothing. */
function averageGrowth(y3: Num, y2: Num, y1: Num): Num {
  if (y2.n <= 0n) return num(0);
  const last = divideNum(y3, y2);
  if (y1.n <= 0n) return subtractNum(last, num(1));
  return subtractNum(multiplyNum(addNum(divideNum(y2, y1), last), num(1, 2)), num(1));
}

/** The divisor is greater than nothing. */
function divideNum(a: Num, b: Num): Num {
  return { n: a.n * b.d, d: a.d * b.n };
}

function sum(values: readonly Num[]): Num {
  return values.reduce(addNum, num(0));
}

/** A ratio over nothing is not 0 and not infinite: somebody has to look at it. */
function undetermined(fact: FactSpec, year: number | undefined, base: Part | undefined): Missing {
  const what = base ? factLabel(base.spec, base.year) : fact.label;
  return {
    fact: factKey(fact.id, year),
    label: `${factLabel(fact, year)}：${what}不大于零，无法计算`,
    reportAt: base?.spec.reportAt ?? fact.reportAt,
  };
}
