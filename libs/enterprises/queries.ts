import type { SourceDocument } from '#libs/kernel/source.js';
import type {
  ContractTotalsAnswer,
  FindingAnswer,
  RecognitionAnswer,
} from '#libs/recognitions/queries.js';
import type { EntityType } from './domain/events.js';

/** Reads the enterprise's own stream (no lag): is it registered, under which name and where? */
export class EnterpriseOnStream {
  constructor(
    readonly creditCode: string,
    /** The day asked about; left out: today in Shanghai. */
    readonly asOf?: string,
  ) {}
}

export interface EnterpriseNow {
  readonly creditCode: string;
  readonly name: string;
  readonly regionCode: string;
  readonly statisticalRegionCode: string | null;
  readonly townshipCode: string | null;
  readonly industryCode: string | null;
  readonly entityType: EntityType;
  readonly registeredOn: string | null;
  /** First day on which it no longer exists; null also when that day is after the day asked about. */
  readonly deregisteredOn: string | null;
}
/** null: not registered. */
export type EnterpriseOnStreamAnswer = EnterpriseNow | null;

/** The same for several days, with one look at the stream; answers in the order of the days. */
export class EnterpriseOnDays {
  constructor(
    readonly creditCode: string,
    readonly days: readonly string[],
  ) {}
}
/** null: not registered. */
export type EnterpriseOnDaysAnswer = readonly EnterpriseNow[] | null;

/** One enterprise as known at `position` and as of `asOf`, from the read model (waits for it). */
export class EnterpriseKnownAt {
  constructor(
    readonly creditCode: string,
    readonly asOf: string,
    readonly position: bigint,
  ) {}
}
export type EnterpriseKnownAtAnswer =
  (EnterpriseNow & { readonly eventIds: readonly string[] }) | null;

/** Many of them with one question; those that are not registered at `position` are missing. */
export class EnterprisesKnownAt {
  constructor(
    readonly creditCodes: readonly string[],
    readonly asOf: string,
    readonly position: bigint,
  ) {}
}
export type EnterprisesKnownAtAnswer = ReadonlyMap<string, NonNullable<EnterpriseKnownAtAnswer>>;

/** An enterprise as the API shows it. */
export interface EnterpriseAnswer extends EnterpriseNow {
  /** Every other name it is known to have had, in the order they became known. */
  readonly formerNames: readonly string[];
  readonly regionName: string | null;
  readonly townshipName: string | null;
  /** Revision of its stream; also the ETag of a command's answer. */
  readonly revision: number;
  /** Record time of the last event it is made of, ISO 8601. */
  readonly recordedAt: string;
  /** Position token: of the last event it is made of (commands), of the ledger's prefix (queries). */
  readonly position: string;
}

/** What a query may ask of time; texts as they came in. */
export interface AsKnown {
  readonly after?: string;
  readonly asOf?: string;
  readonly knownAt?: string;
}

/** Enterprises by name (also former names) or code, and by where they are. */
export class EnterpriseList {
  constructor(
    readonly request: AsKnown & {
      readonly q?: string;
      /** County, city or province; finds what lies in it. */
      readonly regionCode?: string;
      /** Only this enterprise: what an enterprise account may see. */
      readonly creditCode?: string;
      readonly page: number;
      readonly pageSize: number;
    },
    /** Instant of the question. */
    readonly now: string,
  ) {}
}
export interface EnterpriseListAnswer {
  readonly items: readonly EnterpriseAnswer[];
  readonly total: number;
  readonly page: number;
  readonly pageSize: number;
  readonly asOf: string;
  readonly knownAt: string | null;
  readonly position: string;
}

/** Every event of an enterprise, its own and its records', newest first. */
export class EnterpriseTimeline {
  constructor(
    readonly creditCode: string,
    readonly request: Omit<AsKnown, 'asOf'> & { readonly page: number; readonly pageSize: number },
    /** An enterprise sees of its awards what is decided, from the notice on. */
    readonly viewer: 'bureau' | 'enterprise' = 'bureau',
  ) {}
}

export interface TimelineItem {
  readonly position: string;
  readonly eventId: string;
  /** E.g. `recognition.corrected`. */
  readonly type: string;
  /** Chinese: what happened. */
  readonly label: string;
  readonly recordedAt: string;
  /** Opaque account id and role; null: not told to the enterprise. */
  readonly actor: { readonly id: string | null; readonly role: string; readonly roleLabel: string };
  /** The paper it was taken from; registrations and withdrawals have none. */
  readonly source: SourceDocument | null;
  readonly reason: string | null;
  /** First day it holds for, where the event names one. */
  readonly effectiveOn: string | null;
  /** The record it is about; null for events of the enterprise itself. */
  readonly recognition: {
    readonly id: string;
    readonly kind: string;
    readonly kindLabel: string;
    readonly number: string;
  } | null;
  /** What else it is about: declared figures, an officer's answer, an objection, an award. */
  readonly about: {
    readonly kind: string;
    readonly id: string;
    readonly label: string;
  } | null;
  /** What is different now; values as in the events, null: was not there or is cleared. */
  readonly changes: readonly TimelineChange[];
}

export interface TimelineChange {
  readonly field: string;
  readonly label: string;
  readonly before: unknown;
  readonly after: unknown;
}

export interface EnterpriseTimelineAnswer {
  readonly items: readonly TimelineItem[];
  readonly total: number;
  readonly page: number;
  readonly pageSize: number;
  readonly knownAt: string | null;
  readonly position: string;
}

/** What the ledger says of an enterprise as of a day. */
export class EnterpriseProfile {
  constructor(
    readonly creditCode: string,
    readonly request: AsKnown,
    /** Instant of the question. */
    readonly now: string,
  ) {}
}
export interface EnterpriseProfileAnswer extends EnterpriseAnswer {
  readonly asOf: string;
  readonly knownAt: string | null;
  /** Valid on that day, latest counting date first; at most 200. */
  readonly recognitions: readonly RecognitionAnswer[];
  /** How many are valid on that day. */
  readonly recognitionsTotal: number;
  /** Contracts by year, as seller and as buyer; never to be added. */
  readonly contracts: ContractTotalsAnswer;
  /** Doubts that concern it and are not gone, at most 200. */
  readonly findings: readonly FindingAnswer[];
}
