import type { Attributes, RecognitionKind } from './domain/events.js';

/** One record as a prefix of the ledger knows it. Withdrawn records are not among them. */
export interface KnownRecognition {
  readonly id: string;
  readonly kind: RecognitionKind;
  readonly number: string;
  readonly creditCode: string;
  readonly attributes: Attributes;
  readonly countingYear: number;
  readonly countedOn: string;
  readonly validFrom: string;
  readonly validTo: string | null;
  /** First day of invalidity when revoked, else null. */
  readonly revokedOn: string | null;
  /** Ids of the events it is made of, oldest first: the sources of every answer. */
  readonly eventIds: readonly string[];
}

/**
 * All records of some holders as known at `position` (exact prefix; waits until the read model has
 * seen it). Answer: one list per credit code, ordered by countedOn, then number.
 */
export class RecognitionsKnownAt {
  constructor(
    readonly creditCodes: readonly string[],
    readonly position: bigint,
  ) {}
}
export type RecognitionsKnownAtAnswer = ReadonlyMap<string, readonly KnownRecognition[]>;

/** How each kind is described to forms, import templates and other slices. */
export class RecognitionForms {}

export interface RecognitionForm {
  readonly kind: RecognitionKind;
  readonly label: string;
  readonly number: {
    readonly label: string;
    /** False: left out, the ledger issues one. */
    readonly required: boolean;
    /** Prefix of the numbers the ledger issues; null where it issues none. */
    readonly issuedPrefix: string | null;
    /** Regular expression of the paper's own number; null where only the ledger issues one. */
    readonly pattern: string | null;
    readonly example: string | null;
    /** Chinese: what is accepted. */
    readonly hint: string;
  };
  readonly fields: readonly RecognitionFormField[];
  /** Chinese: which year and day it counts for, how long it is valid. */
  readonly counting: string;
}

export interface RecognitionFormField {
  readonly name: string;
  readonly label: string;
  readonly type:
    'text' | 'texts' | 'year' | 'date' | 'boolean' | 'choice' | 'money' | 'score' | 'party';
  readonly required: boolean;
  readonly hint: string | null;
  /** Codes with their labels, in the order to show: choices, and true/false. */
  readonly values: readonly { readonly code: string; readonly label: string }[] | null;
  /** Usual texts; others are accepted. */
  readonly suggestions: readonly string[] | null;
  readonly maxLength: number | null;
  /** Parties: whether the place has to be given. */
  readonly regionRequired: boolean | null;
}
export type RecognitionFormsAnswer = readonly RecognitionForm[];
