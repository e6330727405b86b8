import type { DomainEvent } from '#libs/kernel/event.js';
import type { SourceDocument } from '#libs/kernel/source.js';

/** Codes of the seven kinds; their attributes are in `kinds/`. */
export const RECOGNITION_KINDS = [
  'high-tech-firm',
  'sci-tech-sme',
  'innovation-platform',
  'tech-contract',
  'county-project',
  'achievement-transfer',
  'enterprise-title',
] as const;
export type RecognitionKind = (typeof RECOGNITION_KINDS)[number];

export const RECOGNITION_KIND_LABELS: Readonly<Record<RecognitionKind, string>> = {
  'high-tech-firm': '高新技术企业',
  'sci-tech-sme': '国家科技型中小企业',
  'innovation-platform': '科技创新平台',
  'tech-contract': '技术合同',
  'county-project': '县科技创新项目',
  'achievement-transfer': '科技成果转移转化',
  'enterprise-title': '企业称号',
};

/**
 * Attributes in their canonical form: dates `YYYY-MM-DD`, money as decimal strings of yuan with two
 * places, codes of enums. A natural person as a party is `{naturalPerson: true, regionCode}` and
 * nothing more.
 */
export type Attributes = Readonly<Record<string, unknown>>;

/** What is derived from the attributes when they are written, by the rules of that day. */
export interface DerivedDates {
  /** 认定年度 / 入库年度 …: the year the notice prints; what a year's plan counts by. */
  readonly countingYear: number;
  /** The date the record is counted on (design: recognised, announced, approved, registered …). */
  readonly countedOn: string;
  readonly validFrom: string;
  /** Inclusive; null: without end. */
  readonly validTo: string | null;
}

interface Identity {
  readonly kind: RecognitionKind;
  readonly number: string;
  /** The holder; never changed by a correction. */
  readonly creditCode: string;
}

export type RecognitionRecorded = DomainEvent<
  'recognition.recorded',
  Identity &
    DerivedDates & {
      readonly attributes: Attributes;
      /** True when the ledger issued the number. */
      readonly issued: boolean;
      readonly source: SourceDocument;
    }
>;

export type RecognitionCorrected = DomainEvent<
  'recognition.corrected',
  Identity &
    DerivedDates & {
      /** What was asked for: only the changed attributes; null clears. */
      readonly changes: Attributes;
      /** The merged attributes after the correction. */
      readonly attributes: Attributes;
      readonly reason: string;
      readonly source: SourceDocument;
    }
>;

export type RecognitionRevoked = DomainEvent<
  'recognition.revoked',
  Identity & {
    /** First day it is no longer valid; 1 January of `fromYear` when the authority gave a year. */
    readonly effectiveOn: string;
    /** 取消年度 */
    readonly fromYear?: number;
    readonly reason: string;
    readonly source: SourceDocument;
  }
>;

export type RecognitionWithdrawn = DomainEvent<
  'recognition.withdrawn',
  Identity & { readonly reason: string }
>;

export type RecognitionEvent =
  RecognitionRecorded | RecognitionCorrected | RecognitionRevoked | RecognitionWithdrawn;

/** `<kind>.<number>`, URL-safe. */
export function recognitionId(kind: string, number: string): string {
  return `${kind}.${number}`;
}

export function recognitionStream(kind: string, number: string): string {
  return `recognition-${recognitionId(kind, number)}`;
}

/** Stored in `finding-<findingId>`: an officer has looked at a doubt and says what it is. */
export type FindingResolved = DomainEvent<
  'finding.resolved',
  {
    readonly findingId: string;
    /** `confirmed` 属实已处理 · `accepted` 情况正常，予以保留 · `dismissed` 误报 */
    readonly resolution: 'confirmed' | 'accepted' | 'dismissed';
    readonly note: string;
  }
>;

export function findingStream(findingId: string): string {
  return `finding-${findingId}`;
}

/**
 * For each type the steps that lift stored data from version 1 to 2, 2 to 3 …; none yet. Every
 * reader of these events goes through it (`upcast(event, RECOGNITION_UPCASTERS)`).
 */
export const RECOGNITION_UPCASTERS: Readonly<
  Record<string, readonly ((data: Record<string, unknown>) => Record<string, unknown>)[]>
> = {};
