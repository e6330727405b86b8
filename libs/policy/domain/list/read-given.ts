import { factKey, type FactSpec, type RegisterSpec } from '../facts/dictionary.js';
import type { KnownValue, ManualFact, Overrides, RegisterEntry } from '../facts/facts.js';
import { isNum, type Value } from '../facts/values.js';
import { isPlainMap, type Cursor } from './cursor.js';
import { nearestLabelled } from './findings.js';
import { readAwards } from './read-awards.js';

const MAX_FACTS = 200;
const MAX_RECORDS = 500;

/** Event ids that a given fact cites; none for what is merely supposed. */
export type SourceOf = (key: string) => readonly string[];

const SUPPOSED: SourceOf = () => [];

const MANUAL = 'manual:';
const AWARDS = 'awards';

/**
 * Facts as people write them: `{revenue@2022: 1亿, enterprise.deregistered: false, tech-contract:
 * [{contractValue: 300万}], rd.expense@2022: null}`, a declared figure that nobody has confirmed
 * `revenue@2022: {value: 1亿, confirmed: false}`, an officer's answer `manual:<key>: true`, granted
 * money `awards: [{clause, awardYear, amount}]`. Used by what-if questions and by the tests beside a
 * list. Notes findings for what the dictionary does not know.
 */
export function readGiven(at: Cursor, sourceOf: SourceOf = SUPPOSED): Overrides {
  const values = new Map<string, KnownValue | null>();
  const registers = new Map<string, readonly RegisterEntry[] | null>();
  const manual = new Map<string, ManualFact | null>();
  if (!isPlainMap(at.value)) {
    at.fail('not-a-map', '事实应为“事实名: 值”的形式，如 {"revenue@2022": "1亿"}');
  } else if (at.keys().length > MAX_FACTS) {
    at.fail('too-many', `一次最多 ${MAX_FACTS} 项事实`);
  } else {
    const into = { values, registers, manual };
    for (const key of at.keys()) {
      if (key !== AWARDS) readOne(at.get(key), key, into, sourceOf);
    }
    return { ...into, awards: readAwards(at.get(AWARDS), sourceOf(AWARDS)) };
  }
  return { values, registers };
}

interface Target {
  readonly values: Map<string, KnownValue | null>;
  readonly registers: Map<string, readonly RegisterEntry[] | null>;
  readonly manual: Map<string, ManualFact | null>;
}

function readOne(at: Cursor, key: string, into: Target, sourceOf: SourceOf): void {
  const register = at.log.dictionary.registers.get(key);
  if (register) {
    into.registers.set(key, at.value === null ? null : readRecords(at, register, sourceOf));
    return;
  }
  if (key.startsWith(MANUAL)) {
    const answer = readAnswer(at, sourceOf(key));
    if (answer !== undefined) into.manual.set(key.slice(MANUAL.length), answer);
    return;
  }
  const fact = factOf(at, key);
  const known = fact && (at.value === null ? null : readKnown(at, fact, key, sourceOf(key)));
  if (known !== undefined) into.values.set(key, known);
}

function readAnswer(at: Cursor, events: readonly string[]): ManualFact | null | undefined {
  if (at.value === null) return null;
  const points = typeof at.value === 'number' ? at.typed({ type: 'integer' }, '分数') : undefined;
  if (points !== undefined && isNum(points)) return { value: points, events };
  const value = at.typed({ type: 'bool' }, '核实结果');
  return typeof value === 'boolean' ? { value, events } : undefined;
}

/** A value, or `{value, confirmed}` for one that was declared. */
function readKnown(
  at: Cursor,
  fact: FactSpec,
  key: string,
  events: readonly string[],
): KnownValue | undefined {
  const declared = isPlainMap(at.value);
  if (declared && !at.isMapOf(['value', 'confirmed'], `“${key}”`)) return undefined;
  const value = (declared ? at.get('value') : at).typed(fact, `“${key}”`);
  if (value === undefined || !declared) return value === undefined ? value : { value, events };
  const confirmed = at.get('confirmed').typed({ type: 'bool' }, '是否已确认 confirmed');
  return typeof confirmed === 'boolean' ? { value, events, confirmed } : undefined;
}

function factOf(at: Cursor, key: string): FactSpec | undefined {
  const [name = '', year, ...rest] = key.split('@');
  const { facts, registers } = at.log.dictionary;
  const fact = facts.get(name);
  if (!fact) {
    const known = new Map<string, FactSpec | RegisterSpec>([...facts, ...registers]);
    const meant = nearestLabelled(name, known);
    const hint =
      meant === undefined
        ? '，可用的事实名见清单格式说明与 declarable-figures，如 revenue@2022'
        : `，是否想写“${formOf(known.get(meant), meant)}”（${known.get(meant)?.label ?? ''}）？`;
    return at.fail('unknown-fact', `没有名为“${name.slice(0, 60)}”的事实${hint}`);
  }
  if (fact.derive) return at.fail('derived-fact', `“${fact.label}”由其他事实算出，请给出它们的值`);
  if (fact.period !== /^(19|20|21)\d{2}$/.test(year ?? '') || rest.length > 0) {
    const form = formOf(fact, name);
    return at.fail('bad-period', `“${fact.label}”应写作“${form}”`);
  }
  return fact;
}

/** How a fact is named where it has a value: those by year with the year. */
function formOf(fact: FactSpec | RegisterSpec | undefined, name: string): string {
  return fact && 'period' in fact && fact.period ? `${name}@2022` : name;
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
