import type { RegisterSpec } from '../facts/dictionary.js';
import type { RegisterEntry } from '../facts/facts.js';
import type { Num } from '../facts/values.js';
import { addNum, isNum, num, writeValue, type ValueKind } from '../facts/values.js';
import type { AggregateLeaf, RecordLeaf, Where } from '../list/model.js';
import type { Fail, Missing } from '../result.js';
import { holdsWithin, resolveOperands, type Interval } from './compare.js';
import { cutFor, gapOf, writeNeed } from './distance.js';
import { not, type Truth } from './kleene.js';
import {
  NOTHING_MISSING,
  NOTHING_UNCONFIRMED,
  NO_FAIL,
  type Context,
  type LeafOutcome,
} from './outcome.js';
import {
  fieldOf,
  lacksOf,
  matches,
  missingField,
  missingFields,
  sayWhere,
} from './record-match.js';

/** The records of a register; undefined when it is one that nobody has filled in. */
export function entriesOf(
  register: RegisterSpec,
  context: Context,
): readonly RegisterEntry[] | undefined {
  return context.facts.registers.get(register.id) ?? (register.absence === 'no' ? [] : undefined);
}

export function missingRegister(register: RegisterSpec): Missing {
  return { fact: register.id, label: register.label, reportAt: register.reportAt };
}

function unreported(register: RegisterSpec): LeafOutcome {
  const missing = [missingRegister(register)];
  return {
    ...{ truth: 'unknown', events: [], unconfirmed: NOTHING_UNCONFIRMED },
    missing: () => missing,
    fail: NO_FAIL,
  };
}

export function evaluateRecordLeaf(leaf: RecordLeaf, context: Context): LeafOutcome {
  const entries = entriesOf(leaf.register, context);
  if (!entries) return unreported(leaf.register);
  const judged = judge(leaf.where, entries, context);
  const exists: Truth =
    judged.certain.length > 0 ? 'yes' : judged.open.length > 0 ? 'unknown' : 'no';
  return {
    truth: leaf.kind === 'some' ? exists : not(exists),
    events: judged.certain.flatMap((entry) => entry.events),
    records: judged.certain,
    unconfirmed: NOTHING_UNCONFIRMED,
    missing: () => missingOf(leaf.register, leaf.where, judged.open, context),
    fail: () =>
      leaf.kind === 'some' ? noneFound(leaf, entries, context) : found(leaf, judged, context),
  };
}

interface Judged {
  readonly certain: readonly RegisterEntry[];
  readonly open: readonly RegisterEntry[];
}

function judge(where: Where, entries: readonly RegisterEntry[], context: Context): Judged {
  const certain: RegisterEntry[] = [];
  const open: RegisterEntry[] = [];
  for (const entry of entries) {
    const truth = matches(where, entry, context);
    if (truth === 'yes') certain.push(entry);
    else if (truth === 'unknown') open.push(entry);
  }
  return { certain, open };
}

function missingOf(
  register: RegisterSpec,
  where: Where,
  open: readonly RegisterEntry[],
  context: Context,
): readonly Missing[] {
  return open.flatMap((entry) => missingFields(register, where, entry, context));
}

/** Failures for want of any record, each for the question asked last. */
const withoutRecords = new WeakMap<RecordLeaf, { readonly asked: Asked; readonly fail: Fail }>();

type Asked = Pick<Context, 'asOf' | 'awardYear' | 'clause'>;

function isSame(a: Asked, b: Asked): boolean {
  return a.awardYear === b.awardYear && a.asOf === b.asOf && a.clause.text === b.clause.text;
}

/** `some` failed: which record comes nearest, and what it lacks. */
function noneFound(leaf: RecordLeaf, entries: readonly RegisterEntry[], context: Context): Fail {
  if (entries.length > 0) return nearMiss(leaf, entries, context);
  // Most enterprises have no record in most registers, and all of them are told the same object.
  const told = withoutRecords.get(leaf);
  if (told && isSame(told.asked, context)) return told.fail;
  const fail = nearMiss(leaf, [], context);
  const { asOf, awardYear, clause } = context;
  withoutRecords.set(leaf, { asked: { asOf, awardYear, clause }, fail: Object.freeze(fail) });
  return fail;
}

function nearMiss(leaf: RecordLeaf, entries: readonly RegisterEntry[], context: Context): Fail {
  const nearest = nearestOf(leaf.where, entries, context);
  return {
    ...recordFail(leaf, context),
    need: `有一条${leaf.register.label}：${sayWhere(leaf.where, context)}`,
    actual: nearest?.entry.id ?? null,
    ...(nearest && { nearest: { record: nearest.entry.id, lacks: nearest.lacks } }),
    events: nearest?.entry.events ?? [],
  };
}

/** `none` failed: the records that should not be there. */
function found(leaf: RecordLeaf, judged: Judged, context: Context): Fail {
  return {
    ...recordFail(leaf, context),
    need: `没有这样的${leaf.register.label}：${sayWhere(leaf.where, context)}`,
    actual: judged.certain.map((entry) => entry.id).join('、'),
    events: judged.certain.flatMap((entry) => entry.events),
  };
}

function recordFail(leaf: RecordLeaf, context: Context): Omit<Fail, 'need' | 'actual' | 'events'> {
  return {
    cite: leaf.cite ?? context.clause.text,
    fact: leaf.register.id,
    label: leaf.register.label,
    type: 'records',
    op: leaf.kind,
    gap: null,
  };
}

/** Fewest lacks; among equals the latest record, which is the last. */
function nearestOf(where: Where, entries: readonly RegisterEntry[], context: Context) {
  return entries
    .map((entry) => ({ entry, lacks: lacksOf(where, entry, context) }))
    .reduce<{ entry: RegisterEntry; lacks: ReturnType<typeof lacksOf> } | undefined>(
      (best, next) => (best && best.lacks.length < next.lacks.length ? best : next),
      undefined,
    );
}

/** A count or sum that may still be open: at least `lo`, at most `hi`. */
export interface Aggregate extends Interval {
  readonly missing: readonly Missing[];
  readonly events: readonly string[];
  /** The records that are in it for certain. */
  readonly records: readonly RegisterEntry[];
}

/** Sums money that is never negative, so every open record can only add. */
export function aggregate(
  of: Pick<AggregateLeaf, 'register' | 'where' | 'field'>,
  context: Context,
): Aggregate {
  const entries = entriesOf(of.register, context);
  if (!entries)
    return {
      ...{ lo: num(0), hi: undefined, events: [], records: [] },
      missing: [missingRegister(of.register)],
    };
  const { certain, open } = judge(of.where, entries, context);
  const lo = total(of, certain);
  const more = total(of, open);
  const blanks = of.field ? [...certain, ...open].filter((e) => !fieldOf(e, of.field!)) : [];
  return {
    lo,
    hi: blanks.length > 0 ? undefined : addNum(lo, more),
    missing: [
      ...missingOf(of.register, of.where, open, context),
      ...blanks.flatMap((entry) => (of.field ? [missingField(of.register, of.field, entry)] : [])),
    ],
    events: certain.flatMap((entry) => entry.events),
    records: certain,
  };
}

function total(of: Pick<AggregateLeaf, 'field'>, entries: readonly RegisterEntry[]): Num {
  const { field } = of;
  if (!field) return num(entries.length);
  return entries.reduce((sum, entry) => {
    const value = fieldOf(entry, field);
    return value !== undefined && isNum(value) ? addNum(sum, value) : sum;
  }, num(0));
}

const COUNT: ValueKind = { type: 'integer' };

export function evaluateAggregateLeaf(leaf: AggregateLeaf, context: Context): LeafOutcome {
  const sum = aggregate(leaf, context);
  const operands = resolveOperands(leaf.test, context);
  const truth = holdsWithin(leaf.test, sum, operands);
  return {
    truth,
    events: sum.events,
    records: sum.records,
    unconfirmed: NOTHING_UNCONFIRMED,
    missing: truth === 'unknown' ? () => sum.missing : NOTHING_MISSING,
    fail: () => aggregateFail(leaf, sum, context),
  };
}

function aggregateFail(leaf: AggregateLeaf, sum: Aggregate, context: Context): Fail {
  const { op } = leaf.test;
  const kind = leaf.field ?? COUNT;
  const operands = resolveOperands(leaf.test, context);
  // Where records are still open: the most favourable it can turn out, so the gap is the least.
  const actual = cutFor(op) === 'ceil' ? sum.lo : (sum.hi ?? sum.lo);
  return {
    cite: leaf.cite ?? context.clause.text,
    fact: leaf.field ? `${leaf.register.id}.${leaf.field.id}` : leaf.register.id,
    label: leaf.field
      ? `${leaf.register.label}${leaf.field.label}合计`
      : `${leaf.register.label}条数`,
    type: kind.type,
    op,
    need: writeNeed(kind, op, operands),
    actual: writeValue(kind.type, actual, cutFor(op)),
    gap: gapOf(kind, op, actual, operands),
    events: sum.events,
  };
}
