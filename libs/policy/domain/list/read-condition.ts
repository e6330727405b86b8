import { questionKey, type FieldSpec, type RegisterSpec } from '../facts/dictionary.js';
import { Cursor, isPlainMap } from './cursor.js';
import { nearestLabelled } from './findings.js';
import {
  negateFieldTest,
  negateLeaf,
  negateTree,
  type AggregateLeaf,
  type Condition,
  type FactLeaf,
  type FieldTest,
  type Leaf,
  type RecordLeaf,
  type Tree,
  type Where,
} from './model.js';
import { readComparison, readPeriod } from './read-operands.js';

const MAX_DEPTH = 12;
const MAX_CHILDREN = 50;
const COMBINERS = ['all', 'any', 'not'] as const;
const LEAF_KEYS = ['fact', 'some', 'none', 'count', 'sum', 'manual'] as const;

/** Reads `all` / `any` / `not` over leaves; undefined once something in it is wrong. */
export function readTree<L>(
  at: Cursor,
  readLeaf: (at: Cursor) => L | undefined,
  negate: (leaf: L) => L,
  leafNames: string,
  depth = 0,
): Tree<L> | undefined {
  const combiner = COMBINERS.find((key) => isPlainMap(at.value) && Object.hasOwn(at.value, key));
  if (combiner === undefined) {
    if (!isPlainMap(at.value)) {
      return at.fail('not-a-condition', `条件应为 all、any、not 之一，或一个${leafNames}条件`);
    }
    const leaf = readLeaf(at);
    return leaf && { kind: 'leaf', leaf };
  }
  if (depth >= MAX_DEPTH) return at.fail('too-deep', `条件嵌套过深，最多 ${MAX_DEPTH} 层`);
  if (!at.isMapOf([combiner], `${combiner} 条件`)) return undefined;
  const within = at.get(combiner);
  if (combiner === 'not') {
    const inner = readTree(within, readLeaf, negate, leafNames, depth + 1);
    return inner && negateTree(inner, negate);
  }
  const items = within.list(combiner, { max: MAX_CHILDREN });
  const of = items.map((item) => readTree(item, readLeaf, negate, leafNames, depth + 1));
  const complete = of.filter((sub) => sub !== undefined);
  return complete.length > 0 && complete.length === of.length
    ? { kind: combiner, of: complete }
    : undefined;
}

export function readCondition(at: Cursor): Condition | undefined {
  if (at.isMissing) return at.fail('missing', '缺少条件 when');
  return readTree(at, readLeaf, negateLeaf, LEAF_KEYS.join('、'));
}

function readLeaf(at: Cursor): Leaf | undefined {
  const kind = LEAF_KEYS.find((key) => isPlainMap(at.value) && Object.hasOwn(at.value, key));
  switch (kind) {
    case 'fact':
      return readFactLeaf(at);
    case 'some':
    case 'none':
      return readRecordLeaf(at, kind);
    case 'count':
    case 'sum':
      return readAggregateLeaf(at, kind);
    case 'manual':
      return readManualLeaf(at);
    case undefined:
      return at.fail(
        'not-a-condition',
        `无法识别的条件，应含有 ${[...COMBINERS, ...LEAF_KEYS].join('、')} 之一`,
      );
  }
}

function readFactLeaf(at: Cursor): FactLeaf | undefined {
  const keysFit = at.isMapOf(['fact', 'op', 'value', 'period', 'cite'], '事实条件');
  const fact = readFactName(at.get('fact'));
  if (!fact || !keysFit) return undefined;
  const back = fact.period
    ? readPeriod(at.get('period'), `“${fact.label}”`)
    : refusePeriod(at, fact);
  const test = readComparison(at, fact);
  if (!test || (fact.period && back === undefined)) return undefined;
  return { kind: 'fact', fact, ...(back === undefined ? {} : { back }), test, ...readCite(at) };
}

function refusePeriod(at: Cursor, fact: { readonly label: string }): undefined {
  const period = at.get('period');
  if (!period.isMissing) period.fail('no-period', `“${fact.label}”不分年度，请去掉 period`);
  return undefined;
}

export function readFactName(at: Cursor) {
  const name = at.text('事实名 fact', 80);
  if (name === undefined) return undefined;
  const { facts, registers } = at.log.dictionary;
  const fact = facts.get(name);
  if (fact) return fact;
  if (registers.has(name)) {
    return at.fail('is-a-register', `“${name}”是登记类事实，请用 some、none、count 或 sum`);
  }
  return at.fail('unknown-fact', `没有名为“${name}”的事实${suggest(name, facts)}`);
}

export function readRegisterName(at: Cursor): RegisterSpec | undefined {
  const name = at.text('登记类事实名', 80);
  if (name === undefined) return undefined;
  const { facts, registers } = at.log.dictionary;
  const register = registers.get(name);
  if (register) return register;
  if (facts.has(name)) return at.fail('is-a-fact', `“${name}”不是登记类事实，请用 fact`);
  return at.fail('unknown-register', `没有名为“${name}”的登记类事实${suggest(name, registers)}`);
}

function suggest(name: string, known: ReadonlyMap<string, { readonly label: string }>): string {
  const meant = nearestLabelled(name, known);
  const label = meant === undefined ? undefined : known.get(meant)?.label;
  return label === undefined
    ? `，可用：${[...known.keys()].join('、')}`
    : `，是否想写“${meant}”（${label}）？`;
}

export function readFieldName(at: Cursor, register: RegisterSpec): FieldSpec | undefined {
  const name = at.text('字段名 field', 80);
  if (name === undefined) return undefined;
  const field = register.fields.get(name);
  if (field) return field;
  return at.fail(
    'unknown-field',
    `${register.label}没有字段“${name}”${suggest(name, register.fields)}`,
  );
}

function readRecordLeaf(at: Cursor, kind: 'some' | 'none'): RecordLeaf | undefined {
  const keysFit = at.isMapOf([kind, 'where', 'cite'], `${kind} 条件`);
  const register = readRegisterName(at.get(kind));
  if (!register || !keysFit) return undefined;
  const where = readWhere(at.get('where'), register);
  return where && { kind, register, where, ...readCite(at) };
}

function readAggregateLeaf(at: Cursor, kind: 'count' | 'sum'): AggregateLeaf | undefined {
  const keys = [kind, 'where', 'op', 'value', 'cite', ...(kind === 'sum' ? ['field'] : [])];
  const keysFit = at.isMapOf(keys, `${kind} 条件`);
  const register = readRegisterName(at.get(kind));
  if (!register || !keysFit) return undefined;
  const where = readWhere(at.get('where'), register);
  const field = kind === 'sum' ? readSummable(at.get('field'), register) : undefined;
  if (kind === 'sum' && !field) return undefined;
  const test = readComparison(at, field ?? { type: 'integer', label: `${register.label}条数` });
  if (!where || !test) return undefined;
  return { kind, register, where, ...(field ? { field } : {}), test, ...readCite(at) };
}

/** A field that can be summed: money, which is never negative. */
export function readSummable(at: Cursor, register: RegisterSpec): FieldSpec | undefined {
  const field = readFieldName(at, register);
  if (!field || field.type === 'money') return field;
  return at.fail('not-summable', `“${field.label}”不是金额，不能求和`);
}

function readManualLeaf(at: Cursor): Leaf | undefined {
  const keysFit = at.isMapOf(['manual', 'key', 'cite'], 'manual 条件');
  const asked = readQuestion(at, 'manual', '须人工核实的事项 manual');
  if (!asked || !keysFit) return undefined;
  return { kind: 'manual', ...asked, expected: true, ...readCite(at) };
}

/** What only a person can answer, and the key that its answers are kept by. */
export function readQuestion(
  at: Cursor,
  name: string,
  what: string,
): { readonly key: string; readonly question: string } | undefined {
  const question = at.get(name).text(what);
  const key = at.get('key').isMissing
    ? questionKey(at.log.clause?.id ?? '', question ?? '')
    : at.get('key').id('问题标识 key');
  return question === undefined || key === undefined ? undefined : { key, question };
}

/** `where` of a register; left out, every record counts. Revoked records never do, unless asked for. */
export function readWhere(at: Cursor, register: RegisterSpec): Where | undefined {
  const everything: Where = { kind: 'all', of: [] };
  const where = at.isMissing
    ? everything
    : readTree(at, (leafAt) => readFieldTest(leafAt, register), negateFieldTest, '字段');
  const revoked = register.fields.get('revoked');
  if (!where || !revoked || mentions(where, revoked)) return where;
  const notRevoked: Where = {
    kind: 'leaf',
    leaf: { field: revoked, test: { op: 'eq', operands: [{ literal: false }] } },
  };
  return where.kind === 'all'
    ? { kind: 'all', of: [...where.of, notRevoked] }
    : { kind: 'all', of: [where, notRevoked] };
}

function mentions(where: Where, field: FieldSpec): boolean {
  return where.kind === 'leaf'
    ? where.leaf.field === field
    : where.of.some((sub) => mentions(sub, field));
}

function readFieldTest(at: Cursor, register: RegisterSpec): FieldTest | undefined {
  const keysFit = at.isMapOf(['field', 'op', 'value'], '字段条件');
  const field = readFieldName(at.get('field'), register);
  if (!field || !keysFit) return undefined;
  const test = readComparison(at, field);
  return test && { field, test };
}

/** `cite` must be words of the clause, so that a reader can find the condition in the text. */
function readCite(at: Cursor): { readonly path: string; readonly cite?: string } {
  const path = at.path.replace(/^clauses\.\d+\./, '');
  const place = at.get('cite');
  const cite = place.optionalText('引文 cite', 500);
  if (cite === undefined) return { path };
  const text = place.log.clause?.text;
  if (text !== undefined && !text.includes(cite)) {
    place.fail('cite-not-in-text', `引文“${cite.slice(0, 60)}”不在条款原文中，应逐字摘自 text`);
  }
  return { path, cite };
}
