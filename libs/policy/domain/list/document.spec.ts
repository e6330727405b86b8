import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MAX_DOCUMENT_LENGTH, readJson, readYaml } from './document.js';

const codes = (text: string) => readYaml(text).findings.map((f) => f.code);
const root = (text: string) => readYaml(text).document?.root;

describe('reading YAML', () => {
  it('keeps what was written: numbers only where they say just that', () => {
    const text = `a: 20\nb: 3%\nc: 500万\nd: 2023-06-15\ne: true\nf: 007\ng: 1e3\nh: 0.50\ni: ~\nj:\nk: "20"\nl: yes\nm: 12345678901234567890\nn: .inf\n`;
    expect(root(text)).toEqual({
      a: 20,
      b: '3%',
      c: '500万',
      d: '2023-06-15',
      e: true,
      f: '007',
      g: '1e3',
      h: '0.50',
      i: null,
      j: null,
      k: '20',
      l: 'yes',
      m: '12345678901234567890',
      n: '.inf',
    });
  });

  it('notes the line on which every value begins', () => {
    const { document } = readYaml('list: a\nclauses:\n  - id: x\n    when:\n      {fact: y}\n');
    expect(document?.lines.get('clauses')).toBe(2);
    expect(document?.lines.get('clauses.0')).toBe(3);
    expect(document?.lines.get('clauses.0.when')).toBe(4);
    expect(document?.lines.get('clauses.0.when.fact')).toBe(5);
  });

  it('reads the same from JSON text', () => {
    const value = { list: 'a', clauses: [{ id: 'x', on: true, n: 3 }] };
    expect(root(JSON.stringify(value, null, 2))).toEqual(value);
    expect(readJson(value).document?.root).toEqual(value);
  });

  it.each([
    ['an alias', 'a: &x [1]\nb: *x', 'alias'],
    ['a tag', 'a: !!binary aGk=', undefined],
    ['a tag of its own', 'a: !foo 1', 'tag'],
    ['a function', 'a: !!js/function "x"', undefined],
    ['the same key twice', 'a: 1\nb: 2\na: 3', 'duplicate-key'],
    ['a map as a key', '? {a: 1}\n: 2', 'bad-key'],
    ['two documents', 'a: 1\n---\nb: 2', 'yaml-syntax'],
    ['broken indentation', 'a:\n  b: 1\n c: 2', 'yaml-syntax'],
    ['an open quote', 'a: "b', 'yaml-syntax'],
    ['a tab as indentation', 'a:\n\tb: 1', 'yaml-syntax'],
    ['a control character', 'a: b\u0000c', 'control-character'],
    ['a bell', 'a: b\u0007c', 'control-character'],
    ['an escaped zero', 'a: "b\\0c"', 'unsafe-character'],
    ['half a surrogate pair', 'a: "\\ud800"', 'unsafe-character'],
    ['an escaped zero in a key', '"a\\0": 1', 'bad-key'],
  ] as const)('%s is refused or harmless', (_name, text, code) => {
    if (code === undefined) expect(codes(text).length + Number(root(text) !== undefined)).toBe(1);
    else expect(codes(text)).toContain(code);
  });

  it('says the line of a mistake', () => {
    expect(readYaml('a: 1\nb: 2\na: 3').findings[0]).toMatchObject({ line: 3, path: 'a' });
    expect(readYaml('a: 1\nb: "x\n').findings[0]?.line).toBeGreaterThanOrEqual(2);
  });
});

describe('hostile input', () => {
  const N = MAX_DOCUMENT_LENGTH - 10;

  it.each([
    ['a quarter of a million open brackets', '['.repeat(250_000)],
    ['open brackets below the length limit', '['.repeat(N)],
    ['open braces', '{a: '.repeat(N / 4)],
    ['nested dashes', '- '.repeat(N / 2)],
    ['nested question marks', '? '.repeat(N / 2)],
    ['stairs of keys', Array.from({ length: 400 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
    ['too long', 'a'.repeat(MAX_DOCUMENT_LENGTH + 1)],
    ['a billion laughs', 'a: &a [x,x,x]\nb: &b [*a,*a,*a]\nc: &c [*b,*b,*b]\nd: [*c,*c,*c]\n'],
    ['too many nodes', `[${'a,'.repeat(30_000)}]`],
    ['quotes that never fit', '"'.repeat(N)],
    ['closing brackets', ']'.repeat(N)],
    ['as many as are let through', ']'.repeat(24_000)],
    ['anchors', '&a '.repeat(N / 3)],
  ])('%s: refused within seconds, and the process lives', (_name, text) => {
    const started = Date.now();
    const { document, findings } = readYaml(text);
    expect(document === undefined).toBe(true);
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.length).toBeLessThanOrEqual(20);
    expect(Date.now() - started).toBeLessThan(10_000);
  });

  it('deep or endless JSON is refused without recursion to the end', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 50_000; i += 1) deep = [deep];
    expect(readJson(deep).findings[0]?.code).toBe('too-big');
    expect(readJson(Array.from({ length: 30_000 }, () => 1)).findings[0]?.code).toBe('too-big');
  });

  it('JSON with characters that cannot be stored is refused', () => {
    expect(readJson({ a: ['\ud800'] }).findings[0]?.code).toBe('unsafe-character');
    expect(readJson({ 'a\0': 1 }).findings[0]?.code).toBe('unsafe-character');
  });

  it('keys of Object’s prototype are just keys', () => {
    const value = root('__proto__: {polluted: yes}\nconstructor: 1\n');
    expect(Object.keys(value as object).sort()).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('any text is either a document or findings, never an exception', () => {
    const piece = fc.constantFrom(
      'a',
      ': ',
      '- ',
      '\n',
      '  ',
      '[',
      ']',
      '{',
      '}',
      '"',
      "'",
      '&x ',
      '*x ',
      '!t ',
      '|',
      '>',
      '#',
      '%',
      '万',
      '\t',
      ',',
      '?',
      '---\n',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const { document, findings } = readYaml(pieces.join(''));
        expect(document === undefined).toBe(findings.length > 0);
      }),
      { numRuns: 1000 },
    );
  });
});
