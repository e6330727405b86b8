import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  ceilNum,
  compareNum,
  floorNum,
  num,
  parseAmount,
  parseRatio,
  parseValue,
  scalarText,
  showMoney,
  showValue,
  writeRatio,
  writeValue,
} from './values.js';

describe('amounts as officers write them', () => {
  it.each([
    ['500万', 500_000_000n],
    ['1亿', 10_000_000_000n],
    ['1.5亿元', 15_000_000_000n],
    ['20万元', 20_000_000n],
    ['3000', 300_000n],
    ['3000元', 300_000n],
    ['0.5万', 500_000n],
    ['12.34', 1_234n],
    ['0', 0n],
    ['０．５万', 500_000n],
    ['1.23456789亿', 12_345_678_900n],
    ['0.0001万', 100n],
  ])('%s is %s fen', (text, fen) => {
    expect(parseAmount(text)).toEqual(num(fen));
  });

  it.each([
    '-5万',
    '5千万',
    '万',
    '1e5',
    '5 万 元 整',
    '0.001',
    '0.0000001万',
    '1,000',
    '',
    '1亿亿',
    '10000000000000000',
    'NaN',
  ])('%s is refused, never guessed', (text) => {
    expect(parseAmount(text)).toBeUndefined();
  });

  it('shows money in 万元 where that is exact, otherwise in yuan', () => {
    expect(showMoney(1_450_000n)).toBe('1.45万元');
    expect(showMoney(500_000_000n)).toBe('500万元');
    expect(showMoney(9_950n)).toBe('99.5元');
    expect(showMoney(100_000n)).toBe('0.1万元');
    expect(showMoney(99_900n)).toBe('999元');
    expect(showMoney(-1_000_000n)).toBe('-1万元');
    expect(showMoney(123_456n)).toBe('1234.56元');
    expect(showMoney(0n)).toBe('0元');
  });

  it('reads back what it shows', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 17n }), (fen) => {
        expect(parseAmount(showMoney(fen))).toEqual(num(fen));
      }),
    );
  });
});

describe('ratios as officers write them', () => {
  it.each([
    ['3%', 3n, 100n],
    ['0.5%', 5n, 1000n],
    ['0.03', 3n, 100n],
    ['100%', 1n, 1n],
    ['-10%', -1n, 10n],
    ['１２％', 12n, 100n],
  ])('%s is %s/%s', (text, n, d) => {
    const ratio = parseRatio(text);
    expect(ratio && compareNum(ratio, num(n, d))).toBe(0);
  });

  it.each(['三%', '3％％', '1:1', '', '%', '3 per cent', '1e-2'])('%s is refused', (text) => {
    expect(parseRatio(text)).toBeUndefined();
  });

  it('writes six decimals at most and never rounds a near miss onto the bound', () => {
    expect(writeRatio(num(299, 10_000), 'floor')).toBe('0.0299');
    expect(writeRatio(num(1, 3), 'floor')).toBe('0.333333');
    expect(writeRatio(num(1, 3), 'ceil')).toBe('0.333334');
    expect(writeRatio(num(29_999_999_999n, 10n ** 12n), 'floor')).toBe('0.029999');
    expect(writeRatio(num(-1, 4), 'floor')).toBe('-0.25');
    expect(writeRatio(num(3, 1), 'floor')).toBe('3');
    expect(writeRatio(num(0, 7), 'ceil')).toBe('0');
  });
});

describe('values by their type', () => {
  const level = { type: 'enum', values: { national: '国家级', municipal: '市级' } } as const;

  it.each([
    [{ type: 'integer' } as const, '2023', num(2023)],
    [{ type: 'integer' } as const, 2023, num(2023)],
    [{ type: 'integer' } as const, '2023.0', undefined],
    [{ type: 'integer' } as const, 1.5, undefined],
    [{ type: 'date' } as const, '2023-02-28', '2023-02-28'],
    [{ type: 'date' } as const, '2023-02-30', undefined],
    [{ type: 'date' } as const, '2023-2-3', undefined],
    [{ type: 'bool' } as const, true, true],
    [{ type: 'bool' } as const, '否', false],
    [{ type: 'bool' } as const, 'yes', undefined],
    [{ type: 'bool' } as const, 1, undefined],
    [{ type: 'money' } as const, true, undefined],
    [level, 'national', 'national'],
    [level, '国家级', undefined],
    [level, 'toString', undefined],
    [level, '__proto__', undefined],
    [{ type: 'region' } as const, '411323', '411323'],
    [{ type: 'region' } as const, 411323, '411323'],
    [{ type: 'region' } as const, '999999', undefined],
    [{ type: 'text' } as const, '', undefined],
    [{ type: 'text' } as const, 'x'.repeat(201), undefined],
    [{ type: 'money' } as const, null, undefined],
    [{ type: 'money' } as const, ['5万'], undefined],
    [{ type: 'money' } as const, 0.1, num(10)],
    [{ type: 'money' } as const, 1e21, undefined],
    [{ type: 'money' } as const, Number.NaN, undefined],
  ])('%j reads %j as %p', (kind, raw, expected) => {
    expect(parseValue(kind, raw)).toEqual(expected);
  });

  it('takes a number only where its text is a plain decimal', () => {
    expect(scalarText(1e15)).toBeUndefined();
    expect(scalarText(1e-7)).toBeUndefined();
    expect(scalarText(-2.5)).toBe('-2.5');
    expect(scalarText({})).toBeUndefined();
  });

  it('writes money as decimal yuan, whole numbers as numbers, everything else as it is', () => {
    expect(writeValue('money', num(500_000_000n))).toBe('5000000.00');
    expect(writeValue('integer', num(2023))).toBe(2023);
    expect(writeValue('date', '2023-01-01')).toBe('2023-01-01');
    expect(writeValue('bool', false)).toBe(false);
  });

  it('shows codes by their labels', () => {
    expect(showValue(level, 'national')).toBe('国家级');
    expect(showValue({ type: 'region' }, '411323')).toBe('西峡县');
    expect(showValue({ type: 'date' }, '9999-12-31')).toBe('长期');
    expect(showValue({ type: 'bool' }, true)).toBe('是');
    expect(showValue({ type: 'ratio' }, num(3, 100))).toBe('3%');
  });
});

describe('exact numbers', () => {
  const anyNum = fc
    .tuple(fc.bigInt({ min: -1000n, max: 1000n }), fc.bigInt({ min: 1n, max: 50n }))
    .map(([n, d]) => num(n, d));

  it('floor and ceiling enclose the number within one', () => {
    fc.assert(
      fc.property(anyNum, (value) => {
        const [low, high] = [num(floorNum(value)), num(ceilNum(value))];
        expect(compareNum(low, value)).toBeLessThanOrEqual(0);
        expect(compareNum(high, value)).toBeGreaterThanOrEqual(0);
        expect(high.n - low.n).toBe(compareNum(low, value) === 0 ? 0n : 1n);
      }),
    );
  });

  it('compare as the fractions they are', () => {
    fc.assert(
      fc.property(anyNum, anyNum, (a, b) => {
        const difference = Number(a.n) / Number(a.d) - Number(b.n) / Number(b.d);
        if (Math.abs(difference) > 1e-9) expect(compareNum(a, b)).toBe(Math.sign(difference));
        else expect(compareNum(a, b)).toBe(0);
      }),
    );
  });
});
