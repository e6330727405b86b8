import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v5 as referenceV5 } from 'uuid';
import { uuidV5, uuidV7 } from './uuid.js';

const DNS = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';

describe('uuidV5', () => {
  it('gives the id that RFC 9562 prints in appendix A.4', () => {
    expect(uuidV5(DNS, 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
  });

  it('agrees with a well-known implementation for any name', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.string({ unit: 'grapheme' }), (namespace, name) => {
        expect(uuidV5(namespace, name)).toBe(referenceV5(name, namespace));
      }),
    );
  });

  it('gives the same id whichever case the namespace is written in', () => {
    expect(uuidV5(DNS.toUpperCase(), '西峡')).toBe(uuidV5(DNS, '西峡'));
  });

  it('takes a name with half a surrogate pair, which a header may hold', () => {
    expect(uuidV5(DNS, 'a\ud800')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5/);
  });

  it.each(['', 'system', '6ba7b8109dad11d180b400c04fd430c8', `${DNS}0`])(
    'refuses %j as a namespace',
    (namespace) => {
      expect(() => uuidV5(namespace, 'x')).toThrow(RangeError);
    },
  );
});

describe('uuidV7', () => {
  it('rises and never repeats within a process', () => {
    const ids = Array.from({ length: 2000 }, uuidV7);
    expect(new Set(ids).size).toBe(2000);
    expect([...ids].sort()).toEqual(ids);
  });

  it('begins with the milliseconds of now', () => {
    const ms = Number.parseInt(uuidV7().replace('-', '').slice(0, 12), 16);
    expect(Math.abs(Date.now() - ms)).toBeLessThan(5_000);
  });
});
