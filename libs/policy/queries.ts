import { Query } from '@nestjs/cqrs';
import type { ReadRequest } from '#libs/event-store/projections/read-models.js';
import type { Actor } from '#libs/kernel/actor.js';
import type { PageOf } from '#libs/runtime/http/command-answer.js';
import type { RunStatus } from './domain/eligibility-run.js';
import type { Because, RunTrigger } from './domain/events.js';
import type {
  ClauseImpact,
  EnterpriseImpact,
  ImpactBudget,
  ImpactEffect,
} from './domain/impact/events.js';
import type { ListDiff } from './domain/list/diff.js';
import type { Finding } from './domain/list/findings.js';
import type { ClauseResult, ListResult, NextStep } from './domain/result.js';

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
  /** The cases beside it; null: there are none. */
  readonly tests: string | null;
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

export interface DiffAnswer extends ListDiff {
  readonly id: string;
  readonly version: number;
  readonly against: number;
  readonly position: string;
}

/**
 * What a version has that another has not; by default that is the one it supersedes, else the one
 * before it. @throws RefusalError 404 `version-not-found`
 */
export class PolicyListDiff extends Query<DiffAnswer> {
  constructor(
    readonly id: string,
    readonly versions: { readonly version: number; readonly against?: number },
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

/** A run as the list of runs shows it. */
export interface RunSummary {
  readonly id: string;
  readonly status: RunStatus;
  readonly asOf: string;
  readonly awardYear: number;
  readonly list: string | null;
  readonly version: number | null;
  readonly trigger: RunTrigger;
  /** Enterprises to do; null until the run has looked. */
  readonly total: number | null;
  /** Enterprises that were evaluated. */
  readonly done: number;
  readonly failed: number;
  /** Enterprises whose standing verdicts changed. */
  readonly changed: number;
  readonly retries: number;
  readonly requestedAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly reason: string | null;
}

export interface RunAnswer extends RunSummary {
  readonly knownAt: string;
  /** Enterprises a second, lately (of a run that has ended: on the whole); null: not known yet. */
  readonly rate: number | null;
  /** Seconds left at that rate; null unless it is running. */
  readonly etaSeconds: number | null;
  /** Codes of those that could not be evaluated, the first of them. */
  readonly failures: readonly string[];
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

/** Runs, the newest first. */
export class EligibilityRuns extends Query<PageOf<RunSummary>> {
  constructor(
    readonly request: ReadRequest & {
      readonly status?: RunStatus | undefined;
      readonly page: number;
      readonly pageSize: number;
    },
  ) {
    super();
  }
}

/** A standing verdict and since when it is so. */
export interface StandingClause extends ClauseResult {
  /** Set where the explanation does not come out again as it did: only the verdict is told then. */
  readonly unexplained?: string;
  readonly since: string;
  /** Why it was looked at; of the events that touched facts, those that this clause reads. */
  readonly because: Because;
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
  /** Lists with standing verdicts of that year. */
  readonly lists: readonly string[];
  readonly list: string | null;
  readonly version: number | null;
  readonly asOf: string | null;
  readonly total: string | null;
  readonly results: readonly StandingClause[];
  readonly knownAt: string | null;
  readonly position: string;
  readonly disclaimer: string;
}

/**
 * Standing verdicts of one enterprise; without `awardYear`, of the latest year there is; without
 * `list`, of the one that a check would be answered by.
 */
export class StandingEligibility extends Query<StandingAnswer> {
  constructor(
    readonly creditCode: string,
    readonly request: ReadRequest & {
      readonly awardYear?: number | undefined;
      readonly list?: string | undefined;
    },
  ) {
    super();
  }
}

/** One change of a standing verdict. */
export interface StandingChange {
  readonly awardYear: number;
  readonly list: string;
  readonly version: number;
  readonly clause: string;
  /** null: the clause is no longer on the list. */
  readonly status: ClauseResult['status'] | null;
  readonly amount: string | null;
  readonly payable: string | null;
  readonly outcome: ClauseResult['outcome'] | null;
  /** Status before; null: nothing stood. */
  readonly before: ClauseResult['status'] | null;
  readonly since: string;
  /** null: still so. */
  readonly until: string | null;
  readonly asOf: string;
  readonly because: Because;
  readonly eventId: string;
}

/** How the standing verdicts of one enterprise came about, the newest change first. */
export class EligibilityHistory extends Query<
  PageOf<StandingChange> & { readonly position: string }
> {
  constructor(
    readonly creditCode: string,
    readonly request: ReadRequest & {
      readonly awardYear?: number | undefined;
      readonly list?: string | undefined;
      readonly clause?: string | undefined;
      readonly page: number;
      readonly pageSize: number;
    },
  ) {
    super();
  }
}

/** What a version would change, and the enterprises it changes something for (a page of them). */
export interface ImpactAnswer extends PageOf<EnterpriseImpact> {
  readonly id: string;
  readonly status: 'queued' | 'running' | 'completed' | 'failed';
  readonly list: string;
  readonly version: number;
  readonly against: number | null;
  readonly asOf: string;
  readonly awardYear: number;
  readonly knownAt: string;
  /** The draft was submitted anew since. */
  readonly outdated: boolean;
  readonly progress: { readonly done: number; readonly total: number } | null;
  readonly failed: number;
  readonly budget: ImpactBudget;
  readonly enterprises: {
    readonly gaining: number;
    readonly losing: number;
    readonly both: number;
    readonly open: number;
    readonly unchanged: number;
  };
  readonly clauses: readonly ClauseImpact[];
  readonly requestedAt: string;
  readonly finishedAt: string | null;
  readonly reason: string | null;
  readonly disclaimer: string;
  readonly position: string;
}

/** The latest impact run of a version. @throws RefusalError 404 `version-not-found`, `impact-not-found` */
export class PolicyImpactOf extends Query<ImpactAnswer> {
  constructor(
    readonly list: string,
    readonly version: number,
    readonly request: ReadRequest & {
      readonly effect?: ImpactEffect | undefined;
      readonly page: number;
      readonly pageSize: number;
    },
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
  /** For each clause the nearest thing that would change its answer, where there is one. */
  readonly nextSteps: readonly NextStep[];
  readonly disclaimer: string;
}

/** The same evaluation on `facts ⊕ given`; stored nowhere. @throws RefusalError 422, 409 */
export class WhatIf extends Query<WhatIfAnswer> {
  constructor(
    readonly input: {
      readonly creditCode?: string | null | undefined;
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

/** A stored event of a story, in its latest shape. */
export interface StoryEvent {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** One event of declarations, officers' answers, objections or awards, in Chinese words. */
export interface EventInWords {
  readonly label: string;
  /** What it belongs to. */
  readonly about: {
    readonly kind: 'declaration' | 'manual-answer' | 'objection' | 'award';
    /** Of the objection or award, the key of the question, the year of the figures. */
    readonly id: string;
    readonly label: string;
  };
  readonly reason: string | null;
  /** The day that the event names. */
  readonly effectiveOn: string | null;
  readonly changes: readonly {
    readonly field: string;
    readonly label: string;
    readonly before: unknown;
    readonly after: unknown;
  }[];
}

/** Says such events in words, in the order given; each with the events of its stream before it. */
export class PolicyEventsInWords extends Query<readonly EventInWords[]> {
  constructor(
    readonly events: readonly {
      readonly event: StoryEvent;
      readonly earlier: readonly StoryEvent[];
    }[],
  ) {
    super();
  }
}
