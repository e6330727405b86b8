import type { ValueKind } from '../../facts/values.js';
import type { Operator } from '../model.js';

export type Schema = Readonly<Record<string, unknown>>;

const MONEY = String.raw`^\d{1,16}(\.\d{1,8})?\s*(万|亿)?元?$`;
const RATIO = String.raw`^-?\d{1,9}(\.\d{1,9})?\s*%?$`;
const DATE = String.raw`^\d{4}-\d{2}-\d{2}$`;

/** Patterns are what the reader takes; that a day is real and a region known it checks itself. */
const LITERALS: Readonly<Record<Exclude<ValueKind['type'], 'enum'>, Schema>> = {
  money: {
    description: '金额，如 500万、1.5亿、3000（元）',
    anyOf: [
      { type: 'string', pattern: MONEY },
      { type: 'number', minimum: 0 },
    ],
  },
  ratio: {
    description: '比例，如 3% 或 0.03',
    anyOf: [{ type: 'string', pattern: RATIO }, { type: 'number' }],
  },
  integer: {
    description: '整数，如 3 或 2023',
    anyOf: [{ type: 'integer' }, { type: 'string', pattern: String.raw`^-?\d{1,15}$` }],
  },
  date: { description: '真实日期，如 2023-06-15', type: 'string', pattern: DATE },
  bool: { description: 'true 或 false', enum: [true, false, '是', '否'] },
  region: {
    description: '六位行政区划代码，如 411323（加引号）',
    anyOf: [
      { type: 'string', pattern: String.raw`^\d{6}$` },
      { type: 'integer', minimum: 100_000, maximum: 999_999 },
    ],
  },
  text: { description: '文字', type: ['string', 'number'], maxLength: 200 },
};

const SYMBOLS: Partial<Record<ValueKind['type'], Schema>> = {
  integer: { type: 'string', pattern: String.raw`^@year(-[1-9])?$`, description: '@year、@year-1' },
  date: {
    type: 'string',
    pattern: String.raw`^@(asOf(-[1-9]\d{0,4}d)?|(yearStart|yearEnd)(-[1-9])?)$`,
    description: '@asOf、@asOf-365d、@yearStart、@yearEnd',
  },
};

export function literalSchema(kind: ValueKind): Schema {
  if (kind.type !== 'enum') return LITERALS[kind.type];
  const values = kind.values ?? {};
  return { enum: Object.keys(values), enumDescriptions: Object.values(values) };
}

/** A value or one that the evaluation fills in. */
export function operandSchema(kind: ValueKind): Schema {
  const symbol = SYMBOLS[kind.type];
  return symbol ? { anyOf: [literalSchema(kind), symbol] } : literalSchema(kind);
}

const LISTS: readonly Operator[] = ['in', 'notIn', 'within', 'notWithin'];

/** `op` of a type, and `value` by the operator: one value, a range, or a list of them. */
export function compareSchema(kind: ValueKind, ops: readonly Operator[]): Schema {
  const one = operandSchema(kind);
  const range = { type: 'array', items: one, minItems: 2, maxItems: 2 };
  const list = { type: 'array', items: one, minItems: 1, maxItems: 100 };
  const lists = ops.filter((op) => LISTS.includes(op));
  const byOp = (of: readonly Operator[], value: Schema, otherwise: Schema): Schema => ({
    if: { properties: { op: { enum: of } }, required: ['op'] },
    then: { properties: { value } },
    else: otherwise,
  });
  const single = { properties: { value: one } };
  const many = { if: { type: 'array' }, then: list, else: one };
  const ranged = ops.includes('between') ? byOp(['between'], range, single) : single;
  return {
    allOf: [
      { properties: { op: { enum: ops } } },
      lists.length > 0 ? byOp(lists, many, ranged) : ranged,
    ],
  };
}
