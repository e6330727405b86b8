import { canonicalJson, sha256Hex } from '#libs/kernel/canonical-json.js';
import { isNum, type Value } from './values.js';

/** A value together with the events that it comes from. */
export interface KnownValue {
  readonly value: Value;
  readonly events: readonly string[];
}

/** One record of a register; a field that is left out is not known. */
export interface RegisterEntry {
  /** What people call it: the certificate's or contract's number. */
  readonly id: string;
  readonly fields: Readonly<Record<string, Value>>;
  readonly events: readonly string[];
}

/**
 * What is known of one enterprise. Keys of `values`: see factKey and manualKey. A register that is
 * not there at all is empty or unknown by its `absence`.
 */
export interface Facts {
  readonly values: ReadonlyMap<string, KnownValue>;
  readonly registers: ReadonlyMap<string, readonly RegisterEntry[]>;
}

export const NO_FACTS: Facts = { values: new Map(), registers: new Map() };

/**
 * `facts ⊕ overrides`: a given value replaces, a given record is added, `null` takes away. For
 * what-if questions; nothing of it is stored.
 */
export interface Overrides {
  readonly values: ReadonlyMap<string, KnownValue | null>;
  readonly registers: ReadonlyMap<string, readonly RegisterEntry[] | null>;
}

export function override(facts: Facts, overrides: Overrides): Facts {
  const values = new Map(facts.values);
  for (const [key, known] of overrides.values) {
    if (known === null) values.delete(key);
    else values.set(key, known);
  }
  const registers = new Map(facts.registers);
  for (const [key, added] of overrides.registers) {
    registers.set(key, added === null ? [] : [...(registers.get(key) ?? []), ...added]);
  }
  return { values, registers };
}

/** SHA-256 over values and source events: two answers from the same facts carry the same hash. */
export function factsHash(facts: Facts): string {
  return sha256Hex(
    canonicalJson({
      values: [...facts.values].sort(byKey).map(([key, k]) => [key, writeExact(k.value), k.events]),
      registers: [...facts.registers]
        .sort(byKey)
        .map(([key, entries]) => [key, entries.map(writeEntry)]),
    }),
  );
}

function writeEntry(entry: RegisterEntry): object {
  const fields = Object.entries(entry.fields).map(([k, v]) => [k, writeExact(v)] as const);
  return { id: entry.id, fields: Object.fromEntries(fields), events: entry.events };
}

function writeExact(value: Value): string | boolean {
  return isNum(value) ? `${value.n}/${value.d}` : value;
}

function byKey(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : 1;
}
