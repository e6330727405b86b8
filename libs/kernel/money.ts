/** Money: whole fen (1 yuan = 100 fen). 万元 and 亿元 exist on screens and in sheets only. */
export type Fen = bigint;

/** Largest amount the registry takes: 10^15 yuan. */
export const MAX_FEN: Fen = 10n ** 17n;

const DECIMAL = /^(-?)(0|[1-9]\d{0,15})(?:\.(\d{1,2}))?$/;

/**
 * An amount in yuan that is not negative: a decimal string (`"5000000"`, `"0.5"`, `"12.34"`) or a
 * JSON number, with at most two decimals and at most 10^15; undefined for anything else.
 */
export function parseYuan(input: unknown): Fen | undefined {
  const fen = parseSignedYuan(input);
  return fen !== undefined && fen >= 0n ? fen : undefined;
}

/** The same where less than nothing makes sense (a reduction, a difference). */
export function parseSignedYuan(input: unknown): Fen | undefined {
  const text = typeof input === 'number' ? writeExactly(input) : input;
  const match = typeof text === 'string' ? DECIMAL.exec(text) : null;
  if (!match) return undefined;
  const fen = BigInt(match[2] ?? '') * 100n + BigInt((match[3] ?? '').padEnd(2, '0'));
  if (fen > MAX_FEN) return undefined;
  return match[1] === '-' ? -fen : fen;
}

/** Decimal yuan with two places, as every API answer writes it: `500000000n` → `"5000000.00"`. */
export function formatYuan(fen: Fen): string {
  const magnitude = fen < 0n ? -fen : fen;
  const cents = String(magnitude % 100n).padStart(2, '0');
  return `${fen < 0n ? '-' : ''}${magnitude / 100n}.${cents}`;
}

/**
 * What the client wrote, if the double still says so for certain. With a fraction that holds below
 * 10^13: fifteen significant digits survive a double, a sixteenth may not.
 */
function writeExactly(value: number): string | undefined {
  if (Number.isInteger(value)) return Number.isSafeInteger(value) ? String(value) : undefined;
  return Math.abs(value) < 1e13 ? String(value) : undefined;
}
