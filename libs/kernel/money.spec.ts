import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatYuan, MAX_FEN, parseSignedYuan, parseYuan } from './money.js';

const amount = fc.bigInt({ min: 0n, max: MAX_FEN });

describe('parseYuan', () => {
  it.each([
    ['0', 0n],
    ['0.00', 0n],
    ['0.01', 1n],
    ['0.1', 10n],
    ['5', 500n],
    ['5000000', 500_000_000n],
    ['5000000.00', 500_000_000n],
    ['12.34', 1234n],
    ['1000000000000000', MAX_FEN],
    ['1000000000000000.00', MAX_FEN],
    ['999999999999999.99', MAX_FEN - 1n],
    [0, 0n],
    [-0, 0n],
    [5, 500n],
    [0.1, 10n],
    [0.29, 29n],
    [1.1, 110n],
    [4.35, 435n],
    [2.67, 267n],
    [1_000_000_000_000_000, MAX_FEN],
    [9_999_999_999_999.99, 999_999_999_999_999n],
    [999_999_999_999.99, 99_999_999_999_999n],
  ])('reads %p as %p fen', (input, fen) => {
    expect(parseYuan(input)).toBe(fen);
  });

  it.each([
    '-1',
    '-0.01',
    '+1',
    '1.',
    '.5',
    '1.234',
    '1.000',
    '01',
    '00',
    '1e3',
    '1E3',
    '1,000',
    '1，000',
    '1_000',
    '１',
    ' 1',
    '1 ',
    '1元',
    '1万',
    '￥1',
    '0x10',
    'Infinity',
    'NaN',
    '',
    '1000000000000000.01',
    '1000000000000001',
    '99999999999999999999',
    '1\n',
    -1,
    -0.01,
    1.234,
    0.1 + 0.2,
    1e-7,
    1e21,
    1e16,
    10_000_000_000_000.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.MAX_SAFE_INTEGER,
    100n,
    true,
    null,
    undefined,
    [],
    ['1'],
    {},
    { toString: () => '1' },
  ])('refuses %p', (input) => {
    expect(parseYuan(input)).toBeUndefined();
  });

  it('refuses an endless number at once', () => {
    expect(parseYuan('9'.repeat(1_000_000))).toBeUndefined();
  });

  it('reads back every amount it writes', () => {
    fc.assert(fc.property(amount, (fen) => parseYuan(formatYuan(fen)) === fen));
  });

  it('reads a JSON number as its own text, never one fen off', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999_999_999 }), (cents) => {
        const text = formatYuan(BigInt(cents));
        expect(parseYuan(JSON.parse(text))).toBe(BigInt(cents));
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.double(), fc.string()), (input) => {
        const fen = parseYuan(input);
        expect(fen === undefined || (fen >= 0n && fen <= MAX_FEN)).toBe(true);
      }),
    );
  });
});

describe('parseSignedYuan', () => {
  it.each([
    ['-0', 0n],
    ['-0.01', -1n],
    ['-12.3', -1230n],
    ['-1000000000000000', -MAX_FEN],
    [-0.29, -29n],
    ['12.3', 1230n],
  ])('reads %p as %p fen', (input, fen) => {
    expect(parseSignedYuan(input)).toBe(fen);
  });

  it.each(['--1', '- 1', '-', '-1000000000000000.01', '−1'])('refuses %p', (input) => {
    expect(parseSignedYuan(input)).toBeUndefined();
  });

  it('is odd: a minus in front turns the amount round', () => {
    fc.assert(
      fc.property(amount, (fen) => {
        expect(parseSignedYuan(formatYuan(-fen))).toBe(-fen);
      }),
    );
  });
});

describe('formatYuan', () => {
  it.each([
    [0n, '0.00'],
    [1n, '0.01'],
    [-1n, '-0.01'],
    [-99n, '-0.99'],
    [-100n, '-1.00'],
    [500_000_000n, '5000000.00'],
    [10n ** 30n, `1${'0'.repeat(28)}.00`],
  ])('writes %p fen as %s', (fen, text) => {
    expect(formatYuan(fen)).toBe(text);
  });
});
