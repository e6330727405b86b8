import { factKey, type FactSpec, type RegisterSpec } from '../facts/dictionary.js';
import type { KnownValue, Overrides, RegisterEntry } from '../facts/facts.js';
import type { Value } from '../facts/values.js';
import { isPlainMap, type Cursor } from './cursor.js';
import { nearestName } from './findings.js';

const MAX_FACTS = 200;
const MAX_RECORDS = 500;

/** Event ids that a given fact cites; none for what is merely supposed. */
export type SourceOf = (key: string) => readonly string[];

const SUPPOSED: SourceOf = () => [];

/**
 * Facts as people write them: `{revenue@2022: 1亿, enterprise.deregistered: false, tech-contract:
 * [{contractValue: 300万}], rd.expense@2022: null}`. Used by what-if questions and by the tests
 * beside a list. Notes findings for what the dictionary does not know.
 */
export function readGiven(at: Cursor, sourceOf: SourceOf = SUPPOSED): Overrides {
  const values = new Map<string, KnownValue | null>();
  const registers = new Map<string, readonly RegisterEntry[] | null>();
  if (!isPlainMap(at.value)) {
    at.fail('not-a-map', '事实应为“事实名: 值”的形式，如 {"revenue@2022": "1亿"}');
  } else if (at.keys().length > MAX_FACTS) {
    at.fail('too-many', `一次最多 ${MAX_FACTS} 项事实`);
  } else {
    for (const key of at.keys()) readOne(at.get(key), key, { values, registers }, sourceOf);
  }
  return { values, registers };
}

interface Target {
  readonly values: Map<string, KnownValue | null>;
  readonly registers: Map<string, readonly RegisterEntry[] | null>;
}

function readOne(at: Cursor, key: string, into: Target, sourceOf: SourceOf): void {
  const register = at.log.dictionary.registers.get(key);
  if (register) {
    into.registers.set(key, at.value === null ? null : readRecords(at, register, sourceOf));
    return;
  }
  const kind = key.startsWith('manual:') ? ({ type: 'bool' } as const) : factOf(at, key);
  if (!kind) return;
  const value = at.value === null ? null : at.typed(kind, `“${key}”`);
  if (value !== undefined) {
    into.values.set(key, value === null ? null : { value, events: sourceOf(key) });
  }
}

function factOf(at: Cursor, key: string): FactSpec | undefined {
  const [name = '', year, ...rest] = key.split('@');
  const { facts, registers } = at.log.dictionary;
  const fact = facts.get(name);
  if (!fact) {
    const meant = nearestName(name, [...facts.keys(), ...registers.keys()]);
    const hint = meant === undefined ? '' : `，是否想写“${meant}”？`;
    return at.fail('unknown-fact', `没有名为“${name.slice(0, 60)}”的事实${hint}`);
  }
  if (fact.derive) return at.fail('derived-fact', `“${fact.label}”由其他事实算出，请给出它们的值`);
  if (fact.period !== /^(19|20|21)\d{2}$/.test(year ?? '') || rest.length > 0) {
    const form = fact.period ? `${name}@2022` : name;
    return at.fail('bad-period', `“${fact.label}”应写作“${form}”`);
  }
  return fact;
}

function readRecords(
  at: Cursor,
  register: RegisterSpec,
  sourceOf: SourceOf,
): readonly RegisterEntry[] {
  return at.list(register.label, { min: 0, max: MAX_RECORDS }).flatMap((place, i) => {
    if (!place.isMapOf([...register.fields.keys()], register.label)) return [];
    const fields = readFields(place, register);
    const number = fields['number'];
    const id = typeof number === 'string' ? number : `假设${i + 1}`;
    return [{ id, fields: withDefaults(fields), events: sourceOf(factKey(register.id)) }];
  });
}

function readFields(at: Cursor, register: RegisterSpec): Record<string, Value> {
  const fields = new Map<string, Value>();
  for (const key of at.keys()) {
    const field = register.fields.get(key);
    const value = field && at.get(key).typed(field, `${register.label}的${field.label}`);
    if (value !== undefined) fields.set(key, value);
  }
  return Object.fromEntries(fields);
}

/** A supposed record is valid and not revoked unless it says so. */
function withDefaults(fields: Record<string, Value>): Record<string, Value> {
  return { revoked: false, valid: true, ...fields };
}
