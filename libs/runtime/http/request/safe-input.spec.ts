import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { unsafeInput } from './safe-input.js';

const pathsOf = (text: string): string[] => unsafeInput(JSON.parse(text)).map((each) => each.path);

describe('input', () => {
  it('is safe when it is JSON of well-formed text under ordinary names', () => {
    const name = fc.string({ unit: 'grapheme' }).filter((key) => !(key in Object.prototype));
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', '')),
        fc.double(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('tree')),
        fc.dictionary(
          name.map((key) => key.replaceAll('\0', '')),
          tie('tree'),
        ),
      ),
    }));
    fc.assert(fc.property(tree, (value) => unsafeInput(value).length === 0));
  });

  it('is searched everywhere for what cannot be stored', () => {
    expect(pathsOf('"\\u0000"')).toEqual(['']);
    expect(pathsOf('[["\\ud800"]]')).toEqual(['0.0']);
    expect(pathsOf('{"a":{"b":["x","\\udc00x"]}}')).toEqual(['a.b.1']);
    expect(pathsOf('{"a":"\\ud83d\\ude00"}')).toEqual([]);
  });

  it('is refused under names that every object has', () => {
    expect(pathsOf('{"a":{"__proto__":1}}')).toEqual(['a.__proto__']);
    expect(pathsOf('{"constructor":1}')).toEqual(['constructor']);
    expect(pathsOf('{"valueOf":1}')).toEqual(['valueOf']);
  });

  it('may be nested, but not without end, and looking costs no stack', () => {
    expect(pathsOf(`${'['.repeat(40)}${']'.repeat(40)}`)).toEqual([]);
    expect(pathsOf(`${'['.repeat(41)}${']'.repeat(41)}`)).toHaveLength(1);
    expect(pathsOf(`${'['.repeat(400_000)}${']'.repeat(400_000)}`)).toHaveLength(1);
  });

  it('with very many faults is not listed to the end', () => {
    expect(unsafeInput(Array.from({ length: 1_000 }, () => '\0')).length).toBeLessThanOrEqual(20);
  });
});
