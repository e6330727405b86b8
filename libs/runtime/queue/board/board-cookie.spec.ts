import { describe, expect, it } from '@jest/globals';
import {
  BOARD_COOKIE,
  BOARD_SECONDS,
  boardCookieIn,
  openBoardCookie,
  sealBoardCookie,
} from './board-cookie.js';

const TOKEN = 'a-token-of-a-session';
const NOW = Date.UTC(2023, 10, 30);
const open = (value: string, later = 0, secret = 'secret') =>
  openBoardCookie(value, secret, NOW + later);

describe('the cookie of the queue board', () => {
  const value = sealBoardCookie(TOKEN, 'secret', NOW);

  it('gives the session back, and shows it to nobody else', () => {
    expect(open(value)).toBe(TOKEN);
    expect(Buffer.from(value, 'base64url').toString('latin1')).not.toContain(TOKEN);
    expect(open(value, 0, 'another secret')).toBeUndefined();
  });

  it('ends by itself', () => {
    expect(open(value, BOARD_SECONDS * 1000 - 1)).toBe(TOKEN);
    expect(open(value, BOARD_SECONDS * 1000)).toBeUndefined();
  });

  it('that was changed anywhere is none', () => {
    for (let at = 0; at < value.length; at += 1) {
      const other = value[at] === 'A' ? 'B' : 'A';
      const changed = Buffer.from(value.slice(0, at) + other + value.slice(at + 1), 'base64url');
      if (changed.equals(Buffer.from(value, 'base64url'))) continue;
      expect(open(changed.toString('base64url'))).toBeUndefined();
    }
  });

  it.each(['', 'x', 'AAAA', 'ü', '.'.repeat(200)])('%j is none', (text) => {
    expect(open(text)).toBeUndefined();
  });

  it('is found among others', () => {
    expect(boardCookieIn(`a=b; ${BOARD_COOKIE}=${value}; c=d`)).toBe(value);
    expect(boardCookieIn(`not_${BOARD_COOKIE}=x`)).toBeUndefined();
    expect(boardCookieIn(undefined)).toBeUndefined();
  });
});
