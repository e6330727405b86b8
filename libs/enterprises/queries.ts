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
