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

/** Read models that answers about records come from: what a combined answer has to wait for. */
export const RECOGNITION_READ_MODELS = ['recognitions', 'findings'] as const;

/** What a query may ask of time; texts as they came in. */
export interface AsKnown {
  readonly after?: string;
  readonly asOf?: string;
  readonly knownAt?: string;
}

export interface Paging {
  readonly page: number;
  readonly pageSize: number;
}

export interface RecognitionFilter {
  readonly kind?: RecognitionKind;
  readonly creditCode?: string;
  /** County, city or province: where the holder was on the counting date. */
  readonly regionCode?: string;
  readonly countingYear?: number;
  /** On the day asked about; left out: all that are not withdrawn. */
  readonly status?: RecognitionStatus;
  /** Valid on the day asked about, and ending before this day. */
  readonly expiringBefore?: string;
  /** Part of a number, of what the record is called, or of any name of its holder. */
  readonly q?: string;
}

/**
 * Records, latest counting date first. With `asOf` they are as of that day, and what had not begun
 * then is left out; without it as of today, and what begins later is shown as `not-yet-valid`.
 */
export class RecognitionList {
  constructor(
    readonly request: AsKnown & RecognitionFilter & Paging,
    /** Instant of the question. */
    readonly now: string,
    /** Only this holder's: what an enterprise account may see. */
    readonly ownCreditCode?: string,
  ) {}
}
export interface PageAsKnown<Item> extends Paging {
  readonly items: readonly Item[];
  readonly total: number;
  readonly asOf: string;
  readonly knownAt: string | null;
  readonly position: string;
}
export type RecognitionListAnswer = PageAsKnown<RecognitionAnswer>;

/** One record, also a withdrawn one. */
export class RecognitionById {
  constructor(
    /** `<kind>.<number>` */
    readonly id: string,
    readonly request: AsKnown,
    readonly now: string,
  ) {}
}

/** Contracts of an enterprise by year and side, by whoever they are registered under. */
export class ContractTotals {
  constructor(
    readonly creditCode: string,
    readonly asOf: string,
    readonly position: bigint,
  ) {}
}
export interface ContractTotal {
  readonly year: number;
  readonly contracts: number;
  /** 成交额, decimal yuan. */
  readonly contractValue: string;
  /** 技术交易额, decimal yuan. */
  readonly technologyValue: string;
}
/** Never to be added: a contract between two of ours stands on both sides. */
export interface ContractTotalsAnswer {
  readonly asSeller: readonly ContractTotal[];
  readonly asBuyer: readonly ContractTotal[];
}

/** Doubts, those that changed last first. */
export class FindingList {
  constructor(
    readonly request: Omit<AsKnown, 'asOf'> &
      Paging & {
        readonly code?: FindingCode;
        /** A kind of record concerned. */
        readonly kind?: RecognitionKind;
        /** Left out: open and resolved ones. */
        readonly status?: FindingStatus;
        readonly creditCode?: string;
      },
    /** Only those that concern this enterprise. */
    readonly ownCreditCode?: string,
  ) {}
}
export type FindingListAnswer = Omit<PageAsKnown<FindingAnswer>, 'asOf'>;

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
