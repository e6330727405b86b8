import { formatYuan, parseYuan } from '#libs/kernel/money.js';
import {
  isAbsent,
  isRecord,
  isSafeText,
  readBoolean,
  readDate,
  readOneOf,
  readText,
  showKey,
  type FieldRule,
  type Issues,
} from '#libs/kernel/read-fields.js';
import type { Attributes } from './events.js';
import type { FieldSpec, KindSpec } from './kind-spec.js';
import { readParty } from './party.js';

/** Years in which something can have been recognised; others are slips. */
export const FIRST_YEAR = 1949;
export const LAST_YEAR = 2099;

/**
 * Attributes in canonical form, as the kind describes them; everything that is wrong goes to
 * `issues` with its path `attributes.…`. Reading what was read before gives the same again.
 * @param holder credit code of the holder, for rules that compare it with a party.
 */
export function readAttributes(
  spec: KindSpec,
  input: unknown,
  holder: string,
  issues: Issues,
): Attributes | undefined {
  if (!isRecord(input)) {
    return issues.add('attributes', 'not-an-object', 'attributes 应为对象，逐项填写该类别的内容');
  }
  const before = issues.list.length;
  refuseUnknownAttributes(spec, input, issues);
  const attributes: Record<string, unknown> = {};
  for (const field of spec.fields) {
    const value = readField(field, input[field.key], issues);
    if (value !== undefined) attributes[field.key] = value;
  }
  if (issues.list.length === before) spec.check?.(attributes, holder, issues);
  return issues.list.length > before ? undefined : attributes;
}

/** Names what the kind does not have, so that a mistyped attribute is not silently lost. */
export function refuseUnknownAttributes(
  spec: KindSpec,
  input: Readonly<Record<string, unknown>>,
  issues: Issues,
): void {
  const known = spec.fields.map((field) => field.key);
  for (const key of Object.keys(input).filter((k) => !known.includes(k))) {
    issues.add(
      `attributes.${showKey(key)}`,
      'unknown-attribute',
      `该类别没有“${showKey(key)}”这一项，可填：` +
        spec.fields.map((field) => `${field.key}（${field.label}）`).join('、'),
    );
  }
}

/** The canonical value; undefined when left out (or null) or faulty. */
export function readField(field: FieldSpec, input: unknown, issues: Issues): unknown {
  const rule: FieldRule = {
    path: `attributes.${field.key}`,
    label: field.label,
    required: field.required ?? false,
  };
  if (isAbsent(input)) {
    if (field.required) issues.add(rule.path, 'required', `${field.label}必填`);
    return undefined;
  }
  switch (field.type) {
    case 'text':
      return readTextField(field, input, rule, issues);
    case 'texts':
      return readTexts(input, { ...rule, max: field.max, maxItems: field.maxItems }, issues);
    case 'year':
      return readYear(input, rule, issues);
    case 'date':
      return readDate(input, rule, issues);
    case 'boolean':
      return readBoolean(input, rule, issues);
    case 'choice':
      return readOneOf(input, field.values, rule, issues);
    case 'money':
      return readMoney(input, rule, issues);
    case 'score':
      return readScore(input, field.max, rule, issues);
    case 'party':
      return readParty(input, { ...rule, regionRequired: field.regionRequired }, issues);
  }
}

function readTextField(
  field: FieldSpec & { readonly type: 'text' },
  input: unknown,
  rule: FieldRule,
  issues: Issues,
): string | undefined {
  const counted = field.orWholeNumber && Number.isSafeInteger(input) && Number(input) > 0;
  const text = readText(counted ? String(input) : input, { ...rule, max: field.max }, issues);
  if (text === undefined || !field.pattern || field.pattern.test(text)) return text;
  return issues.add(rule.path, 'not-accepted', `${field.label}不符合要求：${field.hint ?? ''}`);
}

function readTexts(
  input: unknown,
  rule: FieldRule & { readonly max: number; readonly maxItems: number },
  issues: Issues,
): readonly string[] | undefined {
  const { path, label, max, maxItems } = rule;
  if (!Array.isArray(input) || input.length > maxItems) {
    return issues.add(path, 'not-a-list', `${label}应为列表，每项一个名称，最多${maxItems}项`);
  }
  const texts = input.map((item: unknown, index) =>
    readText(item, { path: `${path}.${index}`, label, max, required: true }, issues),
  );
  const read = texts.filter((text) => text !== undefined);
  return read.length > 0 ? read : undefined;
}

function readYear(input: unknown, { path, label }: FieldRule, issues: Issues): number | undefined {
  const inRange = typeof input === 'number' && input >= FIRST_YEAR && input <= LAST_YEAR;
  if (inRange && Number.isInteger(input)) return input;
  return issues.add(
    path,
    'not-a-year',
    `${label}应为四位年份的整数（不加引号），如 2023，在 ${FIRST_YEAR} 至 ${LAST_YEAR} 之间`,
  );
}

function readMoney(input: unknown, { path, label }: FieldRule, issues: Issues): string | undefined {
  const fen = parseYuan(input);
  if (fen !== undefined) return formatYuan(fen);
  return issues.add(
    path,
    'not-money',
    `${label}应为以元为单位的金额，如 "5000000.00"，不为负，最多两位小数，不带单位和千分位逗号`,
  );
}

function readScore(
  input: unknown,
  max: number,
  { path, label }: FieldRule,
  issues: Issues,
): number | undefined {
  const score =
    typeof input === 'string' && isSafeText(input) ? Number(input.trim() || NaN) : input;
  const plain = typeof score === 'number' && /^\d{1,3}(\.\d{1,2})?$/.test(String(score));
  if (plain && score <= max) return score;
  return issues.add(path, 'not-a-score', `${label}应为 0 至 ${max} 之间的数，最多两位小数`);
}
