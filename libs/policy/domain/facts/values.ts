import { parseDate } from '#libs/kernel/calendar-date.js';
import { formatYuan } from '#libs/kernel/money.js';
import { isRegion, regionName } from '#libs/kernel/region.js';

/** What a fact or a field of a record can be. `money` is fen; `ratio` is a fraction, never a float. */
export const VALUE_TYPES = [
  'money',
  'integer',
  'ratio',
  'date',
  'bool',
  'enum',
  'region',
  'text',
] as const;
export type ValueType = (typeof VALUE_TYPES)[number];

/** An exact number, `n / d` with `d` > 0. Comparing is cross-multiplying, so 3% is 3% at the edge. */
export interface Num {
  readonly n: bigint;
  readonly d: bigint;
}

export type Value = Num | string | boolean;

/** A type together with the codes an `enum` may have (code → Chinese label). */
export interface ValueKind {
  readonly type: ValueType;
  readonly values?: Readonly<Record<string, string>>;
}

/** Stands for "without end" where a record has no last day: later than any real date. */
export const NO_END = '9999-12-31';

export function num(n: bigint | number, d: bigint | number = 1n): Num {
  return { n: BigInt(n), d: BigInt(d) };
}

export function isNum(value: Value): value is Num {
  return typeof value === 'object';
}

/** A value that reading has made sure is text (dates, codes). @throws Error for another. */
export function textOf(value: Value): string {
  if (typeof value !== 'string') throw new Error('a text value was expected');
  return value;
}

/** -1, 0 or 1. */
export function compareNum(a: Num, b: Num): -1 | 0 | 1 {
  const left = a.n * b.d;
  const right = b.n * a.d;
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

export function addNum(a: Num, b: Num): Num {
  return a.d === b.d ? { n: a.n + b.n, d: a.d } : { n: a.n * b.d + b.n * a.d, d: a.d * b.d };
}

export function subtractNum(a: Num, b: Num): Num {
  return addNum(a, { n: -b.n, d: b.d });
}

export function multiplyNum(a: Num, b: Num): Num {
  return { n: a.n * b.n, d: a.d * b.d };
}

/** Smallest whole number that is not less. */
export function ceilNum(a: Num): bigint {
  const floor = floorNum(a);
  return floor * a.d === a.n ? floor : floor + 1n;
}

/** Greatest whole number that is not greater. */
export function floorNum(a: Num): bigint {
  const truncated = a.n / a.d;
  return a.n % a.d < 0n ? truncated - 1n : truncated;
}

const AMOUNT = /^(\d{1,16})(?:\.(\d{1,8}))?\s*(万|亿)?元?$/;
const PERCENT = /^(-?)(\d{1,9})(?:\.(\d{1,9}))?\s*(%)?$/;
const INTEGER = /^-?\d{1,15}$/;
const MAX_FEN = 10n ** 17n;

/**
 * A value as officers write it, by its type: `500万`, `1.5亿元`, `3000` (yuan) · `3%`, `0.03` ·
 * `2023` · `2023-06-15` · `true`, `是` · the code of an enum · six digits of a region.
 * @param raw a scalar of YAML or JSON. @returns undefined for what the type does not take.
 */
export function parseValue(kind: ValueKind, raw: unknown): Value | undefined {
  if (typeof raw === 'boolean') return kind.type === 'bool' ? raw : undefined;
  const text = scalarText(raw);
  return text === undefined ? undefined : parseText(kind, text);
}

function parseText(kind: ValueKind, text: string): Value | undefined {
  switch (kind.type) {
    case 'money':
      return parseAmount(text);
    case 'ratio':
      return parseRatio(text);
    case 'integer':
      return INTEGER.test(text) ? num(BigInt(text)) : undefined;
    case 'date':
      return parseDate(text);
    case 'bool':
      return BOOLEANS.get(text);
    case 'enum':
      return kind.values !== undefined && Object.hasOwn(kind.values, text) ? text : undefined;
    case 'region':
      return isRegion(text) ? text : undefined;
    case 'text':
      return text.length > 0 && text.length <= 200 ? text : undefined;
  }
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['是', true],
  ['false', false],
  ['否', false],
]);

/** Text of a scalar; numbers only where the double says exactly what was written. */
export function scalarText(raw: unknown): string | undefined {
  if (typeof raw === 'string') return raw.normalize('NFKC').trim();
  if (typeof raw !== 'number' || !Number.isFinite(raw) || Math.abs(raw) >= 1e15) return undefined;
  const text = String(raw);
  return /^-?\d+(\.\d+)?$/.test(text) ? text : undefined;
}

/** `20万` → 20 000 000 fen; whole fen only, at most 10^15 yuan, not negative. */
export function parseAmount(text: string): Num | undefined {
  const match = AMOUNT.exec(text.normalize('NFKC').trim());
  if (!match) return undefined;
  const fraction = match[2] ?? '';
  const unit = match[3] === '万' ? 10_000n : match[3] === '亿' ? 100_000_000n : 1n;
  const scaled = BigInt((match[1] ?? '') + fraction) * unit * 100n;
  const divisor = 10n ** BigInt(fraction.length);
  if (scaled % divisor !== 0n) return undefined;
  const fen = scaled / divisor;
  return fen <= MAX_FEN ? num(fen) : undefined;
}

/** `3%`, `0.5%`, `0.03`, `-10%`. */
export function parseRatio(text: string): Num | undefined {
  const match = PERCENT.exec(text.normalize('NFKC').trim());
  if (!match) return undefined;
  const fraction = match[3] ?? '';
  const magnitude = BigInt((match[2] ?? '') + fraction);
  const d = 10n ** BigInt(fraction.length) * (match[4] === '%' ? 100n : 1n);
  return { n: match[1] === '-' ? -magnitude : magnitude, d };
}

/** What would be accepted, for messages: `金额，如 500万、1.5亿、3000（元）`. */
export function acceptedForm(kind: ValueKind): string {
  switch (kind.type) {
    case 'money':
      return '金额，如 500万、1.5亿、3000（元）';
    case 'ratio':
      return '比例，如 3% 或 0.03';
    case 'integer':
      return '整数，如 3 或 2023';
    case 'date':
      return '真实日期，如 2023-06-15';
    case 'bool':
      return 'true 或 false';
    case 'enum':
      return `下列代码之一：${enumCodes(kind)}`;
    case 'region':
      return '六位行政区划代码，如 411323';
    case 'text':
      return '1 至 200 字的文字';
  }
}

function enumCodes(kind: ValueKind): string {
  return Object.entries(kind.values ?? {})
    .map(([code, label]) => `${code}（${label}）`)
    .join('、');
}

/** A value in an API answer: money and ratios as decimal strings, whole numbers as numbers. */
export type WrittenValue = string | number | boolean;

/** How a fraction that cannot be written out is cut: away from the bound it failed against. */
export type Cut = 'floor' | 'ceil';

export const RATIO_PLACES = 6;

export function writeValue(type: ValueType, value: Value, cut: Cut = 'floor'): WrittenValue {
  if (!isNum(value)) return value;
  if (type === 'money') return formatYuan(cut === 'floor' ? floorNum(value) : ceilNum(value));
  if (type === 'ratio') return writeRatio(value, cut);
  return Number(cut === 'floor' ? floorNum(value) : ceilNum(value));
}

/** Up to six decimals, without trailing zeros: 299/10000 → `0.0299`. */
export function writeRatio(value: Num, cut: Cut): string {
  const scaled = { n: value.n * 10n ** BigInt(RATIO_PLACES), d: value.d };
  const units = cut === 'floor' ? floorNum(scaled) : ceilNum(scaled);
  const digits = String(units < 0n ? -units : units).padStart(RATIO_PLACES + 1, '0');
  const fraction = digits.slice(-RATIO_PLACES).replace(/0+$/, '');
  const whole = digits.slice(0, -RATIO_PLACES);
  return `${units < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/** A value as a Chinese sentence shows it: `500万元`, `3%`, `是`, `国家级`. */
export function showValue(kind: ValueKind, value: Value, cut: Cut = 'floor'): string {
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (typeof value === 'string') return showText(kind, value);
  if (kind.type === 'money') return showMoney(cut === 'floor' ? floorNum(value) : ceilNum(value));
  if (kind.type === 'ratio') return `${writeRatio({ n: value.n * 100n, d: value.d }, cut)}%`;
  return String(floorNum(value));
}

function showText(kind: ValueKind, value: string): string {
  if (kind.type === 'enum') return kind.values?.[value] ?? value;
  if (kind.type === 'region') return regionName(value) ?? value;
  return kind.type === 'date' && value === NO_END ? '长期' : value;
}

/** `500万元`, `1.45万元`, `99.5元`: in 万元 where that is exact to four decimals. */
export function showMoney(fen: bigint): string {
  const inTenThousands = fen % 100n === 0n && (fen >= 100_000n || fen <= -100_000n);
  const scale = inTenThousands ? 6 : 2;
  const magnitude = String(fen < 0n ? -fen : fen).padStart(scale + 1, '0');
  const fraction = magnitude.slice(-scale).replace(/0+$/, '');
  const sign = fen < 0n ? '-' : '';
  const digits = `${sign}${magnitude.slice(0, -scale)}${fraction === '' ? '' : `.${fraction}`}`;
  return `${digits}${inTenThousands ? '万元' : '元'}`;
}
