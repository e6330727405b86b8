import { canonicalJson, sha256Hex } from '#libs/kernel/canonical-json.js';
import { isNum, type Num, type Value } from './values.js';

/** A value together with the events that it comes from. */
export interface KnownValue {
  readonly value: Value;
  readonly events: readonly string[];
  /**
   * Of a figure that the enterprise declared: has an officer confirmed it? Left out for what the
   * ledger records itself. It counts either way; results name what nobody has confirmed.
   */
  readonly confirmed?: boolean;
}

/** An officer's answer to what no register can say: yes or no, or points that experts gave. */
export interface ManualFact {
  readonly value: boolean | Num;
  readonly events: readonly string[];
}

/** `pending` on its way, nothing is promised · `granted` decided, paid or not · `revoked` back. */
export const AWARD_STATES = ['pending', 'granted', 'revoked'] as const;
export type AwardState = (typeof AWARD_STATES)[number];

/** Money that was awarded to the enterprise. Only what is `granted` counts in later checks. */
export interface GrantedAward {
  readonly awardId: string;
  readonly list: string;
  readonly clause: string;
  /** 兑现年度. */
  readonly awardYear: number;
  /** Fen; what was paid back in part is taken off. */
  readonly amount: bigint;
  readonly state: AwardState;
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
 * What is known of one enterprise. Keys of `values`: see factKey. A register that is not there at
 * all is empty or unknown by its `absence`.
 */
export interface Facts {
  readonly values: ReadonlyMap<string, KnownValue>;
  readonly registers: ReadonlyMap<string, readonly RegisterEntry[]>;
  /** By the stable key of the question (see questionKey). */
  readonly manual: ReadonlyMap<string, ManualFact>;
  /** Of any list and year. */
  readonly awards: readonly GrantedAward[];
}

export const NO_FACTS: Facts = {
  values: new Map(),
  registers: new Map(),
  manual: new Map(),
  awards: [],
};

/**
 * `facts ⊕ overrides`: a given value replaces, a given record is added, `null` takes away. For
 * what-if questions; nothing of it is stored.
 */
export interface Overrides {
  readonly values: ReadonlyMap<string, KnownValue | null>;
  readonly registers: ReadonlyMap<string, readonly RegisterEntry[] | null>;
  readonly manual?: ReadonlyMap<string, ManualFact | null>;
  readonly awards?: readonly GrantedAward[] | null;
}

export function override(facts: Facts, overrides: Overrides): Facts {
  const { awards = [] } = overrides;
  const registers = new Map(facts.registers);
  for (const [key, added] of overrides.registers) {
    registers.set(key, added === null ? [] : [...(registers.get(key) ?? []), ...added]);
  }
  return {
    values: replace(facts.values, overrides.values),
    registers,
    manual: replace(facts.manual, overrides.manual ?? new Map<string, null>()),
    awards: awards === null ? [] : [...facts.awards, ...awards],
  };
}

function replace<T>(
  known: ReadonlyMap<string, T>,
  given: ReadonlyMap<string, T | null>,
): ReadonlyMap<string, T> {
  const result = new Map(known);
  for (const [key, value] of given) {
    if (value === null) result.delete(key);
    else result.set(key, value);
  }
  return result;
}

/**
 * SHA-256 over values and source events: two answers from the same facts carry the same hash. What
 * is not there leaves no trace, so facts of before there were declarations, answers and awards have
 * the hash that they had.
 */
export function factsHash(facts: Facts): string {
  return sha256Hex(
    canonicalJson({
      values: [...facts.values].sort(byKey).map(([key, known]) => [key, ...writeKnown(known)]),
      registers: [...facts.registers]
        .sort(byKey)
        .map(([key, entries]) => [key, entries.map(writeEntry)]),
      ...(facts.manual.size === 0 ? {} : { manual: writeManual(facts) }),
      ...(facts.awards.length === 0 ? {} : { awards: facts.awards.map(writeAward) }),
    }),
  );
}

function writeKnown({ value, events, confirmed }: KnownValue): readonly unknown[] {
  return [writeExact(value), events, ...(confirmed === undefined ? [] : [confirmed])];
}

function writeManual({ manual }: Facts): readonly unknown[] {
  return [...manual].sort(byKey).map(([key, known]) => [key, ...writeKnown(known)]);
}

function writeAward(award: GrantedAward): object {
  return { ...award, amount: String(award.amount) };
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
