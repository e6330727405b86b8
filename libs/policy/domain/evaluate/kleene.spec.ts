import { describe, expect, it } from '@jest/globals';
import { allOf, anyOf, not, type Truth } from './kleene.js';

const [T, F, U] = ['yes', 'no', 'unknown'] as const;

describe('three-valued truth', () => {
  const AND: readonly (readonly [Truth, Truth, Truth])[] = [
    [T, T, T],
    [T, F, F],
    [T, U, U],
    [F, T, F],
    [F, F, F],
    [F, U, F],
    [U, T, U],
    [U, F, F],
    [U, U, U],
  ];

  it.each(AND)('%s and %s is %s', (a, b, expected) => {
    expect(allOf([a, b])).toBe(expected);
  });

  it.each(AND)('by De Morgan, not %s or not %s is not %s', (a, b, expected) => {
    expect(anyOf([not(a), not(b)])).toBe(not(expected));
  });

  it.each([
    [T, F],
    [F, T],
    [U, U],
  ] as const)('not %s is %s', (a, expected) => {
    expect(not(a)).toBe(expected);
  });

  it('nothing at all is fulfilled, and no way is none', () => {
    expect(allOf([])).toBe(T);
    expect(anyOf([])).toBe(F);
  });

  it('a known no ends an all, a known yes an any, wherever it stands', () => {
    expect(allOf([U, U, F, U])).toBe(F);
    expect(anyOf([U, U, T, U])).toBe(T);
  });
});
