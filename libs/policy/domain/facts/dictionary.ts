import type { ValueKind } from './values.js';

/**
 * What it means that nothing is known. `no`: the register is complete, so no entry is a "no" (a
 * bool is false, a number 0, a register empty). `unknown`: nobody has reported it yet.
 */
export type Absence = 'no' | 'unknown';

/**
 * How a fact follows from others; there is no formula language beyond these. Over several years:
 * the year asked for and those before it. `since` names the date (of registration) before whose
 * year there was nothing to report: such years are left out.
 */
export type Derivation =
  /** a ÷ b; over several years the sum of a ÷ the sum of b. */
  | {
      readonly kind: 'div';
      readonly of: readonly [string, string];
      readonly years?: number;
      readonly since?: string;
    }
  /** a ÷ last year's a − 1. */
  | { readonly kind: 'growth'; readonly of: string }
  /** ½ · (y2 ÷ y1 + y3 ÷ y2) − 1 of three years; y1 = 0: y3 ÷ y2 − 1; y2 = 0: 0 (国科发火〔2016〕195号). */
  | { readonly kind: 'average-growth'; readonly of: string; readonly since?: string }
  /** The mean of so many years, compared exactly and shown in whole numbers. */
  | {
      readonly kind: 'average';
      readonly of: string;
      readonly years: number;
      readonly since?: string;
    };

/** A fact with one value, or one value a year when `period` is true. */
export interface FactSpec extends ValueKind {
  readonly id: string;
  readonly label: string;
  readonly period: boolean;
  readonly absence: Absence;
  readonly derive?: Derivation;
  /** The facts named in `derive`, resolved: numerator and denominator, or the same fact twice. */
  readonly derivedFrom?: readonly [FactSpec, FactSpec];
  /** The date named in `since`, resolved. */
  readonly since?: FactSpec;
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
