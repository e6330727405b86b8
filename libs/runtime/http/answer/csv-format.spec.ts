import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toCsv } from './csv-format.js';

/** Cells of one column, read back as a spreadsheet program would. */
function readBack(csv: string): string[] {
  const cells = csv.replace('\ufeff', '').match(/("([^"]|"")*"|[^",\r\n]*)\r\n/g) ?? [];
  return cells
    .slice(1)
    .map((cell) => cell.slice(0, -2))
    .map((cell) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell));
}

const column = [{ key: 'x', header: '列' }];
const csvOf = (...values: unknown[]): string =>
  toCsv(
    values.map((x) => ({ x })),
    column,
  );

describe('CSV', () => {
  it('begins with a byte order mark and the headings, and ends every line with CRLF', () => {
    expect(csvOf('甲')).toBe('\ufeff列\r\n甲\r\n');
    expect(csvOf()).toBe('\ufeff列\r\n');
  });

  it('writes what is not text in a way people read', () => {
    expect(readBack(csvOf(null, undefined, true, false, 3, 4n, ['a', 'b'], { a: 1 }))).toEqual([
      ...['', '', '是', '否', '3', '4', 'a；b', '{"a":1}'],
    ]);
  });

  it.each(['=1+1', '+1+1', '-1+1', '@SUM(A1)', '\t=1', '  =1', '＝1', '－cmd', '\r=1'])(
    'does not let %j run as a formula',
    (text) => {
      expect(readBack(csvOf(text))).toEqual([`'${text}`]);
    },
  );

  it.each(['-5', '-5.25', '5000000.00'])('leaves the number %s a number', (text) => {
    expect(readBack(csvOf(text))).toEqual([text]);
  });

  it('can be read back, whatever text it is made of', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (texts) => {
        const safe = texts.map((text) => text.replaceAll(/^[\s=+\-@]+/g, ''));
        const read = readBack(csvOf(...safe));
        expect(read.map((text) => text.replace(/^'/, ''))).toEqual(
          safe.map((text) => text.replace(/^'/, '')),
        );
      }),
    );
  });
});
