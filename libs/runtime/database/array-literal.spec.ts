import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { arrayLiteral, withArrayLiterals } from './array-literal.js';

const TEXT_ARRAY = 1009 as Parameters<typeof pg.types.getTypeParser>[0];
const parse = pg.types.getTypeParser(TEXT_ARRAY) as (text: string) => unknown;

describe('an array written out for PostgreSQL', () => {
  it('reads back as the same elements, whatever text they are', () => {
    const element = fc.oneof(
      fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0')),
      fc.constantFrom('', 'NULL', 'null', '"', '\\', '{}', ',', '\\"', '西峡县', ' '),
      fc.constant(null),
    );
    fc.assert(
      fc.property(fc.array(element), (elements) => {
        expect(parse(arrayLiteral(elements) ?? '')).toEqual(elements);
      }),
    );
  });

  it('writes numbers and booleans as they are, and nothing as NULL', () => {
    expect(arrayLiteral([1, -2.5, 12345678901234567890n, true, undefined])).toBe(
      '{1,-2.5,12345678901234567890,true,NULL}',
    );
    expect(arrayLiteral([])).toBe('{}');
  });

  it('leaves lists of dates, lists and objects to the driver', () => {
    const dates = [new Date(0)];
    const lists = [['a']];
    expect([arrayLiteral(dates), arrayLiteral(lists), arrayLiteral([{}])]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(withArrayLiterals(['text', 1, ['a', null], dates])).toEqual([
      'text',
      1,
      '{"a",NULL}',
      dates,
    ]);
  });
});
