import { compareNum, floorNum, isNum, type Num, type ValueKind } from '../facts/values.js';
import {
  BENEFIT_KINDS,
  type Benefit,
  type Limits,
  type Quantity,
  type Rounding,
} from './benefit-model.js';
import { isPlainMap, type Cursor } from './cursor.js';
import {
  readFactName,
  readFieldName,
  readRegisterName,
  readSummable,
  readWhere,
} from './read-condition.js';
import { readPeriod } from './read-operands.js';
import { readMarginalTiers, readWholeTiers } from './read-tiers.js';

const MONEY: ValueKind = { type: 'money' };
const RATIO: ValueKind = { type: 'ratio' };
const LIMITS = ['cap', 'floor', 'round'];
const BASE = ['of', 'period'];

/** Reads a clause's `benefit`; a kind that is not known is refused, never guessed. */
export function readBenefit(at: Cursor): Benefit | undefined {
  if (!isPlainMap(at.value))
    return at.fail('missing', '缺少奖补 benefit，如 {kind: fixed, amount: 20万}');
  const kind = at.get('kind').oneOf(BENEFIT_KINDS, '奖补方式 kind ');
  switch (kind) {
    case undefined:
      return undefined;
    case 'fixed':
      return readFixed(at);
    case 'level-table':
      return readLevelTable(at);
    case 'increment':
      return readIncrement(at);
    case 'service':
      return readService(at);
    default:
      return readMeasured(at, kind);
  }
}

type Measured = Extract<Benefit, { base: Quantity }>['kind'];

const OWN_KEYS: Readonly<Record<Measured, readonly string[]>> = {
  'marginal-tiers': ['tiers'],
  'whole-tiers': ['tiers'],
  step: ['from', 'amount', 'each', 'add'],
  percent: ['rate'],
  match: ['ratio'],
  'per-unit': ['each'],
};

function readMeasured(at: Cursor, kind: Measured): Benefit | undefined {
  const keysFit = at.isMapOf(['kind', ...BASE, ...OWN_KEYS[kind], ...LIMITS], `${kind} 奖补`);
  const base = readQuantity(at);
  const limits = readLimits(at);
  if (!base || !limits || !keysFit) return undefined;
  const type = quantityType(base);
  if (kind === 'per-unit')
    return type === 'integer' ? readPerUnit(at, base, limits) : notA(at, '个数');
  if (kind === 'whole-tiers') {
    const tiers = readWholeTiers(at.get('tiers'), type);
    return tiers && { kind, base, tiers, ...limits };
  }
  if (type !== 'money') return notA(at, '金额');
  return readOfMoney(at, kind, base, limits);
}

function notA(at: Cursor, what: string): undefined {
  return at.get('of').fail('wrong-base', `此种奖补的计算基数 of 应为${what}`);
}

function readOfMoney(
  at: Cursor,
  kind: 'marginal-tiers' | 'step' | 'percent' | 'match',
  base: Quantity,
  limits: Limits,
): Benefit | undefined {
  switch (kind) {
    case 'marginal-tiers': {
      const tiers = readMarginalTiers(at.get('tiers'));
      return tiers && { kind, base, tiers, ...limits };
    }
    case 'percent': {
      const rate = readPositive(at.get('rate'), RATIO, '比例 rate');
      return rate && { kind, base, rate, ...limits };
    }
    case 'match': {
      const ratio = readPositive(at.get('ratio'), RATIO, '配套比例 ratio');
      return ratio && { kind, base, ratio, ...limits };
    }
    case 'step':
      return readStep(at, base, limits);
  }
}

function readStep(at: Cursor, base: Quantity, limits: Limits): Benefit | undefined {
  const from = readPositive(at.get('from'), MONEY, '起点 from');
  const amount = readPositive(at.get('amount'), MONEY, '起点金额 amount');
  const each = readPositive(at.get('each'), MONEY, '每档 each');
  const add = readPositive(at.get('add'), MONEY, '每档增加 add');
  return (
    from && amount && each && add && { kind: 'step', base, from, amount, each, add, ...limits }
  );
}

function readPerUnit(at: Cursor, base: Quantity, limits: Limits): Benefit | undefined {
  const each = readPositive(at.get('each'), MONEY, '每项金额 each');
  return each && { kind: 'per-unit', base, each, ...limits };
}

function readFixed(at: Cursor): Benefit | undefined {
  const keysFit = at.isMapOf(['kind', 'amount'], 'fixed 奖补');
  const amount = readPositive(at.get('amount'), MONEY, '金额 amount');
  return keysFit && amount ? { kind: 'fixed', amount } : undefined;
}

function readService(at: Cursor): Benefit | undefined {
  const keysFit = at.isMapOf(['kind', 'text'], 'service 奖补');
  const text = at.get('text').text('服务内容 text', 500);
  return keysFit && text !== undefined ? { kind: 'service', text } : undefined;
}

function readIncrement(at: Cursor): Benefit | undefined {
  const keysFit = at.isMapOf(['kind', ...BASE, 'rate', ...LIMITS], 'increment 奖补');
  const fact = readFactName(at.get('of'));
  const limits = readLimits(at);
  const rate = readPositive(at.get('rate'), RATIO, '比例 rate');
  if (!fact || !limits || !rate || !keysFit) return undefined;
  if (!fact.period || fact.type !== 'money') {
    return at.get('of').fail('wrong-base', `“${fact.label}”不是分年度的金额，不能计算增量`);
  }
  const back = readPeriod(at.get('period'), `“${fact.label}”`);
  return back === undefined ? undefined : { kind: 'increment', fact, back, rate, ...limits };
}

function readLevelTable(at: Cursor): Benefit | undefined {
  const keysFit = at.isMapOf(['kind', 'register', 'level', 'where', 'amounts'], 'level-table 奖补');
  const register = readRegisterName(at.get('register'));
  if (!register || !keysFit) return undefined;
  const level = readFieldName(at.get('level'), register);
  const where = readWhere(at.get('where'), register);
  if (!level || !where) return undefined;
  if (level.type !== 'enum')
    return at.get('level').fail('not-a-level', `“${level.label}”不是有代码的级别`);
  const place = at.get('amounts');
  if (!place.isMapOf(Object.keys(level.values ?? {}), '级别表 amounts')) return undefined;
  if (place.keys().length === 0) return place.fail('missing', '级别表 amounts 至少要有一级');
  const amounts = new Map<string, Num>();
  for (const code of place.keys()) {
    const amount = readPositive(place.get(code), MONEY, `级别 ${code} 的金额`);
    if (amount) amounts.set(code, amount);
  }
  return { kind: 'level-table', register, level, where, amounts };
}

/** `of: revenue` with `period`, or `of: {sum: tech-contract, field: contractValue, where: …}`. */
export function readQuantity(at: Cursor): Quantity | undefined {
  const of = at.get('of');
  const period = at.get('period');
  if (!isPlainMap(of.value)) {
    const fact = readFactName(of);
    if (!fact) return undefined;
    if (fact.type !== 'money' && fact.type !== 'integer') {
      return of.fail('wrong-base', `“${fact.label}”不是金额或个数，不能作计算基数`);
    }
    if (!fact.period && !period.isMissing)
      return period.fail('no-period', `“${fact.label}”不分年度，请去掉 period`);
    const back = fact.period ? readPeriod(period, `“${fact.label}”`) : undefined;
    if (fact.period && back === undefined) return undefined;
    return { kind: 'fact', fact, ...(back === undefined ? {} : { back }) };
  }
  if (!period.isMissing)
    return period.fail('no-period', '对登记类事实求和或计数时，请在 where 中限定年度');
  return readAggregate(of);
}

function readAggregate(of: Cursor): Quantity | undefined {
  const kind = Object.hasOwn(of.value as object, 'sum') ? 'sum' : 'count';
  const keysFit = of.isMapOf([kind, 'where', ...(kind === 'sum' ? ['field'] : [])], '计算基数 of');
  const register = readRegisterName(of.get(kind));
  if (!register || !keysFit) return undefined;
  const where = readWhere(of.get('where'), register);
  if (!where) return undefined;
  if (kind === 'count') return { kind, register, where };
  const field = readSummable(of.get('field'), register);
  return field && { kind, register, where, field };
}

export function quantityType(base: Quantity): 'money' | 'integer' {
  if (base.kind === 'count') return 'integer';
  const { type } = base.kind === 'fact' ? base.fact : base.field;
  return type === 'integer' ? 'integer' : 'money';
}

export function readPositive(at: Cursor, kind: ValueKind, what: string): Num | undefined {
  const value = at.typed(kind, what);
  if (value === undefined || !isNum(value)) return undefined;
  return value.n > 0n ? value : at.fail('not-positive', `${what}应大于零`);
}

function readLimits(at: Cursor): Limits | undefined {
  const cap = optionalMoney(at.get('cap'), '上限 cap');
  const floor = optionalMoney(at.get('floor'), '下限 floor');
  const round = at.get('round').isMissing ? undefined : readRounding(at.get('round'));
  if (cap && floor && compareNum(floor, cap) > 0)
    return at.get('floor').fail('floor-above-cap', '下限高于上限');
  return { ...(cap ? { cap } : {}), ...(floor ? { floor } : {}), ...(round ? { round } : {}) };
}

export function optionalMoney(at: Cursor, what: string): Num | undefined {
  return at.isMissing ? undefined : readPositive(at, MONEY, what);
}

function readRounding(at: Cursor): Rounding | undefined {
  if (!at.isMapOf(['to', 'mode'], '取整 round')) return undefined;
  const to = readPositive(at.get('to'), MONEY, '取整单位 to（元）');
  const mode = at.get('mode').oneOf(['down', 'half-up', 'up'] as const, '取整方式 mode ');
  return to && mode && floorNum(to) > 0n ? { to, mode } : undefined;
}
