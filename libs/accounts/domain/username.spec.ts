import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseUsername } from './username.js';

describe('a username', () => {
  it.each([
    ['officer', 'officer'],
    ['Officer', 'officer'],
    ['  officer ', 'officer'],
    ['ｏｆｆｉｃｅｒ', 'officer'],
    ['kjj.officer-2', 'kjj.officer-2'],
    ['a1', 'a1'],
    [`a${'b'.repeat(31)}`, `a${'b'.repeat(31)}`],
  ])('%j is read as %j', (input, name) => {
    expect(parseUsername(input)).toBe(name);
  });

  it.each([
    '',
    'a',
    '1officer',
    '-officer',
    'of ficer',
    '张三',
    'officer@bureau',
    "officer'--",
    'officer\u0000',
    'offi\u0301cer',
    `a${'b'.repeat(32)}`,
    13_812_345_678,
    null,
    undefined,
    {},
    ['officer'],
  ])('%p is none', (input) => {
    expect(parseUsername(input)).toBeUndefined();
  });

  it('keeps its value through reading, and nothing throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.anything()), (input) => {
        const name = parseUsername(input);
        if (name !== undefined) expect(parseUsername(name)).toBe(name);
      }),
    );
  });
});
