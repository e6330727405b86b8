import { isNum, compareNum, type Value, type ValueKind, type ValueType } from '../facts/values.js';
import type { Cursor } from './cursor.js';
import type { Comparison, Operand, Operator } from './model.js';

const ORDERED: readonly Operator[] = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'between'];
const CODES: readonly Operator[] = ['eq', 'ne', 'in', 'notIn'];

/** The operators that make sense for a type. */
export const OPERATORS: Readonly<Record<ValueType, readonly Operator[]>> = {
  money: ORDERED,
  integer: [...ORDERED, 'in', 'notIn'],
  ratio: ORDERED,
  date: ORDERED,
  bool: ['eq', 'ne'],
  enum: CODES,
  text: CODES,
  region: [...CODES, 'within', 'notWithin'],
};

/** Reads `op` and `value` beside each other: `{op: gte, value: 500万}`. */
export function readComparison(
  at: Cursor,
  kind: ValueKind & { label: string },
): Comparison | undefined {
  const op = at.get('op').oneOf(OPERATORS[kind.type], `“${kind.label}”的比较方式 op `);
  if (op === undefined) return undefined;
  const operands = readOperands(at.get('value'), op, kind);
  return operands && { op, operands };
}

function readOperands(
  at: Cursor,
  op: Operator,
  kind: ValueKind & { label: string },
): readonly Operand[] | undefined {
  if (op === 'between') return readRange(at, kind);
  const many = op === 'in' || op === 'notIn' || op === 'within' || op === 'notWithin';
  if (!many || !Array.isArray(at.value)) {
    const one = readOperand(at, kind);
    return one && [one];
  }
  const items = at.list(`“${kind.label}”的取值`, { max: 100 });
  const operands = items.map((item) => readOperand(item, kind));
  const complete = operands.filter((operand) => operand !== undefined);
  return complete.length === operands.length && complete.length > 0 ? complete : undefined;
}

function readRange(
  at: Cursor,
  kind: ValueKind & { label: string },
): readonly Operand[] | undefined {
  const [from, to] = at.list(`between 的取值`, { min: 2, max: 2 });
  const low = from && readOperand(from, kind);
  const high = to && readOperand(to, kind);
  if (!low || !high) return undefined;
  if ('literal' in low && 'literal' in high && isBelow(high.literal, low.literal)) {
    return at.fail('empty-range', '区间的下限高于上限，应为 [下限, 上限]');
  }
  return [low, high];
}

function isBelow(a: Value, b: Value): boolean {
  return isNum(a) && isNum(b) ? compareNum(a, b) < 0 : a < b;
}

const SYMBOL = /^@(?:(yearStart|yearEnd|year)(?:-([1-9]))?|(asOf)(?:-([1-9]\d{0,4})d)?)$/;

function readOperand(at: Cursor, kind: ValueKind & { label: string }): Operand | undefined {
  if (typeof at.value === 'string' && at.value.startsWith('@')) return readSymbol(at, kind);
  const literal = at.typed(kind, `“${kind.label}”的取值`);
  return literal === undefined ? undefined : { literal };
}

function readSymbol(at: Cursor, kind: ValueKind): Operand | undefined {
  const match = SYMBOL.exec(String(at.value));
  const symbol = (match?.[1] ?? match?.[3]) as
    'asOf' | 'year' | 'yearStart' | 'yearEnd' | undefined;
  const back = Number(match?.[2] ?? match?.[4] ?? 0);
  const fits = symbol === 'year' ? kind.type === 'integer' : kind.type === 'date';
  if (symbol !== undefined && fits) return { symbol, back };
  const usable =
    kind.type === 'integer'
      ? '@year、@year-1 至 @year-9'
      : kind.type === 'date'
        ? '@asOf（可减天数，如 @asOf-365d）、@yearStart、@yearEnd（后两者可加 -1 至 -9）'
        : '（此类事实不能用 @ 取值）';
  return at.fail('bad-symbol', `“${String(at.value).slice(0, 40)}”不能用在这里，可用：${usable}`);
}

/** `year` → 0, `year-1` → 1 … `year-9`. */
export function readPeriod(at: Cursor, what: string): number | undefined {
  const text = at.text(`${what}的期间 period（year 为兑现年度，year-1 为上一年）`);
  if (text === undefined) return undefined;
  const match = /^year(?:-([1-9]))?$/.exec(text);
  if (match) return Number(match[1] ?? 0);
  return at.fail('bad-period', `期间“${text.slice(0, 40)}”无效，可用：year、year-1 至 year-9`);
}
