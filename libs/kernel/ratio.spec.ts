import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addDecimals,
  cagr,
  compareDecimals,
  divide,
  growth,
  multiplyDecimals,
  parseDecimal,
  roundDecimal,
  type RoundingMode,
  subtractDecimals,
} from './ratio.js';

const whole = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n });
const positive = fc.bigInt({ min: 1n, max: 10n ** 24n });
const places = fc.integer({ min: 0, max: 8 });
const mode = fc.constantFrom<RoundingMode>('half-up', 'half-even');
const decimal = fc
  .tuple(whole, fc.integer({ min: 0, max: 10 }))
  .map(([units, scale]) => roundDecimal(divide(units, 10n ** BigInt(scale), scale), scale));

/** The units of a decimal text at a scale it fits in. */
function unitsAt(text: string, scale: number): bigint {
  const parsed = parseDecimal(text);
  if (!parsed) throw new Error(`not a decimal: ${text}`);
  return parsed.units * 10n ** BigInt(scale - parsed.scale);
}

const abs = (n: bigint): bigint => (n < 0n ? -n : n);

describe('divide', () => {
  it.each([
    [11n, 10n, 4, '1.1000', '1.1000'],
    [1n, 3n, 4, '0.3333', '0.3333'],
    [2n, 3n, 4, '0.6667', '0.6667'],
    [1n, 8n, 2, '0.13', '0.12'],
    [3n, 8n, 2, '0.38', '0.38'],
    [-1n, 8n, 2, '-0.13', '-0.12'],
    [-3n, 8n, 2, '-0.38', '-0.38'],
    [1n, -8n, 2, '-0.13', '-0.12'],
    [-1n, -8n, 2, '0.13', '0.12'],
    [1n, 2n, 0, '1', '0'],
    [3n, 2n, 0, '2', '2'],
    [-1n, 2n, 0, '-1', '0'],
    [5n, 2n, 0, '3', '2'],
    [2675n, 1000n, 2, '2.68', '2.68'],
    [2665n, 1000n, 2, '2.67', '2.66'],
    [1005n, 1000n, 2, '1.01', '1.00'],
    [1n, 1000n, 2, '0.00', '0.00'],
    [-1n, 1000n, 2, '0.00', '0.00'],
    [-4999n, 1_000_000n, 2, '0.00', '0.00'],
    [-5n, 1000n, 2, '-0.01', '0.00'],
    [0n, 7n, 3, '0.000', '0.000'],
    [999_999n, 1_000_000n, 4, '1.0000', '1.0000'],
    [10n ** 40n, 3n, 1, '3333333333333333333333333333333333333333.3', undefined],
    [218n, 105n, 3, '2.076', '2.076'],
  ])('%p / %p to %i places is %s (half-even: %s)', (n, d, p, halfUp, halfEven) => {
    expect(divide(n, d, p)).toBe(halfUp);
    expect(divide(n, d, p, 'half-up')).toBe(halfUp);
    expect(divide(n, d, p, 'half-even')).toBe(halfEven ?? halfUp);
  });

  it('lies within half a unit of the exact value', () => {
    fc.assert(
      fc.property(whole, positive, places, mode, (n, d, p, m) => {
        const units = unitsAt(divide(n, d, p, m), p);
        // |units/10^p − n/d| ≤ 1/2·10^−p, without leaving the whole numbers.
        expect(2n * abs(units * d - n * 10n ** BigInt(p)) <= d).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('differs between the modes at an exact half only, and then by the parity', () => {
    fc.assert(
      fc.property(whole, fc.integer({ min: 0, max: 3 }), (n, p) => {
        // n/2·10^−p has an exact half at place p whenever n is odd.
        const d = 2n * 10n ** BigInt(p);
        const up = unitsAt(divide(n, d, p, 'half-up'), p);
        const even = unitsAt(divide(n, d, p, 'half-even'), p);
        if (n % 2n === 0n) expect(even).toBe(up);
        else {
          expect(even % 2n).toBe(0n);
          expect(abs(up)).toBe((abs(n) + 1n) / 2n);
        }
      }),
    );
  });

  it('is odd: turning the sign turns the result', () => {
    fc.assert(
      fc.property(whole, positive, places, mode, (n, d, p, m) => {
        const scale = (text: string): bigint => unitsAt(text, p);
        expect(scale(divide(-n, d, p, m))).toBe(-scale(divide(n, d, p, m)));
        expect(divide(n, -d, p, m)).toBe(divide(-n, d, p, m));
      }),
    );
  });

  it('depends on the ratio alone', () => {
    fc.assert(
      fc.property(whole, positive, fc.bigInt({ min: 1n, max: 10n ** 6n }), (n, d, k) => {
        expect(divide(n * k, d * k, 4)).toBe(divide(n, d, 4));
      }),
    );
  });

  it('throws on a zero divisor, since the caller has to say what that means', () => {
    expect(() => divide(1n, 0n, 2)).toThrow(RangeError);
  });
});

describe('growth', () => {
  it.each([
    [120n, 100n, '0.2000'],
    [100n, 120n, '-0.1667'],
    [100n, 100n, '0.0000'],
    [0n, 100n, '-1.0000'],
    [-50n, 100n, '-1.5000'],
    [100n, 0n, null],
    [100n, -5n, null],
  ])('from %p … now %p before %p', (now, before, expected) => {
    expect(growth(now, before, 4)).toBe(expected);
  });

  it('is antisymmetric: as much above as below the same base', () => {
    fc.assert(
      fc.property(positive, whole, places, mode, (base, change, p, m) => {
        const rise = growth(base + change, base, p, m) ?? '';
        const fall = growth(base - change, base, p, m) ?? '';
        expect(unitsAt(rise, p)).toBe(-unitsAt(fall, p));
      }),
    );
  });

  it('says “reached” exactly when the value did, if the target has no more places', () => {
    fc.assert(
      fc.property(positive, fc.bigInt({ min: 0n, max: 100n }), (base, percent) => {
        const target = divide(percent, 100n, 2);
        const now = base + (base * percent) / 100n + 1n;
        expect(compareDecimals(growth(now, base, 6) ?? '', target)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('cagr', () => {
  it.each([
    [144n, 100n, 2, 4, '0.2000'],
    [1728n, 1000n, 3, 4, '0.2000'],
    [200n, 100n, 2, 4, '0.4142'],
    [200n, 100n, 2, 8, '0.41421356'],
    [100n, 100n, 5, 4, '0.0000'],
    [64n, 100n, 2, 4, '-0.2000'],
    [0n, 100n, 3, 4, '-1.0000'],
    [0n, 0n, 1, 4, null],
    [100n, 0n, 1, 4, null],
    [100n, -1n, 1, 4, null],
    [-1n, 100n, 1, 4, null],
    [100n, 100n, 0, 4, null],
    [100n, 100n, -1, 4, null],
    [100n, 100n, 1.5, 4, null],
    [100n, 100n, 101, 4, null],
    [100n, 100n, Number.NaN, 4, null],
    [11025n, 10000n, 2, 1, '0.1'],
    [11025n, 10000n, 2, 2, '0.05'],
  ])('now %p, base %p, %p years, %p places: %p', (now, base, years, p, expected) => {
    // √1.1025 = 1.05 exactly: a half at one place.
    expect(cagr(now, base, years, p)).toBe(expected);
  });

  it('follows the rounding mode at an exact half, also below zero', () => {
    expect(cagr(11025n, 10000n, 2, 1, 'half-even')).toBe('0.0');
    expect(cagr(13225n, 10000n, 2, 1, 'half-even')).toBe('0.2'); // √ = 1.15
    expect(cagr(9025n, 10000n, 2, 1, 'half-up')).toBe('-0.1'); // √ = 0.95
    expect(cagr(9025n, 10000n, 2, 1, 'half-even')).toBe('0.0');
  });

  it('over one year is growth', () => {
    const notNegative = fc.bigInt({ min: 0n, max: 10n ** 24n });
    fc.assert(
      fc.property(notNegative, positive, places, mode, (now, base, p, m) => {
        expect(cagr(now, base, 1, p, m)).toBe(growth(now, base, p, m));
      }),
    );
  });

  it('finds the rate that was compounded', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -99n, max: 300n }),
        fc.integer({ min: 1, max: 12 }),
        positive,
        (percent, years, base) => {
          const n = BigInt(years);
          const now = base * (100n + percent) ** n;
          expect(cagr(now, base * 100n ** n, years, 4)).toBe(divide(percent, 100n, 4));
        },
      ),
    );
  });

  it('lies within half a unit of the exact root', () => {
    fc.assert(
      fc.property(positive, positive, fc.integer({ min: 1, max: 10 }), (now, base, years) => {
        const n = BigInt(years);
        const twice = 2n * (unitsAt(cagr(now, base, years, 4) ?? '', 4) + 10_000n);
        const target = now * 20_000n ** n;
        if (twice > 0n) expect((twice - 1n) ** n * base <= target).toBe(true);
        expect((twice + 1n) ** n * base >= target).toBe(true);
      }),
    );
  });
});

describe('parseDecimal', () => {
  it.each([
    ['0', 0n, 0],
    ['-0', 0n, 0],
    ['12.50', 1250n, 2],
    ['-12.5', -125n, 1],
    ['007', 7n, 0],
    ['0.000000000001', 1n, 12],
  ])('reads %s', (text, units, scale) => {
    expect(parseDecimal(text)).toEqual({ units, scale });
  });

  it.each(['', '.', '.5', '5.', '1e5', '+1', '1,000', '１', ' 1', '1\n', 'NaN', 1.5, null, {}, 1n])(
    'refuses %p',
    (input) => {
      expect(parseDecimal(input)).toBeUndefined();
    },
  );

  it('refuses numbers that are long only to make us work', () => {
    expect(parseDecimal('9'.repeat(60))).toBeDefined();
    expect(parseDecimal('9'.repeat(61))).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.anything(), (input) => {
        parseDecimal(input);
      }),
    );
  });
});

describe('arithmetic on decimals', () => {
  it.each([
    ['1.0', '1.00', 0],
    ['0', '-0.00', 0],
    ['0.1', '0.09', 1],
    ['-0.1', '0.09', -1],
    ['-2', '-10', 1],
    ['9999999999999999999.1', '9999999999999999999.2', -1],
  ])('%s compared with %s is %i', (a, b, expected) => {
    expect(compareDecimals(a, b)).toBe(expected);
  });

  it.each([
    ['0.3', '0.1', '0.2', '0.4', '0.03'],
    ['1.1000', '0.87', '0.2300', '1.9700', '0.957000'],
    ['-1', '1', '-2', '0', '-1'],
    ['0.00', '0', '0.00', '0.00', '0.00'],
  ])('%s and %s', (a, b, difference, sum, product) => {
    expect(subtractDecimals(a, b)).toBe(difference);
    expect(addDecimals(a, b)).toBe(sum);
    expect(multiplyDecimals(a, b)).toBe(product);
  });

  it('subtracts what was added', () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        expect(compareDecimals(subtractDecimals(addDecimals(a, b), b), a)).toBe(0);
        expect(compareDecimals(addDecimals(a, b), addDecimals(b, a))).toBe(0);
        expect(compareDecimals(a, b) + compareDecimals(b, a)).toBe(0);
      }),
    );
  });

  it('distributes', () => {
    fc.assert(
      fc.property(decimal, decimal, decimal, (a, b, c) => {
        const left = multiplyDecimals(a, addDecimals(b, c));
        const right = addDecimals(multiplyDecimals(a, b), multiplyDecimals(a, c));
        fc.pre(left.length <= 60 && right.length <= 60);
        expect(compareDecimals(left, right)).toBe(0);
      }),
    );
  });

  it.each([
    ['2.675', 2, '2.68', '2.68'],
    ['2.665', 2, '2.67', '2.66'],
    ['-2.665', 2, '-2.67', '-2.66'],
    ['12.25', 1, '12.3', '12.2'],
    ['12.35', 1, '12.4', '12.4'],
    ['0.5', 0, '1', '0'],
    ['5', 2, '5.00', '5.00'],
    ['-0.001', 2, '0.00', '0.00'],
  ])('rounds %s to %i places', (text, p, halfUp, halfEven) => {
    expect(roundDecimal(text, p)).toBe(halfUp);
    expect(roundDecimal(text, p, 'half-even')).toBe(halfEven);
  });

  it('throws on text that parseDecimal refuses: callers check first', () => {
    expect(() => compareDecimals('1', 'x')).toThrow(RangeError);
    expect(() => roundDecimal('', 2)).toThrow(RangeError);
  });
});
