import { Query } from '@nestjs/cqrs';
import type { ReadRequest } from '#libs/event-store/projections/read-models.js';
import type { Actor } from '#libs/kernel/actor.js';
import type { PageOf } from '#libs/runtime/http/command-answer.js';
import type { Finding } from './domain/list/findings.js';
import type { ClauseResult, ListResult } from './domain/result.js';

export type VersionStatus = 'draft' | 'published';

export interface VersionSummary {
  readonly version: number;
  readonly status: VersionStatus;
  readonly title: string;
  readonly sample: boolean;
  readonly effective: { readonly from: string; readonly to: string };
  readonly hash: string;
  readonly draftedAt: string;
  readonly publishedAt: string | null;
}

export interface ListSummary {
  readonly id: string;
  readonly title: string;
  /** The version that holds; null while there are drafts only. */
  readonly publishedVersion: number | null;
  readonly versions: readonly VersionSummary[];
}

export interface ClauseSummary {
  readonly id: string;
  readonly article: string;
  readonly text: string;
  readonly audience: string | null;
  readonly department: string | null;
  readonly deadline: string | null;
  readonly papers: readonly string[];
  /** Kind of benefit. */
  readonly benefit: string;
  readonly origin: { readonly kind: 'sourced' | 'illustrative'; readonly note: string } | null;
}

export interface VersionAnswer extends VersionSummary {
  readonly id: string;
  readonly general: readonly string[];
  readonly clauses: readonly ClauseSummary[];
  readonly findings: readonly Finding[];
  /** As it was submitted. */
  readonly text: string;
  readonly document: unknown;
  readonly position: string;
}

export interface ListsRequest extends ReadRequest {
  readonly page: number;
  readonly pageSize: number;
}

/** Lists with their versions; drafts for officers and statisticians only. */
export class PolicyLists extends Query<PageOf<ListSummary>> {
  constructor(
    readonly request: ListsRequest,
    readonly actor: Actor,
  ) {
    super();
  }
}

/** @throws RefusalError 404 `policy-list-not-found` */
export class PolicyListOf extends Query<ListSummary & { readonly position: string }> {
  constructor(
    readonly id: string,
    readonly request: ReadRequest,
    readonly actor: Actor,
  ) {
    super();
  }
}

/** @throws RefusalError 404 `version-not-found` */
export class PolicyListVersionOf extends Query<VersionAnswer> {
  constructor(
    readonly id: string,
    readonly version: number,
    readonly request: ReadRequest,
    readonly actor: Actor,
  ) {
    super();
  }
}

export interface CheckAnswer {
  readonly id: string;
  readonly creditCode: string;
  readonly asOf: string;
  /** Token of the prefix of the ledger that the answer knows. */
  readonly knownAt: string;
  readonly awardYear: number;
  readonly status: 'queued' | 'running' | 'completed' | 'failed';
  readonly requestedAt: string;
  readonly finishedAt: string | null;
  /** Why it failed. */
  readonly reason: string | null;
  readonly result?: ListResult;
  readonly disclaimer: string;
  readonly position: string;
}

/** Reads the check's own stream: no lag. @throws RefusalError 404, 403 for another's check */
export class EligibilityCheckOf extends Query<CheckAnswer> {
  constructor(
    readonly id: string,
    readonly request: ReadRequest,
    readonly actor: Actor,
  ) {
    super();
  }
}

export interface RunAnswer {
  readonly id: string;
  readonly status: 'queued' | 'running' | 'completed' | 'failed';
  readonly asOf: string;
  readonly awardYear: number;
  readonly knownAt: string;
  readonly list: string | null;
  readonly version: number | null;
  /** Enterprises to do; null until the run has looked. */
  readonly total: number | null;
  readonly done: number;
  readonly failed: number;
  /** Enterprises whose standing verdicts changed. */
  readonly changed: number;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly reason: string | null;
  readonly disclaimer: string;
  readonly position: string;
}

/** Reads the run's own stream: no lag. @throws RefusalError 404 */
export class EligibilityRunOf extends Query<RunAnswer> {
  constructor(
    readonly id: string,
    readonly request: ReadRequest,
  ) {
    super();
  }
}

/** A standing verdict and since when it is so. */
export interface StandingClause extends ClauseResult {
  readonly since: string;
  readonly list: string;
  readonly version: number;
  readonly eventId: string;
}

export interface StandingAnswer {
  readonly creditCode: string;
  /** null: nothing stands yet. */
  readonly awardYear: number | null;
  /** Award years with standing verdicts. */
  readonly years: readonly number[];
  readonly list: string | null;
  readonly version: number | null;
  readonly asOf: string | null;
  readonly total: string | null;
  readonly results: readonly StandingClause[];
  readonly knownAt: string | null;
  readonly position: string;
  readonly disclaimer: string;
}

/** Standing verdicts of one enterprise; without `awardYear`, of the latest year there is. */
export class StandingEligibility extends Query<StandingAnswer> {
  constructor(
    readonly creditCode: string,
    readonly request: ReadRequest & { readonly awardYear?: number | undefined },
  ) {
    super();
  }
}

export interface WhatIfAnswer {
  readonly creditCode: string | null;
  readonly asOf: string;
  readonly awardYear: number;
  readonly knownAt: string;
  readonly position: string;
  readonly result: ListResult;
  readonly disclaimer: string;
}

/** The same evaluation on `facts ⊕ given`; stored nowhere. @throws RefusalError 422, 409 */
export class WhatIf extends Query<WhatIfAnswer> {
  constructor(
    readonly input: {
      readonly creditCode?: string | undefined;
      readonly facts: unknown;
      readonly asOf?: unknown;
      readonly awardYear?: unknown;
      readonly list?: unknown;
    },
    readonly request: ReadRequest,
    readonly now: string,
  ) {
    super();
  }
}
