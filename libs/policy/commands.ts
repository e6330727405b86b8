import type { CommandContext } from '#libs/kernel/command-context.js';
import type { Finding } from './domain/list/findings.js';
import type { ClauseResult, ListResult } from './domain/result.js';

/** `text` is YAML (or JSON as text); `document` is a JSON body that is parsed already. */
export type ListSubmission = { readonly text: string } | { readonly document: unknown };

/** What every command of this slice answers: where its stream is now. */
export interface StreamPlace {
  readonly revision: bigint;
  readonly position: bigint;
}

/**
 * Reads and stores a draft. Refused (422) with every finding when the list has errors; a version
 * that is published already cannot be drafted anew (409 `version-published`).
 */
export class DraftPolicyList {
  constructor(
    readonly context: CommandContext,
    readonly submission: ListSubmission,
  ) {}
}

export interface DraftPolicyListAnswer extends StreamPlace {
  readonly id: string;
  readonly version: number;
  readonly status: 'draft' | 'published';
  readonly title: string;
  readonly hash: string;
  readonly findings: readonly Finding[];
}

/** Makes the drafted version immutable and usable. Publishing it again changes nothing. */
export class PublishPolicyList {
  constructor(
    readonly context: CommandContext,
    readonly input: { readonly id: string; readonly version: number },
  ) {}
}

export type PublishPolicyListAnswer = DraftPolicyListAnswer;

export interface RequestEligibilityCheckInput {
  readonly creditCode: string;
  /** Default: today in Shanghai. */
  readonly asOf?: string | undefined;
  /** Default: the year of `asOf`. */
  readonly awardYear?: number | undefined;
  /** Default: the published list in force. */
  readonly list?: string | undefined;
}

/** Demands a check; a job answers it. The id derives from the command id. */
export class RequestEligibilityCheck {
  constructor(
    readonly context: CommandContext,
    readonly input: RequestEligibilityCheckInput,
  ) {}
}

export interface RequestEligibilityCheckAnswer extends StreamPlace {
  readonly id: string;
  readonly status: 'queued' | 'completed' | 'failed';
  readonly creditCode: string;
  readonly asOf: string;
  readonly awardYear: number;
}

/** The job's answer. A check that has an answer keeps it. */
export class CompleteEligibilityCheck {
  constructor(
    readonly context: CommandContext,
    readonly input: {
      readonly checkId: string;
      readonly knownPosition: bigint;
      readonly result: ListResult;
    },
  ) {}
}

/** The job gave up; `reason` is Chinese and names no internals. */
export class FailEligibilityCheck {
  constructor(
    readonly context: CommandContext,
    readonly input: { readonly checkId: string; readonly reason: string },
  ) {}
}

/** Opens a failed check anew. */
export class RetryEligibilityCheck {
  constructor(
    readonly context: CommandContext,
    readonly input: { readonly checkId: string },
  ) {}
}

export interface RequestEligibilityRunInput {
  readonly asOf?: string | undefined;
  readonly awardYear?: number | undefined;
  readonly list?: string | undefined;
}

/** Demands that the standing verdicts of every enterprise be brought up to date. */
export class RequestEligibilityRun {
  constructor(
    readonly context: CommandContext,
    readonly input: RequestEligibilityRunInput,
  ) {}
}

export interface RequestEligibilityRunAnswer extends StreamPlace {
  readonly id: string;
  readonly status: 'queued' | 'running' | 'completed' | 'failed';
}

/** What a run's job reports; each says what is so now, so saying it twice changes nothing. */
export type RunProgress =
  | {
      readonly kind: 'planned';
      readonly total: number;
      readonly list: string;
      readonly version: number;
    }
  | {
      readonly kind: 'advanced';
      /** The code this chunk began behind; '' for the first. */
      readonly after: string;
      readonly through: string;
      readonly done: number;
      readonly failed: number;
      readonly changed: number;
    }
  | { readonly kind: 'completed' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'retried' };

export class ReportEligibilityRun {
  constructor(
    readonly context: CommandContext,
    readonly input: { readonly runId: string; readonly progress: RunProgress },
  ) {}
}

/** Standing verdicts of one enterprise; only what changed becomes an event. */
export class RecordStandingVerdicts {
  constructor(
    readonly context: CommandContext,
    readonly input: {
      readonly creditCode: string;
      readonly knownPosition: bigint;
      readonly result: ListResult;
    },
  ) {}
}

export interface RecordStandingVerdictsAnswer extends StreamPlace {
  readonly changes: readonly ClauseResult[];
}
