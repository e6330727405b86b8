import type { FactDictionary, RegisterSpec } from '../../facts/dictionary.js';
import { BENEFIT_KINDS, type BenefitKind } from '../benefit-model.js';
import {
  CAP_SCOPES,
  CHANGE_OVERS,
  EXCLUSIVITY_RULES,
  LIST_LEVELS,
  LIST_PURPOSES,
  SHORT_RULES,
  WINDOWS,
} from '../model.js';
import {
  closed,
  conditionSchemas,
  dispatch,
  fieldsOf,
  ID,
  isEnum,
  isMoney,
  moneyFields,
  names,
  PERIOD,
  ref,
  TEXT,
  whereBranches,
  withFields,
} from './condition-schema.js';
import { literalSchema, type Schema } from './value-schema.js';

const MONEY = literalSchema({ type: 'money' });
const RATIO = literalSchema({ type: 'ratio' });
const DATE = literalSchema({ type: 'date' });
const LONG_TEXT: Schema = { type: 'string', minLength: 1, maxLength: 2000 };
const RULE_TEXT: Schema = { type: 'string', minLength: 1, maxLength: 500 };
const RANGE = closed({ from: DATE, to: DATE }, ['from', 'to']);
const WHOLE: Schema = { type: 'integer', minimum: 0, maximum: 1000 };

/**
 * JSON Schema (draft 2020-12) of a policy list, made from the dictionary: what editors complete and
 * check. Whatever it accepts is still read and checked by the program; what that accepts, it does too.
 */
export function listSchema(dictionary: FactDictionary): Schema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: '政策清单',
    ...closed(listProperties(), ['list', 'title', 'effective', 'clauses'], {
      if: { properties: { purpose: { const: 'assessment' } }, required: ['purpose'] },
      then: {
        required: ['pass'],
        properties: {
          ...{ exclusivity: false, caps: false },
          clauses: {
            items: { properties: { benefit: false }, anyOf: [has('when'), has('score')] },
          },
        },
      },
      else: {
        properties: {
          pass: false,
          clauses: { items: { properties: { score: false }, required: ['when', 'benefit'] } },
        },
      },
    }),
    $defs: {
      ...conditionSchemas(dictionary),
      ...benefitSchemas(dictionary),
      clause: clauseSchema(),
      group: groupSchema(),
      cap: capSchema(),
      ...scoreSchemas(),
    },
  };
}

const has = (key: string): Schema => ({ required: [key] });

function listProperties(): Schema {
  return {
    list: { ...ID, description: '清单标识：小写字母、数字、连字符' },
    version: { type: 'integer', minimum: 1, description: '不写则由台账编号' },
    supersedes: { type: 'integer', minimum: 1, description: '取代已发布的哪一版' },
    changeOver: { enum: CHANGE_OVERS, enumDescriptions: ['从新', '从旧'] },
    purpose: { enum: LIST_PURPOSES, enumDescriptions: ['奖补', '测评：不发奖补'] },
    level: { enum: LIST_LEVELS, enumDescriptions: ['国家级', '省级', '市级', '县级'] },
    title: TEXT,
    sample: { type: 'boolean', description: '样例清单' },
    basis: closed({ title: TEXT, no: TEXT }, ['title']),
    effective: RANGE,
    general: {
      type: 'array',
      items: LONG_TEXT,
      maxItems: 50,
      description: '本系统不核对的一般条款',
    },
    clauses: { type: 'array', items: ref('clause'), minItems: 1, maxItems: 300 },
    exclusivity: { type: 'array', items: ref('group'), maxItems: 100 },
    caps: { type: 'array', items: ref('cap'), maxItems: 50 },
    pass: ref('pass'),
  };
}

function clauseSchema(): Schema {
  return closed(
    {
      id: ID,
      article: TEXT,
      text: { ...LONG_TEXT, description: '条款原文' },
      audience: TEXT,
      department: { ...TEXT, description: '受理部门' },
      deadline: { ...TEXT, description: '申报时限' },
      papers: { type: 'array', items: TEXT, maxItems: 50, description: '申报材料' },
      origin: closed({ kind: { enum: ['sourced', 'illustrative'] }, note: RULE_TEXT }, [
        'kind',
        'note',
      ]),
      effective: RANGE,
      when: ref('condition'),
      benefit: ref('benefit'),
      score: ref('clauseScore'),
    },
    ['id', 'article', 'text'],
  );
}

const ROUND = closed({ to: MONEY, mode: { enum: ['down', 'half-up', 'up'] } }, ['to', 'mode']);
const LIMITS: Schema = { cap: MONEY, floor: MONEY, round: ROUND };

const OWN: Readonly<Record<BenefitKind, readonly [Schema, readonly string[]]>> = {
  fixed: [{ amount: MONEY }, ['amount']],
  'level-table': [
    { register: true, level: true, where: true, amounts: true },
    ['register', 'level', 'amounts'],
  ],
  'marginal-tiers': [{ tiers: tiers({ upTo: MONEY, rate: RATIO }, ['rate']) }, ['tiers']],
  'whole-tiers': [
    { tiers: tiers({ from: true, rate: RATIO, amount: MONEY }, ['from']) },
    ['tiers'],
  ],
  step: [
    { from: MONEY, amount: MONEY, each: MONEY, add: MONEY },
    ['from', 'amount', 'each', 'add'],
  ],
  percent: [{ rate: RATIO }, ['rate']],
  increment: [{ rate: RATIO }, ['rate', 'period']],
  match: [{ ratio: RATIO }, ['ratio']],
  'per-unit': [{ each: MONEY }, ['each']],
  service: [{ text: RULE_TEXT }, ['text']],
};

function tiers(properties: Schema, required: readonly string[]): Schema {
  return { type: 'array', items: closed(properties, required), minItems: 1, maxItems: 30 };
}

const WITHOUT_BASE: readonly BenefitKind[] = ['fixed', 'level-table', 'service'];

function benefitSchemas(dictionary: FactDictionary): Readonly<Record<string, Schema>> {
  const registers = [...dictionary.registers.values()];
  return {
    benefit: {
      type: 'object',
      required: ['kind'],
      properties: { kind: { enum: BENEFIT_KINDS } },
      allOf: BENEFIT_KINDS.map((kind) => ({
        if: { properties: { kind: { const: kind } }, required: ['kind'] },
        then: benefitOf(kind, registers),
      })),
    },
    quantity: quantitySchema(dictionary, registers),
  };
}

function benefitOf(kind: BenefitKind, registers: readonly RegisterSpec[]): Schema {
  const [own, required] = OWN[kind];
  if (WITHOUT_BASE.includes(kind)) {
    const more =
      kind === 'level-table' ? { allOf: levelBranches(withFields(registers, isEnum)) } : {};
    return closed({ kind: true, ...own }, required, more);
  }
  const properties = { kind: true, of: ref('quantity'), period: PERIOD, ...own, ...LIMITS };
  return closed(properties, ['of', ...required]);
}

function levelBranches(registers: readonly RegisterSpec[]): readonly Schema[] {
  const known = { properties: { register: { enum: registers.map(({ id }) => id) } } };
  return [
    known,
    ...whereBranches('register', registers),
    ...registers.flatMap((register) => {
      const levels = fieldsOf(register, isEnum);
      const isThis = { properties: { register: { const: register.id } }, required: ['register'] };
      return [
        { if: isThis, then: { properties: { level: names(levels) } } },
        ...levels.map((level) => ({
          if: {
            properties: { register: { const: register.id }, level: { const: level.id } },
            required: ['register', 'level'],
          },
          then: { properties: { amounts: amountsOf(Object.keys(level.values ?? {})) } },
        })),
      ];
    }),
  ];
}

function amountsOf(codes: readonly string[]): Schema {
  const properties = Object.fromEntries(codes.map((code) => [code, MONEY]));
  return closed(properties, [], { minProperties: 1 });
}

/** A fact, or a sum or count over a register. */
function quantitySchema({ facts }: FactDictionary, registers: readonly RegisterSpec[]): Schema {
  const numbers = [...facts.values()].filter(({ type }) => type === 'money' || type === 'integer');
  const summable = withFields(registers, isMoney);
  const sum = closed({ sum: idsOf(summable), field: true, where: true }, ['sum', 'field'], {
    allOf: [...whereBranches('sum', summable), ...moneyFields('sum', summable)],
  });
  const count = closed({ count: idsOf(registers), where: true }, ['count'], {
    allOf: whereBranches('count', registers),
  });
  return {
    if: { type: 'object' },
    then: dispatch({ sum, count }),
    else: {
      enum: numbers.map(({ id }) => id),
      enumDescriptions: numbers.map(({ label }) => label),
    },
  };
}

function idsOf(registers: readonly RegisterSpec[]): Schema {
  return { enum: registers.map(({ id }) => id) };
}

const MEMBERS: Schema = { type: 'array', items: ID, minItems: 1, maxItems: 100 };

function groupSchema(): Schema {
  const properties = {
    id: ID,
    rule: {
      enum: EXCLUSIVITY_RULES,
      enumDescriptions: ['就高不重复', '差额补足', '级差', '叠加', '含上级'],
    },
    window: { enum: WINDOWS, enumDescriptions: ['兑现年度内', '清单存续期内'] },
    members: MEMBERS,
    text: RULE_TEXT,
    cap: MONEY,
    upper: closed({ of: ref('quantity'), period: PERIOD }, ['of']),
  };
  return closed(properties, ['id', 'rule', 'members', 'text'], {
    if: { properties: { rule: { const: 'upper-included' } }, required: ['rule'] },
    then: { required: ['upper'] },
    else: { properties: { upper: false } },
  });
}

function capSchema(): Schema {
  const properties = {
    ...{ id: ID, scope: { enum: CAP_SCOPES }, window: { enum: ['year'] }, clauses: MEMBERS },
    ...{ max: MONEY, text: RULE_TEXT },
    whenShort: {
      enum: SHORT_RULES,
      enumDescriptions: ['按比例', '先到先得', '先到先得，不足的结转下年'],
    },
  };
  const shared = { properties: { scope: { enum: ['clause', 'list'] } }, required: ['scope'] };
  return closed(properties, ['id', 'max', 'text'], {
    if: shared,
    then: { required: ['whenShort'] },
    else: { properties: { whenShort: false } },
  });
}

const POINTS: Schema = {
  if: { type: 'array' },
  then: { type: 'array', items: WHOLE, minItems: 2, maxItems: 2 },
  else: WHOLE,
};

function scoreSchemas(): Readonly<Record<string, Schema>> {
  const row = closed({ when: ref('condition'), points: POINTS }, ['points']);
  const parts = { type: 'array', items: ref('score'), minItems: 1, maxItems: 20 };
  const label = TEXT;
  const kinds = {
    table: closed(
      { max: true, label, table: { type: 'array', items: row, minItems: 1, maxItems: 30 } },
      ['table'],
    ),
    best: closed({ max: true, label, best: parts }, ['best']),
    sum: closed({ max: WHOLE, label, sum: parts }, ['sum']),
    experts: closed({ max: true, label, experts: TEXT, key: ID, points: POINTS }, [
      'experts',
      'points',
    ]),
  };
  return {
    score: dispatch(kinds),
    clauseScore: { allOf: [ref('score')], required: ['max'], properties: { max: WHOLE } },
    pass: dispatch({
      ...Object.fromEntries(
        ['all', 'any'].map((key) => [
          key,
          closed({ [key]: { type: 'array', items: ref('pass'), minItems: 1 } }, [key]),
        ]),
      ),
      not: closed({ not: ref('pass') }, ['not']),
      clause: closed({ clause: ID }, ['clause']),
      score: closed({ score: ID, op: true, value: true }, ['score', 'op', 'value'], {
        allOf: [ref('compare-integer')],
      }),
    }),
  };
}
