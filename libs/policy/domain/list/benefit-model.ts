import type { FactSpec, FieldSpec, RegisterSpec } from '../facts/dictionary.js';
import type { Num } from '../facts/values.js';
import type { Where } from './model.js';

/** What a benefit is measured by: a fact, or a count or sum over a register. */
export type Quantity =
  | { readonly kind: 'fact'; readonly fact: FactSpec; readonly back?: number }
  | { readonly kind: 'count'; readonly register: RegisterSpec; readonly where: Where }
  | {
      readonly kind: 'sum';
      readonly register: RegisterSpec;
      readonly where: Where;
      readonly field: FieldSpec;
    };

/** Bounds and rounding that any computed amount may carry. All money in fen. */
export interface Limits {
  /** At most. */
  readonly cap?: Num;
  /** At least, once the clause is fulfilled. */
  readonly floor?: Num;
  readonly round?: Rounding;
}

export interface Rounding {
  readonly to: Num;
  readonly mode: 'down' | 'half-up' | 'up';
}

export type Benefit =
  | { readonly kind: 'fixed'; readonly amount: Num }
  /** The highest level reached decides. */
  | {
      readonly kind: 'level-table';
      readonly register: RegisterSpec;
      readonly level: FieldSpec;
      readonly where: Where;
      readonly amounts: ReadonlyMap<string, Num>;
    }
  /** Every slice of the base has its own rate; the last tier has no `upTo`. */
  | ({
      readonly kind: 'marginal-tiers';
      readonly base: Quantity;
      readonly tiers: readonly { readonly upTo?: Num; readonly rate: Num }[];
    } & Limits)
  /** The tier reached applies to the whole base, or gives a fixed amount. */
  | ({
      readonly kind: 'whole-tiers';
      readonly base: Quantity;
      readonly tiers: readonly { readonly from: Num; readonly rate?: Num; readonly amount?: Num }[];
    } & Limits)
  /** `amount` from `from` on, and `add` for every full `each` above it. */
  | ({
      readonly kind: 'step';
      readonly base: Quantity;
      readonly from: Num;
      readonly amount: Num;
      readonly each: Num;
      readonly add: Num;
    } & Limits)
  | ({ readonly kind: 'percent'; readonly base: Quantity; readonly rate: Num } & Limits)
  /** A share of what a fact by year grew by over the year before. */
  | ({
      readonly kind: 'increment';
      readonly fact: FactSpec;
      readonly back: number;
      readonly rate: Num;
    } & Limits)
  /** A share of what the upper level gave. */
  | ({ readonly kind: 'match'; readonly base: Quantity; readonly ratio: Num } & Limits)
  /** So much for each. */
  | ({ readonly kind: 'per-unit'; readonly base: Quantity; readonly each: Num } & Limits)
  /** Not money. */
  | { readonly kind: 'service'; readonly text: string }
  /** Of an assessment: nothing is given, and nobody can write it. */
  | { readonly kind: 'none' };

export const BENEFIT_KINDS = [
  'fixed',
  'level-table',
  'marginal-tiers',
  'whole-tiers',
  'step',
  'percent',
  'increment',
  'match',
  'per-unit',
  'service',
] as const satisfies readonly Benefit['kind'][];

/** The kinds that a list can name. */
export type BenefitKind = (typeof BENEFIT_KINDS)[number];
