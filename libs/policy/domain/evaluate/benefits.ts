import type { FactSpec } from '../facts/dictionary.js';
import type { RegisterEntry } from '../facts/facts.js';
import {
  compareNum,
  floorNum,
  isNum,
  multiplyNum,
  num,
  showValue,
  subtractNum,
  type Num,
  type ValueKind,
} from '../facts/values.js';
import type { Benefit, Quantity } from '../list/benefit-model.js';
import type { Missing, Unconfirmed } from '../result.js';
import type { Interval } from './compare.js';

import { NOTHING_UNCONFIRMED, type Context } from './outcome.js';
import { fieldOf, matches, missingField, missingFields } from './record-match.js';
import { aggregate, entriesOf, missingRegister } from './register-leaf.js';
import { readFact } from './read-fact.js';
import { limit } from './rounding.js';
import { marginalTiers, steps, wholeTiers, type Computed } from './tiers.js';

/** What a benefit comes to for one enterprise, in fen. */
export interface Entitlement {
  /** Undefined: not money, or facts are missing. */
  readonly amount?: bigint;
  /** The most it can be; undefined: nobody knows. */
  readonly maxPossible?: bigint;
  readonly missing: readonly Missing[];
  readonly events: readonly string[];
  /** What the amount is measured by that is declared only. */
  readonly unconfirmed?: readonly Unconfirmed[];
  readonly calculation?: string;
}

const MONEY: ValueKind = { type: 'money' };
const RATIO: ValueKind = { type: 'ratio' };

/** Pure and exact: fractions inside, rounded once at the end (see roundAmount). */
export function entitlementOf(benefit: Benefit, context: Context): Entitlement {
  switch (benefit.kind) {
    case 'service':
    case 'none':
      return { missing: [], events: [] };
    case 'fixed':
      return exactly(floorNum(benefit.amount), `定额${showValue(MONEY, benefit.amount)}`, []);
    case 'level-table':
      return levelEntitlement(benefit, context);
    case 'increment':
      return measured(benefit, incrementOf(benefit.fact, benefit.back, context), (base) => ({
        amount: multiplyNum(base, benefit.rate),
        how: `增量${showValue(MONEY, base)}×${showValue(RATIO, benefit.rate)}`,
      }));
    default:
      return measured(benefit, measure(benefit.base, context), (base) => compute(benefit, base));
  }
}

type Measured = Extract<Benefit, { base: Quantity }>;

function compute(benefit: Measured, base: Num): Computed {
  switch (benefit.kind) {
    case 'marginal-tiers':
      return marginalTiers(benefit, base);
    case 'whole-tiers':
      return wholeTiers(benefit, base, kindOf(benefit.base));
    case 'step':
      return steps(benefit, base);
    case 'percent':
      return share(base, benefit.rate);
    case 'match':
      return share(base, benefit.ratio);
    case 'per-unit':
      return {
        amount: multiplyNum(base, benefit.each),
        how: `${floorNum(base)}×${showValue(MONEY, benefit.each)}`,
      };
  }
}

function share(base: Num, rate: Num): Computed {
  return {
    amount: multiplyNum(base, rate),
    how: `${showValue(MONEY, base)}×${showValue(RATIO, rate)}`,
  };
}

export function kindOf(base: Quantity): ValueKind {
  if (base.kind === 'count') return { type: 'integer' };
  return base.kind === 'fact' ? base.fact : base.field;
}

/** A measure that may still be open. */
export interface Measure extends Interval {
  readonly missing: readonly Missing[];
  readonly events: readonly string[];
  readonly unconfirmed?: readonly Unconfirmed[];
}

export function measure(base: Quantity, context: Context): Measure {
  if (base.kind !== 'fact') return aggregate(base, context);
  const year = base.back === undefined ? undefined : context.awardYear - base.back;
  return measureFact(base.fact, year, context);
}

function measureFact(fact: FactSpec, year: number | undefined, context: Context): Measure {
  const reading = readFact(fact, year, context);
  if (!reading.known) return { lo: num(0), hi: undefined, ...reading };
  const { value, events, unconfirmed } = reading.known;
  if (!isNum(value)) throw new Error(`fact ${fact.id} is not a number`);
  return { lo: value, hi: value, missing: [], events, unconfirmed };
}

/** This year's less last year's, not less than nothing; open as soon as one of the two is. */
function incrementOf(fact: FactSpec, back: number, context: Context): Measure {
  const now = measureFact(fact, context.awardYear - back, context);
  const before = measureFact(fact, context.awardYear - back - 1, context);
  const missing = [...now.missing, ...before.missing];
  const events = [...now.events, ...before.events];
  const unconfirmed = [...(now.unconfirmed ?? []), ...(before.unconfirmed ?? [])];
  if (missing.length > 0) return { lo: num(0), hi: now.hi, missing, events, unconfirmed };
  const rise = subtractNum(now.lo, before.lo);
  const value = rise.n > 0n ? rise : num(0);
  return { lo: value, hi: value, missing, events, unconfirmed };
}

/** Every benefit rises with its base (reading sees to it), so the ends of the base give the ends. */
function measured(
  benefit: Exclude<Benefit, { kind: 'fixed' | 'level-table' | 'service' | 'none' }>,
  base: Measure,
  amountFor: (base: Num) => Computed,
): Entitlement {
  const { missing, events, unconfirmed = NOTHING_UNCONFIRMED } = base;
  if (base.hi !== undefined && compareNum(base.lo, base.hi) === 0) {
    const { amount, how } = amountFor(base.lo);
    const limited = limit(amount, benefit);
    return { ...exactly(limited, tell(how, amount, limited), events), unconfirmed };
  }
  const most = base.hi && limit(amountFor(base.hi).amount, benefit);
  const maxPossible = most ?? highest(benefit);
  return { ...(maxPossible === undefined ? {} : { maxPossible }), missing, events };
}

/** The most a benefit can come to whatever its base is. */
function highest(benefit: Parameters<typeof measured>[0]): bigint | undefined {
  if (benefit.cap) return floorNum(benefit.cap);
  const top = benefit.kind === 'whole-tiers' ? benefit.tiers.at(-1)?.amount : undefined;
  return top && floorNum(top);
}

function tell(how: string, exact: Num, limited: bigint): string {
  const result = showValue(MONEY, num(limited));
  const changed = exact.n !== limited * exact.d;
  return `${how}＝${changed ? `${showValue(MONEY, exact)}，按上下限和取整为` : ''}${result}`;
}

function exactly(amount: bigint, calculation: string, events: readonly string[]): Entitlement {
  return { amount, maxPossible: amount, missing: [], events, calculation };
}

type LevelTable = Extract<Benefit, { kind: 'level-table' }>;

function levelEntitlement(benefit: LevelTable, context: Context): Entitlement {
  const { register, level } = benefit;
  const entries = entriesOf(register, context);
  const most = floorNum([...benefit.amounts.values()].reduce(larger, num(0)));
  if (!entries) return { maxPossible: most, missing: [missingRegister(register)], events: [] };
  const best = bestLevel(benefit, entries, context);
  const worth = best ? floorNum(best.amount) : 0n;
  const open = entries.filter((entry) => mostWorth(benefit, entry, context, most) > worth);
  if (open.length > 0) {
    const maxPossible = open
      .map((entry) => mostWorth(benefit, entry, context, most))
      .reduce((a, b) => (a > b ? a : b));
    const missing = open.flatMap((entry) => openFields(benefit, entry, context));
    return { maxPossible, missing, events: best?.entry.events ?? [] };
  }
  const how = best ? `${showValue(level, best.level)}（${best.entry.id}）` : '没有达到所列级别';
  return exactly(worth, `${how}：${showValue(MONEY, num(worth))}`, best?.entry.events ?? []);
}

/** What a record that is still open might be worth; nothing for one that is clear. */
function mostWorth(
  benefit: LevelTable,
  entry: RegisterEntry,
  context: Context,
  most: bigint,
): bigint {
  const truth = matches(benefit.where, entry, context);
  const level = fieldOf(entry, benefit.level);
  if (truth === 'no' || (truth === 'yes' && level !== undefined)) return 0n;
  return typeof level === 'string' ? floorNum(benefit.amounts.get(level) ?? num(0)) : most;
}

function openFields(benefit: LevelTable, entry: RegisterEntry, context: Context): Missing[] {
  const { register, where, level } = benefit;
  const blank = fieldOf(entry, level) === undefined ? [missingField(register, level, entry)] : [];
  return matches(where, entry, context) === 'unknown'
    ? [...missingFields(register, where, entry, context), ...blank]
    : blank;
}

interface Level {
  readonly entry: RegisterEntry;
  readonly level: string;
  readonly amount: Num;
}

/** The record of the highest amount; the earlier one among equals. */
function bestLevel(
  benefit: LevelTable,
  entries: readonly RegisterEntry[],
  context: Context,
): Level | undefined {
  let best: Level | undefined;
  for (const entry of entries) {
    const level = fieldOf(entry, benefit.level);
    if (typeof level !== 'string' || matches(benefit.where, entry, context) !== 'yes') continue;
    const amount = benefit.amounts.get(level) ?? num(0);
    if (!best || compareNum(amount, best.amount) > 0) best = { entry, level, amount };
  }
  return best;
}

function larger(a: Num, b: Num): Num {
  return compareNum(a, b) >= 0 ? a : b;
}

/** What the levels of earlier years were worth, and what is missing to be sure of it. */
export interface PriorWorth {
  readonly worth: bigint;
  readonly missing: readonly Missing[];
}

/**
 * By the same table: each record of an earlier counting year is asked whether it would have been
 * paid for in that year. For 级差, which deducts it.
 */
export function priorLevelWorth(benefit: LevelTable, context: Context): PriorWorth {
  const most = floorNum([...benefit.amounts.values()].reduce(larger, num(0)));
  let worth = 0n;
  const missing: Missing[] = [];
  for (const entry of entriesOf(benefit.register, context) ?? []) {
    const year = entry.fields['countingYear'];
    if (year === undefined || !isNum(year)) continue;
    const then = { ...context, awardYear: Number(floorNum(year)) };
    if (then.awardYear >= context.awardYear) continue;
    const best = bestLevel(benefit, [entry], then);
    if (best && floorNum(best.amount) > worth) worth = floorNum(best.amount);
    if (mostWorth(benefit, entry, then, most) > 0n)
      missing.push(...openFields(benefit, entry, then));
  }
  return { worth, missing };
}
