import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, sha256Hex } from './canonical-json.js';

describe('canonicalJson', () => {
  it.each([
    [{ b: 1, a: 2 }, '{"a":2,"b":1}'],
    [{ b: { d: 1, c: [3, 2, { z: 0, y: 0 }] } }, '{"b":{"c":[3,2,{"y":0,"z":0}],"d":1}}'],
    [[], '[]'],
    [{}, '{}'],
    ['西峡', '"西峡"'],
    ['a"b\\\n', '"a\\"b\\\\\\n"'],
    [1e21, '1e+21'],
    [-0, '0'],
    [Number.NaN, 'null'],
    [null, 'null'],
    [undefined, 'null'],
    [true, 'true'],
    [10n, '"10"'],
    [{ a: undefined, b: () => 1, c: Symbol('c'), d: null }, '{"d":null}'],
    [[undefined, () => 1], '[null,null]'],
    [{ on: new Date(0) }, '{"on":"1970-01-01T00:00:00.000Z"}'],
    [{ a: 1, 中: 2, A: 3 }, '{"A":3,"a":1,"中":2}'],
    [JSON.parse('{"__proto__":1}'), '{"__proto__":1}'],
    [new Array(2), '[null,null]'],
  ])('writes %p as %s', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it('says the same as JSON does', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('does not depend on the order of the members', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
        const turned = Object.fromEntries(Object.entries(object).reverse());
        expect(canonicalJson(turned)).toBe(canonicalJson(object));
      }),
    );
  });

  it('tells different values apart', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const [x, y] = [a, b].map((value) => JSON.parse(JSON.stringify(value)) as unknown);
        expect(canonicalJson(a) === canonicalJson(b)).toBe(isDeepStrictEqual(x, y));
      }),
    );
  });

  it('writes a value the same however deep it lies', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 55, max: 70 }), (value, depth) => {
        let deep: unknown = value;
        for (let i = 0; i < depth; i += 1) deep = [deep];
        const text = '['.repeat(depth) + canonicalJson(value) + ']'.repeat(depth);
        expect(canonicalJson(deep)).toBe(text);
      }),
    );
  });

  it('escapes what JSON escapes, in keys and in values', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(0xffff), (text, code) => {
        const odd = text + String.fromCharCode(code);
        expect(canonicalJson({ [odd]: odd })).toBe(JSON.stringify({ [odd]: odd }));
      }),
    );
  });

  it('survives a body of 200,000 brackets', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 200_000; i += 1) deep = i % 2 === 0 ? [deep] : { a: deep };
    expect(canonicalJson(deep)).toHaveLength(200_000 * 2 + 100_000 * 4 + 1);
  });
});

describe('sha256Hex', () => {
  it('hashes the test vectors of FIPS 180-4', () => {
    expect(sha256Hex('abc')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
    expect(sha256Hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  it('hashes Chinese as UTF-8', () => {
    expect(sha256Hex('西峡')).toBe(
      'f405cd0c92dc78692d7ca1fbaa3088892026666852470806435dddcc241cde5b',
    );
  });
});
