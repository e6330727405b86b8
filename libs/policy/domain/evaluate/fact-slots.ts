import type { Facts, KnownValue } from '../facts/facts.js';

/** Every key that a condition has ever asked for has a number, the same in all lists. */
const numbers = new Map<string, number>();

/** The slot of a key (see factKey). There are as many as facts times years asked about. */
export function slotOf(key: string): number {
  const known = numbers.get(key);
  if (known !== undefined) return known;
  numbers.set(key, numbers.size);
  return numbers.size - 1;
}

/**
 * The values of one enterprise by slot. A list asks for the same few facts hundreds of times; only
 * the first time is a lookup by name.
 */
export class FactSlots {
  /** null: not known. */
  private readonly slots: (KnownValue | null | undefined)[];

  constructor(readonly facts: Facts) {
    this.slots = new Array<undefined>(numbers.size);
  }

  at(slot: number, key: string): KnownValue | null {
    const found = this.slots[slot];
    if (found !== undefined) return found;
    const known = this.facts.values.get(key) ?? null;
    this.slots[slot] = known;
    return known;
  }
}
