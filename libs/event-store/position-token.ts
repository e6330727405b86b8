import { Refusal } from '#libs/kernel/refusal.js';

/** Largest position that PostgreSQL's bigint and KurrentDB can both hold. */
const MAX_POSITION = 9_223_372_036_854_775_807n;

const TOKEN = /^([0-9a-z]+)\.(\d{1,19})$/;

/** `<ledgerId>.<position>`: exact to the event, and useless on another ledger. */
export function formatPosition(ledgerId: string, position: bigint): string {
  return `${ledgerId}.${position}`;
}

/** True for what looks like a token (and so not like a date or an instant). */
export function looksLikePosition(text: string): boolean {
  return /^[0-9a-z]+\.\d+$/.test(text);
}

/**
 * Ledger and position of a token that the registry has made itself.
 * @throws Error for any other text
 */
export function partsOfPosition(token: string): {
  readonly ledgerId: string;
  readonly position: bigint;
} {
  const [, ledgerId, digits] = TOKEN.exec(token) ?? [];
  if (ledgerId === undefined || digits === undefined) {
    throw new Error(`"${token.slice(0, 60)}" is no position token`);
  }
  return { ledgerId, position: BigInt(digits) };
}

/**
 * Reads a position token of this ledger.
 * @returns the position, or a refusal (400 `malformed-position`, `foreign-position`)
 */
export function parsePosition(ledgerId: string, token: string): bigint | Refusal {
  const match = TOKEN.exec(token);
  const position = match?.[2] === undefined ? undefined : BigInt(match[2]);
  if (!match || position === undefined || position > MAX_POSITION) {
    return new Refusal(
      'malformed',
      'malformed-position',
      `位置标记“${token.slice(0, 60)}”无法识别，应为此前应答头 Registry-Position 给出的值`,
    );
  }
  if (match[1] !== ledgerId) {
    return new Refusal(
      'malformed',
      'foreign-position',
      `位置标记属于另一个台账（${match[1]}），本台账为 ${ledgerId}`,
    );
  }
  return position;
}
