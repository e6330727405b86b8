import type { SourceDocument } from '#libs/kernel/source.js';
import type { CalendarDate } from '#libs/kernel/calendar-date.js';

/**
 * Stands for a number that only the ledger can issue (platforms, projects, transfers, titles): the
 * name under which an earlier `record-recognition` step is remembered. The seeder puts the issued
 * number in its place, wherever in a body it stands.
 */
export interface NumberOf {
  readonly numberOf: string;
}

export interface RegisterEnterpriseBody {
  readonly creditCode: string;
  readonly name: string;
  readonly regionCode: string;
  readonly statisticalRegionCode?: string;
  readonly townshipCode?: string;
  readonly industryCode?: string;
  readonly entityType?: string;
  readonly registeredOn?: string;
}

export interface MoveBody {
  readonly regionCode: string;
  readonly townshipCode?: string;
  readonly statisticalRegionCode?: string;
  readonly effectiveOn: string;
  readonly source: SourceDocument;
}

export interface RecognitionBody {
  readonly kind: string;
  readonly creditCode: string;
  readonly number?: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly source: SourceDocument;
}

export interface CorrectionBody {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly reason: string;
  readonly source: SourceDocument;
}

export interface RevocationBody {
  readonly effectiveOn?: string;
  readonly fromYear?: number;
  readonly reason: string;
  readonly source: SourceDocument;
}

export interface FigureBody {
  readonly series: string;
  readonly regionCode: string;
  readonly period: string;
  readonly value: string;
  readonly unit: string;
  readonly caliber?: string;
  readonly status?: string;
  readonly publishedOn: string;
  readonly source: SourceDocument;
}

export interface DeclarationBody {
  readonly year: number;
  readonly figures: Readonly<Record<string, string | number>>;
  readonly source: SourceDocument;
}

/**
 * What an officer would have sent. Bodies have the shapes of the HTTP contract, so that a sample
 * step and a request are the same thing. `record` names an earlier `record-recognition` step;
 * `file` is a path below `seeds/`.
 */
export type SeedCommand =
  | { readonly type: 'register-enterprise'; readonly body: RegisterEnterpriseBody }
  | {
      readonly type: 'rename-enterprise';
      readonly creditCode: string;
      readonly body: { name: string; effectiveOn: string; source: SourceDocument };
    }
  | { readonly type: 'move-enterprise'; readonly creditCode: string; readonly body: MoveBody }
  | {
      readonly type: 'deregister-enterprise';
      readonly creditCode: string;
      readonly body: { effectiveOn: string; source: SourceDocument };
    }
  | { readonly type: 'record-recognition'; readonly ref: string; readonly body: RecognitionBody }
  | { readonly type: 'correct-recognition'; readonly record: string; readonly body: CorrectionBody }
  | { readonly type: 'revoke-recognition'; readonly record: string; readonly body: RevocationBody }
  | {
      readonly type: 'withdraw-recognition';
      readonly record: string;
      readonly body: { reason: string };
    }
  | { readonly type: 'publish-figure'; readonly body: FigureBody }
  | {
      readonly type: 'submit-declaration';
      readonly creditCode: string;
      readonly body: DeclarationBody;
    }
  | {
      readonly type: 'confirm-declaration';
      readonly creditCode: string;
      readonly year: number;
      /** Left out: everything that waits. */
      readonly body: { figures?: readonly string[] };
    }
  | {
      readonly type: 'reject-declaration';
      readonly creditCode: string;
      readonly year: number;
      readonly body: { figures?: readonly string[]; reason: string };
    }
  | {
      readonly type: 'set-target-plan';
      readonly regionCode: string;
      readonly year: number;
      readonly file: string;
    }
  | { readonly type: 'draft-policy-list'; readonly file: string }
  | { readonly type: 'publish-policy-list'; readonly file: string };

/** One command with the instant it was recorded, ISO 8601 with milliseconds. */
export interface SeedStep {
  readonly at: string;
  readonly command: SeedCommand;
}

/** A step before the clock is laid over it: the working day it is recorded, and its rank there. */
export interface DatedStep {
  readonly on: CalendarDate;
  /** Within a day, lower ranks come first; left out: 5. Registrations are 0, what undoes is higher. */
  readonly rank?: number;
  readonly command: SeedCommand;
}
