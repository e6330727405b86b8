/**
 * Exact decimals. A ratio is computed on whole numbers and rounded once, when it is written: binary
 * fractions never take part (2.675 to two places is 2.68, not 2.67).
 *
 * `half-up` is what 四舍五入 means: at an exact half, away from zero. `half-even` is what GB/T
 * 8170-2008 prescribes: at an exact half, to the even digit.
 */
export type RoundingMode = 'half-up' | 'half-even';

export interface Decimal {
  /** The number without its point: `"12.50"` → 1250n. */
  readonly units: bigint;
  /** Digits after the point, 0 or more. */
  readonly scale: number;
}

/** More digits than any figure has, and few enough that nobody can make the process sweat. */
const MAX_DIGITS = 60;
const MAX_YEARS = 100;
const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/**
 * `n / d` rounded to `places` decimals, e.g. `divide(11n, 10n, 4)` → `"1.1000"`.
 * @throws RangeError when `d` is 0n: whether a missing base is "—" or a refusal is the caller's say.
 */
export function divide(
  n: bigint,
  d: bigint,
  places: number,
  mode: RoundingMode = 'half-up',
): string {
  return write(divideUnits(n * 10n ** BigInt(places), d, mode), places);
}

/** `now / before − 1`, a ratio (`"0.2000"` is 20 %); null when `before` ≤ 0, printed as “—”. */
export function growth(
  now: bigint,
  before: bigint,
  places: number,
  mode: RoundingMode = 'half-up',
): string | null {
  return before > 0n ? divide(now - before, before, places, mode) : null;
}

/**
 * 年均增长: `(now / base)^(1/years) − 1`, exact to the last place written.
 * @param years whole years between base and now, 1–100.
 * @returns null when the base is ≤ 0, `now` is negative or `years` makes no sense.
 */
export function cagr(
  now: bigint,
  base: bigint,
  years: number,
  places: number,
  mode: RoundingMode = 'half-up',
): string | null {
  if (base <= 0n || now < 0n) return null;
  if (!Number.isInteger(years) || years < 1 || years > MAX_YEARS) return null;
  const one = 10n ** BigInt(places);
  const n = BigInt(years);
  // The root in units of the last place, rounded down; then which side of the half it lies on.
  const floor = root((now * one ** n) / base, n);
  const half = compare(now * (2n * one) ** n, (2n * floor + 1n) ** n * base);
  const below = floor - one;
  const up = half > 0 || (half === 0 && tieGoesUp(below, mode));
  return write(up ? below + 1n : below, places);
}

/** A decimal as people write it in JSON (`"-12.50"`, no exponent), up to 60 digits. */
export function parseDecimal(text: unknown): Decimal | undefined {
  const match = typeof text === 'string' && text.length <= MAX_DIGITS ? DECIMAL.exec(text) : null;
  if (!match) return undefined;
  const fraction = match[3] ?? '';
  const magnitude = BigInt((match[2] ?? '') + fraction);
  return { units: match[1] === '-' ? -magnitude : magnitude, scale: fraction.length };
}

/** -1, 0 or 1; `"1.0"` and `"1.00"` are equal. @throws RangeError when one is not a decimal. */
export function compareDecimals(a: string, b: string): -1 | 0 | 1 {
  const [left, right] = align(a, b);
  return compare(left, right);
}

/** `a + b`, with the longer fraction of the two. @throws RangeError when one is not a decimal. */
export function addDecimals(a: string, b: string): string {
  const [left, right, scale] = align(a, b);
  return write(left + right, scale);
}

/** `a − b`, with the longer fraction of the two. @throws RangeError when one is not a decimal. */
export function subtractDecimals(a: string, b: string): string {
  const [left, right, scale] = align(a, b);
  return write(left - right, scale);
}

/** `a × b`, with both fractions' digits together. @throws RangeError when one is not a decimal. */
export function multiplyDecimals(a: string, b: string): string {
  const [x, y] = [mustParse(a), mustParse(b)];
  return write(x.units * y.units, x.scale + y.scale);
}

/** `text` with exactly `places` decimals. @throws RangeError when it is not a decimal. */
export function roundDecimal(text: string, places: number, mode: RoundingMode = 'half-up'): string {
  const { units, scale } = mustParse(text);
  return divide(units, 10n ** BigInt(scale), places, mode);
}

function divideUnits(n: bigint, d: bigint, mode: RoundingMode): bigint {
  if (d === 0n) throw new RangeError('division by zero');
  const [num, den] = d < 0n ? [-n, -d] : [n, d];
  const truncated = num / den;
  const floor = num % den < 0n ? truncated - 1n : truncated;
  const half = compare(2n * (num - floor * den), den);
  return half > 0 || (half === 0 && tieGoesUp(floor, mode)) ? floor + 1n : floor;
}

/** At an exact half between `floor` and `floor + 1`. */
function tieGoesUp(floor: bigint, mode: RoundingMode): boolean {
  return mode === 'half-even' ? floor % 2n !== 0n : floor >= 0n;
}

/** Largest r with r^n ≤ x, by Newton's method from above. */
function root(x: bigint, n: bigint): bigint {
  if (x < 2n || n === 1n) return x;
  let r = 1n << (BigInt(x.toString(2).length) / n + 1n);
  for (;;) {
    const next = ((n - 1n) * r + x / r ** (n - 1n)) / n;
    if (next >= r) return r;
    r = next;
  }
}

function compare(a: bigint, b: bigint): -1 | 0 | 1 {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function mustParse(text: string): Decimal {
  const decimal = parseDecimal(text);
  if (!decimal) throw new RangeError(`not a decimal: ${String(text).slice(0, 40)}`);
  return decimal;
}

function align(a: string, b: string): [left: bigint, right: bigint, scale: number] {
  const [x, y] = [mustParse(a), mustParse(b)];
  const scale = Math.max(x.scale, y.scale);
  const lift = (d: Decimal): bigint => d.units * 10n ** BigInt(scale - d.scale);
  return [lift(x), lift(y), scale];
}

function write(units: bigint, scale: number): string {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const sign = units < 0n ? '-' : '';
  return scale === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-scale)}`;
}
