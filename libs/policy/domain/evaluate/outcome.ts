import type { Facts, RegisterEntry } from '../facts/facts.js';
import type { Fail, Missing, Unconfirmed } from '../result.js';
import type { When } from './compare.js';
import type { FactSlots } from './fact-slots.js';
import type { Truth } from './kleene.js';

/** What a leaf came to. Explanations are made only for the leaves that turn out to matter. */
export interface LeafOutcome {
  readonly truth: Truth;
  readonly events: readonly string[];
  /** What of it is declared only. */
  readonly unconfirmed: readonly Unconfirmed[];
  /** Of a register: the records that make it hold. */
  readonly records?: readonly RegisterEntry[];
  /** For `unknown`: what is missing. */
  readonly missing: () => readonly Missing[];
  /** For `no`: need, actual, distance. */
  readonly fail: () => Fail;
}

/** A condition after evaluation, in the shape of its tree. */
export type Outcome =
  | { readonly kind: 'all' | 'any'; readonly truth: Truth; readonly of: readonly Outcome[] }
  | { readonly kind: 'leaf'; readonly truth: Truth; readonly leaf: LeafOutcome };

/** Everything an evaluation looks at. Pure: the same context gives the same outcome. */
export interface Context extends When {
  readonly facts: Facts;
  readonly clause: { readonly id: string; readonly text: string };
  /** The same facts, shared by the clauses of one list so that each is looked up once. */
  readonly slots?: FactSlots;
}

export const NOTHING_UNCONFIRMED: readonly Unconfirmed[] = [];

export const NOTHING_MISSING = (): readonly Missing[] => [];

/** Explanation of a leaf that is not "no": asking for it is a mistake of the program. */
export const NO_FAIL = (): Fail => {
  throw new Error('this condition did not fail');
};
