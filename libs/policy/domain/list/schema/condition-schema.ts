import type { FactDictionary, FieldSpec, RegisterSpec } from '../../facts/dictionary.js';
import type { ValueKind } from '../../facts/values.js';
import { OPERATORS } from '../read-operands.js';
import { compareSchema, type Schema } from './value-schema.js';

export const PERIOD: Schema = {
  type: 'string',
  pattern: '^year(-[1-9])?$',
  description: 'year 为兑现年度，year-1 为上一年',
  examples: ['year', 'year-1'],
};
const CITE: Schema = { type: 'string', maxLength: 500, description: '逐字摘自条款原文 text' };

export const ref = (name: string): Schema => ({ $ref: `#/$defs/${name}` });

/** A closed map; `required` are the keys that must be there. */
export function closed(properties: Schema, required: readonly string[], more: Schema = {}): Schema {
  return { type: 'object', properties, required, additionalProperties: false, ...more };
}

/** Types whose comparison is the same wherever it stands. */
const SHARED = ['money', 'integer', 'ratio', 'date', 'bool', 'region', 'text'] as const;

/** The comparison of a kind of value: shared by type, of its own for codes. */
function comparing({ type, values }: ValueKind): Schema {
  return type === 'enum'
    ? compareSchema({ type, ...(values ? { values } : {}) }, OPERATORS.enum)
    : ref(`compare-${type}`);
}

/**
 * One schema for each shape of a condition, told apart by the key that it has: an editor completes
 * what fits, and a typo is told about the one key that is wrong.
 */
export function conditionSchemas(dictionary: FactDictionary): Readonly<Record<string, Schema>> {
  const registers = [...dictionary.registers.values()];
  return {
    condition: dispatch({
      all: list('all', 'condition'),
      any: list('any', 'condition'),
      not: closed({ not: ref('condition') }, ['not']),
      fact: ref('factLeaf'),
      some: ref('someLeaf'),
      none: ref('noneLeaf'),
      count: ref('countLeaf'),
      sum: ref('sumLeaf'),
      manual: closed({ manual: TEXT, key: ID, cite: CITE }, ['manual']),
    }),
    ...Object.fromEntries(
      SHARED.map((type) => [`compare-${type}`, compareSchema({ type }, OPERATORS[type])]),
    ),
    factLeaf: factLeaf(dictionary),
    someLeaf: registerLeaf('some', registers, {}),
    noneLeaf: registerLeaf('none', registers, {}),
    countLeaf: counting(registers),
    sumLeaf: summing(withFields(registers, isMoney)),
    ...Object.fromEntries(
      registers.map((register) => [whereName(register), whereSchema(register)]),
    ),
    ...Object.fromEntries(registers.map((register) => [testName(register), fieldTest(register)])),
  };
}

export const TEXT: Schema = { type: ['string', 'number'], minLength: 1, maxLength: 200 };
export const ID: Schema = {
  type: 'string',
  pattern: '^[a-z][a-z0-9-]*$',
  maxLength: 60,
  description: '小写字母、数字、连字符',
};

const whereName = ({ id }: RegisterSpec): string => `where-${id}`;
const testName = ({ id }: RegisterSpec): string => `field-${id}`;

function list(key: string, of: string): Schema {
  const items = { type: 'array', items: ref(of), minItems: 1, maxItems: 50 };
  return closed({ [key]: items }, [key]);
}

/** By the key that is there: exactly one of them decides which schema holds. */
export function dispatch(shapes: Readonly<Record<string, Schema>>): Schema {
  const keys = Object.keys(shapes);
  return {
    type: 'object',
    anyOf: keys.map((key) => ({ required: [key] })),
    allOf: Object.entries(shapes).map(([key, then]) => ({ if: { required: [key] }, then })),
  };
}

/** Facts of the same kind share a branch. */
function factLeaf({ facts }: FactDictionary): Schema {
  const groups = new Map<string, { kind: ValueKind; period: boolean; ids: string[] }>();
  for (const { id, type, values, period } of facts.values()) {
    const key = JSON.stringify([type, values ?? null, period]);
    const group = groups.get(key) ?? {
      kind: { type, ...(values ? { values } : {}) },
      period,
      ids: [],
    };
    group.ids.push(id);
    groups.set(key, group);
  }
  const names = [...facts.values()];
  const fact = {
    enum: names.map(({ id }) => id),
    enumDescriptions: names.map(({ label }) => label),
  };
  const branches = [...groups.values()].map(({ kind, period, ids }) => ({
    if: { properties: { fact: { enum: ids } }, required: ['fact'] },
    then: {
      ...comparing(kind),
      ...(period ? { required: ['period'] } : { properties: { period: false } }),
    },
  }));
  const properties = { fact, period: PERIOD, op: true, value: true, cite: CITE };
  return closed(properties, ['fact', 'op', 'value'], { allOf: branches });
}

function registerNames(registers: readonly RegisterSpec[]): Schema {
  return {
    enum: registers.map(({ id }) => id),
    enumDescriptions: registers.map(({ label }) => label),
  };
}

/** `where` by the register that is named under `key`. */
export function whereBranches(key: string, registers: readonly RegisterSpec[]): readonly Schema[] {
  return registers.map((register) => ({
    if: { properties: { [key]: { const: register.id } }, required: [key] },
    then: { properties: { where: ref(whereName(register)) } },
  }));
}

function registerLeaf(key: string, registers: readonly RegisterSpec[], more: Schema): Schema {
  const properties = { [key]: registerNames(registers), where: true, cite: CITE, ...more };
  return closed(properties, [key], { allOf: whereBranches(key, registers) });
}

function counting(registers: readonly RegisterSpec[]): Schema {
  const properties = {
    count: registerNames(registers),
    where: true,
    op: true,
    value: true,
    cite: CITE,
  };
  return closed(properties, ['count', 'op', 'value'], {
    allOf: [...whereBranches('count', registers), comparing({ type: 'integer' })],
  });
}

function summing(registers: readonly RegisterSpec[]): Schema {
  const properties = {
    ...{ sum: registerNames(registers), field: true, where: true, op: true, value: true },
    cite: CITE,
  };
  return closed(properties, ['sum', 'field', 'op', 'value'], {
    allOf: [
      ...whereBranches('sum', registers),
      ...moneyFields('sum', registers),
      comparing({ type: 'money' }),
    ],
  });
}

/** A register's fields that can be summed. */
export function moneyFields(key: string, registers: readonly RegisterSpec[]): readonly Schema[] {
  return registers.map((register) => ({
    if: { properties: { [key]: { const: register.id } }, required: [key] },
    then: { properties: { field: names(fieldsOf(register, isMoney)) } },
  }));
}

export const isMoney = ({ type }: FieldSpec): boolean => type === 'money';
export const isEnum = ({ type }: FieldSpec): boolean => type === 'enum';

/** Registers that have such a field at all. */
export function withFields(
  registers: readonly RegisterSpec[],
  fits: (field: FieldSpec) => boolean,
): readonly RegisterSpec[] {
  return registers.filter((register) => fieldsOf(register, fits).length > 0);
}

export function fieldsOf(
  { fields }: RegisterSpec,
  fits: (field: FieldSpec) => boolean,
): readonly FieldSpec[] {
  return [...fields.values()].filter(fits);
}

export function names(fields: readonly FieldSpec[]): Schema {
  return { enum: fields.map(({ id }) => id), enumDescriptions: fields.map(({ label }) => label) };
}

function whereSchema(register: RegisterSpec): Schema {
  return dispatch({
    all: list('all', whereName(register)),
    any: list('any', whereName(register)),
    not: closed({ not: ref(whereName(register)) }, ['not']),
    field: ref(testName(register)),
  });
}

/** Fields of one type share a branch; codes have one each. */
function fieldTest(register: RegisterSpec): Schema {
  const fields = [...register.fields.values()];
  const properties = { field: names(fields), op: true, value: true };
  const groups = [
    ...SHARED.map((type) => fields.filter((field) => field.type === type)),
    ...fields.filter(isEnum).map((field) => [field]),
  ];
  return closed(properties, ['field', 'op', 'value'], {
    allOf: groups.flatMap((group) => {
      const [first] = group;
      const field = { enum: group.map(({ id }) => id) };
      return first
        ? [{ if: { properties: { field }, required: ['field'] }, then: comparing(first) }]
        : [];
    }),
  });
}
