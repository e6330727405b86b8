import type { FieldSpec, RegisterSpec } from '../facts/dictionary.js';
import type { RegisterEntry } from '../facts/facts.js';
import { showValue, writeValue, type Value } from '../facts/values.js';
import type { Comparison, FieldTest, Where } from '../list/model.js';
import type { FieldLack, Missing } from '../result.js';
import { holds, resolveOperands, type When } from './compare.js';
import { cutFor, gapOf, sayOperator, writeNeed } from './distance.js';
import { allOf, anyOf, truthOf, type Truth } from './kleene.js';

/** Does this record fulfil `where`? A field that is not known leaves it open. */
export function matches(where: Where, entry: RegisterEntry, when: When): Truth {
  if (where.kind === 'leaf') return testField(where.leaf, entry, when);
  const truths = where.of.map((sub) => matches(sub, entry, when));
  return where.kind === 'all' ? allOf(truths) : anyOf(truths);
}

function testField(test: FieldTest, entry: RegisterEntry, when: When): Truth {
  const value = fieldOf(entry, test.field);
  if (value === undefined) return 'unknown';
  return truthOf(holds(test.test, value, resolveOperands(test.test, when)));
}

export function fieldOf(entry: RegisterEntry, field: FieldSpec): Value | undefined {
  return Object.hasOwn(entry.fields, field.id) ? entry.fields[field.id] : undefined;
}

/** The fields that decide why it is open, for a record that {@link matches} calls unknown. */
export function missingFields(
  register: RegisterSpec,
  where: Where,
  entry: RegisterEntry,
  when: When,
): readonly Missing[] {
  if (where.kind !== 'leaf') {
    return where.of
      .filter((sub) => matches(sub, entry, when) === 'unknown')
      .flatMap((sub) => missingFields(register, sub, entry, when));
  }
  return [missingField(register, where.leaf.field, entry)];
}

export function missingField(
  register: RegisterSpec,
  field: FieldSpec,
  entry: RegisterEntry,
): Missing {
  return {
    fact: `${register.id}.${field.id}`,
    label: `${register.label}（${entry.id}）的${field.label}`,
    reportAt: register.reportAt,
  };
}

/** What a record lacks: the failed field tests that make `where` fail. */
export function lacksOf(where: Where, entry: RegisterEntry, when: When): readonly FieldLack[] {
  if (matches(where, entry, when) !== 'no') return [];
  if (where.kind === 'leaf') return [lackOf(where.leaf, entry, when)];
  return where.of.flatMap((sub) => lacksOf(sub, entry, when));
}

function lackOf(test: FieldTest, entry: RegisterEntry, when: When): FieldLack {
  const operands = resolveOperands(test.test, when);
  const { op } = test.test;
  const actual = fieldOf(entry, test.field);
  return {
    field: test.field.id,
    label: test.field.label,
    op,
    need: writeNeed(test.field, op, operands),
    actual: actual === undefined ? null : writeValue(test.field.type, actual, cutFor(op)),
    gap: actual === undefined ? null : gapOf(test.field, op, actual, operands),
  };
}

/** `认定年度为2023且首次认定为是`, for sentences. */
export function sayWhere(where: Where, when: When): string {
  if (where.kind === 'leaf') return sayTest(where.leaf.field, where.leaf.test, when);
  const joint = where.kind === 'all' ? '且' : '或';
  return where.of
    .map((sub) => (sub.kind === 'leaf' ? sayWhere(sub, when) : `（${sayWhere(sub, when)}）`))
    .join(joint);
}

function sayTest(field: FieldSpec, test: Comparison, when: When): string {
  const values = resolveOperands(test, when).map((value) => showValue(field, value));
  const joint = test.op === 'between' || test.op === 'notBetween' ? '至' : '或';
  return `${field.label}${sayOperator(field, test.op)}${values.join(joint)}`;
}
