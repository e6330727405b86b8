import { Command } from '@nestjs/cqrs';
import type { CommandContext } from '#libs/kernel/command-context.js';
import type { RunControl, RunProgress, RunState, RunStatus } from './domain/eligibility-run.js';
import type { RunTrigger } from './domain/events.js';
import type { StandingVerdict } from './domain/standing-result.js';
import type { ImpactProgress, ImpactState } from './domain/impact/policy-impact.js';
import type { Finding } from './domain/list/findings.js';
import type { StandingInput } from './domain/standing.js';
import type { ListResult } from './domain/result.js';

/**
 * `text` is YAML (or JSON as text); `document` is a JSON body that is parsed already. `tests` is the
 * text of the cases beside the list.
 */
export type ListSubmission = ({ readonly text: string } | { readonly document: unknown }) & {
  readonly tests?: string;
};

/** What every command of this slice answers: where its stream is now. */
export interface StreamPlace {
  readonly revision: bigint;
  readonly position: bigint;
}

/**
 * Reads and stores a draft. Refused (422) with every finding when the list has errors; a version
 * that is published already cannot be drafted anew (409 `version-published`).
 */
export class DraftPolicyList extends Command<DraftPolicyListAnswer> {
  constructor(
    readonly context: CommandContext,
    readonly submission: ListSubmission,
  ) {
    super();
  }
}

/**
 * Begins to check what will be drafted soon, which takes seconds with cases: whoever drafts the same
 * submission in this process waits for what is left of that. Decides nothing and writes nothing.
 */
export class CheckPolicyListAhead extends Command<void> {
  constructor(readonly submission: ListSubmission) {
    super();
  }
}

export interface DraftPolicyListAnswer extends StreamPlace {
  readonly id: string;
  readonly version: number;
  readonly status: 'draft' | 'published';
  readonly title: string;
  readonly hash: string;
  readonly findings: readonly Finding[];
}

/**
 * Makes the drafted version immutable and usable. Publishing it again changes nothing. Refused (409)
 * while its cases fail, or until the doubts about them are acknowledged by code.
 */
export class PublishPolicyList extends Command<PublishPolicyListAnswer> {
  constructor(
    readonly context: CommandContext,
    readonly input: {
      readonly id: string;
      readonly version: number;
      readonly acknowledge?: readonly string[] | undefined;
    },
  ) {
    super();
  }
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
export class RequestEligibilityCheck extends Command<RequestEligibilityCheckAnswer> {
  constructor(
    readonly context: CommandContext,
    readonly input: RequestEligibilityCheckInput,
  ) {
    super();
  }
}

export interface RequestEligibilityCheckAnswer extends StreamPlace {
  readonly id: string;
  readonly status: 'queued' | 'completed' | 'failed';
  readonly creditCode: string;
  readonly asOf: string;
  readonly awardYear: number;
}

/** The job's answer. A check that has an answer keeps it. */
export class CompleteEligibilityCheck extends Command<StreamPlace> {
  constructor(
    readonly context: CommandContext,
    readonly input: {
      readonly checkId: string;
      readonly knownPosition: bigint;
      readonly result: ListResult;
    },
  ) {
    super();
  }
}

/** The job gave up; `reason` is Chinese and names no internals. */
export class FailEligibilityCheck extends Command<StreamPlace> {
  constructor(
    readonly context: CommandContext,
    readonly input: { readonly checkId: string; readonly reason: string },
  ) {
    super();
  }
}

/** Opens a failed check anew. */
export class RetryEligibilityCheck extends Command<StreamPlace> {
  constructor(
    readonly context: CommandContext,
    readonly input: { readonly checkId: string },
  ) {
    super();
  }
}

export interface RequestEligibilityRunInput {
  readonly asOf?: string | undefined;
  readonly awardYear?: number | undefined;
  readonly list?: string | undefined;
  /** What asks for it; left out: an officer. */
  readonly trigger?: RunTrigger;
}

/** Demands that the standing verdicts of every enterprise be brought up to date. */
export class RequestEligibilityRun extends Command<RequestEligibilityRunAnswer> {
  constructor(
    readonly context: CommandContext,
    readonly input: RequestEligibilityRunInput,
  ) {
    super();
  }
}

export interface RequestEligibilityRunAnswer extends StreamPlace {
  readonly id: string;
  readonly status: RunStatus;
}

/** Pauses, resumes, cancels a run, or has those tried again that failed. @throws RefusalError 404, 409 */
export class ControlEligibilityRun extends Command<ReportEligibilityRunAnswer> {
  constructor(
    readonly context: CommandContext,
    readonly input: { readonly runId: string; readonly control: RunControl },
  ) {
    super();
  }
}

/** Progress of a run, from its job. */
export class ReportEligibilityRun extends Command<ReportEligibilityRunAnswer> {
  constructor(
    readonly context: CommandContext,
    readonly input: { readonly runId: string; readonly progress: RunProgress },
  ) {
    super();
  }
}

/** Standing verdicts of one enterprise; only what changed becomes an event. */
export class RecordStandingVerdicts extends Command<RecordStandingVerdictsAnswer> {
  constructor(
    readonly context: CommandContext,
    readonly input: StandingInput,
  ) {
    super();
  }
}

export interface RecordStandingVerdictsAnswer extends StreamPlace {
  readonly changes: readonly StandingVerdict[];
}

/**
 * The same for many enterprises with few statements: compared with the read model, appended
 * together. One whose stream has moved on meanwhile is done alone.
 */
export class RecordStandingOfMany extends Command<RecordStandingOfManyAnswer> {
  constructor(
    readonly context: CommandContext,
    /** Of different enterprises, all with one cause. */
    readonly inputs: readonly StandingInput[],
  ) {
    super();
  }
}

export interface RecordStandingOfManyAnswer {
  /** Enterprises for which something changed, also when this had been recorded before. */
  readonly changed: readonly string[];
}

export interface ReportEligibilityRunAnswer extends StreamPlace {
  readonly state: RunState;
}

export interface RequestPolicyImpactInput {
  readonly list: string;
  readonly version: number;
  readonly asOf?: string | undefined;
  /** Default: the year of `asOf`, as far as the version is in force then. */
  readonly awardYear?: number | undefined;
}

/** Demands a comparison of a version with the published one, over every enterprise. */
export class RequestPolicyImpact extends Command<RequestPolicyImpactAnswer> {
  constructor(
    readonly context: CommandContext,
    readonly input: RequestPolicyImpactInput,
  ) {
    super();
  }
}

export interface RequestPolicyImpactAnswer extends StreamPlace {
  readonly id: string;
  readonly status: 'queued' | 'running' | 'completed' | 'failed';
  readonly asOf: string;
  readonly awardYear: number;
  readonly against: number | null;
}

/** Progress of an impact run, from its job. */
export class ReportPolicyImpact extends Command<ReportPolicyImpactAnswer> {
  constructor(
    readonly context: CommandContext,
    readonly input: { readonly impactId: string; readonly progress: ImpactProgress },
  ) {
    super();
  }
}

export interface ReportPolicyImpactAnswer extends StreamPlace {
  readonly state: ImpactState;
}
