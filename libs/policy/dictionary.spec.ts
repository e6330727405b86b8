import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { formOf } from '#libs/recognitions/domain/form.js';
import { RECOGNITION_KINDS } from '#libs/recognitions/domain/events.js';
import { KIND_SPECS } from '#libs/recognitions/domain/kinds/registry.js';
import { loadDictionary } from './dictionary.js';
import { readDictionary } from './domain/facts/read-dictionary.js';

const { facts, registers } = loadDictionary();

/** How the recognitions slice calls the types of the dictionary. */
const TYPES: Readonly<Record<string, string>> = {
  year: 'integer',
  date: 'date',
  boolean: 'bool',
  choice: 'enum',
  money: 'money',
  text: 'text',
};

describe('the fact dictionary', () => {
  it('has a register for every kind of recognition', () => {
    expect([...registers.keys()].sort()).toEqual([...RECOGNITION_KINDS].sort());
  });

  it.each(KIND_SPECS.map((spec) => [spec.kind, formOf(spec)] as const))(
    'knows the attributes of %s as they are recorded',
    (kind, form) => {
      const register = registers.get(kind);
      const shared = form.fields.filter((field) => register?.fields.has(field.name));
      expect(shared.length).toBeGreaterThan(0);
      for (const { name, type, values } of shared) {
        const field = register?.fields.get(name);
        expect([name, field?.type]).toEqual([name, TYPES[type]]);
        if (type !== 'choice') continue;
        const choices = Object.fromEntries((values ?? []).map((each) => [each.code, each.label]));
        expect([name, field?.values]).toEqual([name, choices]);
      }
    },
  );

  it('says of every fact and register where it is reported', () => {
    for (const each of [...facts.values(), ...registers.values()]) {
      expect([each.id, each.reportAt.length > 0, each.label.length > 0]).toEqual([
        each.id,
        true,
        true,
      ]);
    }
  });

  it('takes nothing for known that nobody records: only the ledger’s own facts may be absent as no', () => {
    const complete = [...facts.values()].filter((fact) => fact.absence === 'no');
    expect(complete.map((fact) => fact.id)).toEqual(['enterprise.deregistered']);
  });

  it.each([
    ['a derivation of what is not there', { facts: { a: fact({ derive: { growth: 'b' } }) } }],
    ['a derivation of its own kind', { facts: { a: fact({ derive: { times: ['b', 'c'] } }) } }],
    ['an unknown type', { facts: { a: fact({ type: 'money?' }) } }],
    ['no absence', { facts: { a: fact({ absence: undefined }) } }],
    ['no label', { facts: { a: fact({ label: '' }) } }],
    ['an enum without values', { facts: { a: fact({ type: 'enum' }) } }],
    ['no facts', {}],
  ])('with %s stops the start', (_name, root) => {
    expect(() => readDictionary({ registers: {}, ...root })).toThrow();
  });

  it('that is no YAML stops the start, naming the file', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'facts-')), 'facts.yaml');
    writeFileSync(file, 'facts: [');
    expect(() => loadDictionary(file)).toThrow(file);
  });
});

function fact(over: object): object {
  return { label: 'x', type: 'money', absence: 'unknown', reportAt: 'y', ...over };
}
