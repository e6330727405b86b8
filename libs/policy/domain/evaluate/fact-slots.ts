import type { Facts, KnownValue } from '../facts/facts.js';
import { readyValue, type ReadyValue } from './ready-test.js';

/** Every key that a condition has ever asked for has a number, the same in all lists. */
const numbers = new Map<string, number>();

/** The slot of a key (see factKey). There are as many as facts times years asked about. */
export function slotOf(key: string): number {
  const known = numbers.get(key);
  if (known !== undefined) return known;
  numbers.set(key, numbers.size);
  return numbers.size - 1;
}

/** What is known, ready to be compared. */
export interface SlotValue extends ReadyValue {
  readonly known: KnownValue;
}

export function slotValue(known: KnownValue): SlotValue {
  const { value, n, d } = readyValue(known.value);
  return { value, n, d, known };
}

/**
 * The values of one enterprise by slot. A list asks for the same few facts hundreds of times; only
 * the first time is a lookup by name.
 */
export class FactSlots {
  /** null: not known. */
  private readonly slots: (SlotValue | null | undefined)[];

  constructor(readonly facts: Facts) {
    this.slots = new Array<undefined>(numbers.size);
  }

  at(slot: number, key: string): SlotValue | null {
    const found = this.slots[slot];
    if (found !== undefined) return found;
    const known = this.facts.values.get(key);
    const value = known === undefined ? null : slotValue(known);
    this.slots[slot] = value;
    return value;
  }
}
