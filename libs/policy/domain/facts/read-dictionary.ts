import type {
  Absence,
  Derivation,
  FactDictionary,
  FactSpec,
  FieldSpec,
  RegisterSpec,
} from './dictionary.js';
import { VALUE_TYPES, type ValueKind, type ValueType } from './values.js';

type Raw = Readonly<Record<string, unknown>>;

/**
 * Reads the fact dictionary from the plain values of its YAML.
 * @throws Error naming the entry that is wrong: the dictionary ships with the program, so a mistake
 *   in it must stop the start.
 */
export function readDictionary(root: unknown): FactDictionary {
  const raw = mapOf(root, 'dictionary');
  const plain = new Map(
    Object.entries(mapOf(raw['facts'], 'facts')).map(([id, spec]) => [id, readFact(id, spec)]),
  );
  const facts = new Map([...plain].map(([id, fact]) => [id, resolve(fact, plain)]));
  const common = readFields(raw['recognitionFields'] ?? {}, 'recognitionFields');
  const registers = new Map(
    Object.entries(mapOf(raw['registers'], 'registers')).map(([id, spec]) => [
      id,
      readRegister(id, spec, common),
    ]),
  );
  return { facts, registers };
}

function readFact(id: string, spec: unknown): FactSpec {
  const raw = mapOf(spec, id);
  return {
    id,
    label: textOf(raw['label'], id),
    ...readKind(raw, id),
    period: raw['period'] === true,
    absence: readAbsence(raw['absence'], id),
    ...(raw['derive'] === undefined ? {} : { derive: readDerivation(raw['derive'], id) }),
    reportAt: textOf(raw['reportAt'], id),
    ...(raw['declarable'] === true ? { declarable: mayBeDeclared(raw, id) } : {}),
  };
}

/** What is declared is declared for a year, and nothing that follows from other facts is. */
function mayBeDeclared(raw: Raw, id: string): true {
  if (raw['period'] === true && raw['derive'] === undefined) return true;
  throw new Error(`${id}: only a fact by year that is not derived can be declared`);
}

function resolve(fact: FactSpec, facts: ReadonlyMap<string, FactSpec>): FactSpec {
  const { derive } = fact;
  if (!derive) return fact;
  const [a, b] = derive.kind === 'div' ? derive.of : [derive.of, derive.of];
  const [numerator, denominator] = [facts.get(a), facts.get(b)];
  if (!numerator || !denominator || numerator.derive || denominator.derive) {
    throw new Error(`${fact.id}: derive names a fact that is not there or is derived itself`);
  }
  if (numerator.period !== fact.period || denominator.period !== fact.period) {
    throw new Error(`${fact.id}: derived from facts of another period`);
  }
  const since = 'since' in derive ? dateNamed(derive.since, fact.id, facts) : undefined;
  return { ...fact, derivedFrom: [numerator, denominator], ...(since ? { since } : {}) };
}

function dateNamed(
  name: string | undefined,
  where: string,
  facts: ReadonlyMap<string, FactSpec>,
): FactSpec | undefined {
  if (name === undefined) return undefined;
  const fact = facts.get(name);
  if (fact?.type === 'date' && !fact.period) return fact;
  throw new Error(`${where}: since names no date without period`);
}

function readDerivation(value: unknown, id: string): Derivation {
  const raw = mapOf(value, id);
  const { div, growth, averageGrowth, average } = raw;
  const years = readYears(raw['years'], id);
  const since = raw['since'] === undefined ? {} : { since: textOf(raw['since'], id) };
  if (Array.isArray(div) && typeof div[0] === 'string' && typeof div[1] === 'string') {
    const over = years === undefined ? {} : { years };
    return { kind: 'div', of: [div[0], div[1]], ...over, ...since };
  }
  if (typeof growth === 'string') return { kind: 'growth', of: growth };
  if (typeof averageGrowth === 'string') {
    return { kind: 'average-growth', of: averageGrowth, ...since };
  }
  if (typeof average === 'string' && years !== undefined) {
    return { kind: 'average', of: average, years, ...since };
  }
  throw new Error(`${id}: derive is none of div [a, b], growth a, averageGrowth a, average a`);
}

function readYears(value: unknown, id: string): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 2 && value <= 5) {
    return value;
  }
  throw new Error(`${id}: years is no number from 2 to 5`);
}

function readRegister(
  id: string,
  spec: unknown,
  common: ReadonlyMap<string, FieldSpec>,
): RegisterSpec {
  const raw = mapOf(spec, id);
  const own = readFields(raw['fields'], id);
  return {
    id,
    label: textOf(raw['label'], id),
    absence: readAbsence(raw['absence'], id),
    reportAt: textOf(raw['reportAt'], id),
    fields: raw['recognition'] === true ? new Map([...common, ...own]) : own,
  };
}

function readFields(value: unknown, where: string): ReadonlyMap<string, FieldSpec> {
  return new Map(
    Object.entries(mapOf(value, where)).map(([id, spec]) => {
      const raw = mapOf(spec, `${where}.${id}`);
      return [id, { id, label: textOf(raw['label'], id), ...readKind(raw, `${where}.${id}`) }];
    }),
  );
}

function readKind(raw: Raw, where: string): ValueKind {
  const type = VALUE_TYPES.find((candidate): candidate is ValueType => candidate === raw['type']);
  if (type === undefined) throw new Error(`${where}: type is none of ${VALUE_TYPES.join(', ')}`);
  if (type !== 'enum') return { type };
  const values = Object.entries(mapOf(raw['values'], where));
  return {
    type,
    values: Object.fromEntries(values.map(([code, label]) => [code, textOf(label, where)])),
  };
}

function readAbsence(value: unknown, where: string): Absence {
  if (value === 'no' || value === 'unknown') return value;
  throw new Error(`${where}: absence is neither 'no' nor 'unknown'`);
}

function mapOf(value: unknown, where: string): Raw {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Raw;
  throw new Error(`${where}: not a map`);
}

function textOf(value: unknown, where: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new Error(`${where}: a text is missing`);
}
