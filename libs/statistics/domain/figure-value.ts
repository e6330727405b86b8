import { MAX_FEN, formatYuan } from '#libs/kernel/money.js';
import { parseDecimal } from '#libs/kernel/ratio.js';
import { isAbsent, readOneOf, type Issues } from '#libs/kernel/read-fields.js';

export const UNIT_LABELS = { yuan: '元', 'wan-yuan': '万元', 'yi-yuan': '亿元' } as const;
export type FigureUnit = keyof typeof UNIT_LABELS;

const FEN_PER_UNIT: Readonly<Record<FigureUnit, bigint>> = {
  yuan: 100n,
  'wan-yuan': 1_000_000n,
  'yi-yuan': 10_000_000_000n,
};

/** Significant digits that a JSON number keeps for certain. */
const SAFE_DIGITS = 15;

/**
 * A reported amount in its unit, converted exactly: `1143.26` 亿元 is `"114326000000.00"` yuan. What
 * does not come out in whole fen is refused, not rounded.
 */
export function readValue(input: unknown, unit: unknown, issues: Issues): string | undefined {
  const rule = { path: 'unit', label: '单位', required: true };
  const known = readOneOf(unit, UNIT_LABELS, rule, issues);
  if (isAbsent(input)) return issues.add('value', 'required', '数值 value 必填');
  const decimal = parseDecimal(typeof input === 'number' ? digitsOf(input) : input);
  if (!decimal || decimal.units < 0n) {
    return issues.add('value', 'not-an-amount', '数值应为不小于 0 的十进制数，如 "1143.26"');
  }
  if (known === undefined) return undefined;
  const scaled = decimal.units * FEN_PER_UNIT[known];
  const divisor = 10n ** BigInt(decimal.scale);
  if (scaled % divisor !== 0n) {
    const wanted = `以${UNIT_LABELS[known]}计的数值细于 1 分，请减少小数位`;
    return issues.add('value', 'finer-than-fen', wanted);
  }
  const fen = scaled / divisor;
  if (fen > MAX_FEN)
    return issues.add('value', 'too-large', '数值超过上限（1000 万亿元），请核对单位');
  return formatYuan(fen);
}

function digitsOf(value: number): string | undefined {
  const text = String(value);
  return text.replace(/\D/g, '').length <= SAFE_DIGITS ? text : undefined;
}
