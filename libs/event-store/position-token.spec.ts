import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Refusal } from '#libs/kernel/refusal.js';
import {
  formatPosition,
  looksLikePosition,
  parsePosition,
  partsOfPosition,
} from './position-token.js';

const code = (token: string) => {
  const parsed = parsePosition('ab12cd34', token);
  return parsed instanceof Refusal ? parsed.code : parsed;
};

describe('a position token', () => {
  it('is read back as it was written', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 9_223_372_036_854_775_807n }), (position) => {
        const token = formatPosition('ab12cd34', position);
        expect(looksLikePosition(token)).toBe(true);
        expect(code(token)).toBe(position);
        expect(partsOfPosition(token)).toEqual({ ledgerId: 'ab12cd34', position });
      }),
    );
  });

  it('is refused on another ledger', () => {
    expect(code('ab12cd35.17')).toBe('foreign-position');
  });

  it.each(['', '17', '.17', 'ab12cd34.', 'ab12cd34.-1', 'ab12cd34.1.2', 'ab12cd34.９'])(
    'is refused when it is malformed: “%s”',
    (token) => {
      expect(code(token)).toBe('malformed-position');
      expect(() => partsOfPosition(token)).toThrow('no position token');
    },
  );

  it('is refused when it is beyond what a store can count', () => {
    expect(code('ab12cd34.9223372036854775808')).toBe('malformed-position');
    expect(code(`ab12cd34.${'9'.repeat(400)}`)).toBe('malformed-position');
  });
});
