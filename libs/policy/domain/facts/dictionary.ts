import type { ValueKind } from './values.js';

/**
 * What it means that nothing is known. `no`: the register is complete, so no entry is a "no" (a
 * bool is false, a number 0, a register empty). `unknown`: nobody has reported it yet.
 */
export type Absence = 'no' | 'unknown';

/** How a fact follows from others of the same period; there is no formula language beyond these. */
export type Derivation =
  | { readonly kind: 'div'; readonly of: readonly [string, string] }
  | { readonly kind: 'growth'; readonly of: string };

/** A fact with one value, or one value a year when `period` is true. */
export interface FactSpec extends ValueKind {
  readonly id: string;
  readonly label: string;
  readonly period: boolean;
  readonly absence: Absence;
  readonly derive?: Derivation;
  /** The facts named in `derive`, resolved: numerator and denominator, or the same fact twice. */
  readonly derivedFrom?: readonly [FactSpec, FactSpec];
  /** Where somebody who misses it can report it. */
  readonly reportAt: string;
  /** True for a figure by year that the enterprise itself declares. */
  readonly declarable?: boolean;
}

export interface FieldSpec extends ValueKind {
  readonly id: string;
  readonly label: string;
}

/** A fact that is a list of records: certificates, platforms, contracts. */
export interface RegisterSpec {
  readonly id: string;
  readonly label: string;
  readonly absence: Absence;
  readonly reportAt: string;
  readonly fields: ReadonlyMap<string, FieldSpec>;
}

/** Everything a policy list can ask about: draws validation, explanations and the facts gathered. */
export interface FactDictionary {
  readonly facts: ReadonlyMap<string, FactSpec>;
  readonly registers: ReadonlyMap<string, RegisterSpec>;
}

/** Key of a fact's value: `revenue@2023` for a fact by year, else its id. */
export function factKey(id: string, year?: number): string {
  return year === undefined ? id : `${id}@${year}`;
}

/**
 * Stable key of a question that only a person can answer, for a list that gives it none: the same
 * words in the same clause are the same question, in whatever version.
 */
export function questionKey(clause: string, question: string): string {
  return `${clause}:${question}`;
}

/** Name of a question in results and in given facts. */
export function manualFact(key: string): string {
  return `manual:${key}`;
}

export function factLabel(fact: FactSpec, year?: number): string {
  return year === undefined ? fact.label : `${fact.label}（${year}年）`;
}
