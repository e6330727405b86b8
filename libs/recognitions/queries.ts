import type { SourceDocument } from '#libs/kernel/source.js';
import type { Attributes, RecognitionKind } from './domain/events.js';
import type { FindingCode, FindingStatus, Resolution } from './domain/findings/finding.js';
import type { RecognitionStatus } from './domain/recognition.js';

export type { FindingCode, FindingStatus, Resolution } from './domain/findings/finding.js';
export type { RecognitionStatus } from './domain/recognition.js';

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

/** A record as the API shows it. */
export interface RecognitionAnswer {
  readonly id: string;
  readonly kind: RecognitionKind;
  readonly number: string;
  readonly creditCode: string;
  /** The holder's name on the day asked about (commands: today). */
  readonly enterpriseName: string;
  /** On the day asked about (commands: today). */
  readonly status: RecognitionStatus;
  readonly countingYear: number;
  readonly countedOn: string;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly attributes: Attributes;
  readonly source: SourceDocument;
  /** Revision of its stream; the ETag. */
  readonly revision: number;
  /** Record time of the last event it is made of, ISO 8601. */
  readonly recordedAt: string;
  /** Position token: of the last event it is made of (commands), of the ledger's prefix (queries). */
  readonly position: string;
  /** Doubts that are known about it and not gone; a command knows only those about its own data. */
  readonly findings: readonly RecognitionFinding[];
}

export interface RecognitionFinding {
  readonly id: string;
  readonly code: FindingCode;
  readonly message: string;
  readonly status: FindingStatus;
}

/** A doubt as the API shows it. */
export interface FindingAnswer extends RecognitionFinding {
  /** Chinese name of `code`. */
  readonly label: string;
  readonly recordIds: readonly string[];
  readonly creditCodes: readonly string[];
  /** What the officer said; null while it is open. */
  readonly resolution: Resolution | null;
  readonly note: string | null;
  readonly resolvedBy: string | null;
  readonly resolvedAt: string | null;
  /** Record time of the event that last changed it, ISO 8601. */
  readonly changedAt: string;
  readonly position: string;
}
