import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Where the board is, and the only place the cookie is sent to. */
export const BOARD_PATH = '/admin/queues';
export const BOARD_COOKIE = 'registry_board';
/** How long a browser may look before it has to ask again, seconds. */
export const BOARD_SECONDS = 15 * 60;

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * The value of the cookie: the session's token and when the permission ends, encrypted, so that a
 * cookie that leaks is no bearer token, and cannot be made longer.
 * @param now ms since 1970
 */
export function sealBoardCookie(token: string, secret: string, now: number): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, keyOf(secret), iv);
  const text = JSON.stringify({ token, until: now + BOARD_SECONDS * 1000 });
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url');
}

/** The token in a cookie; undefined for one that is not ours, was changed, or is over. */
export function openBoardCookie(value: string, secret: string, now: number): string | undefined {
  const bytes = Buffer.from(value, 'base64url');
  if (bytes.length <= IV_BYTES + TAG_BYTES) return undefined;
  try {
    const decipher = createDecipheriv(ALGORITHM, keyOf(secret), bytes.subarray(0, IV_BYTES));
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    const body = bytes.subarray(IV_BYTES + TAG_BYTES);
    const text = Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
    const { token, until } = JSON.parse(text) as { token: string; until: number };
    return now < until ? token : undefined;
  } catch {
    return undefined;
  }
}

/** The value of our cookie in a `Cookie` header. */
export function boardCookieIn(header: string | undefined): string | undefined {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([name]) => name === BOARD_COOKIE)?.[1];
}

function keyOf(secret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', 'registry queue board', 32));
}
