import type { DomainEvent } from '#libs/kernel/event.js';
import type { DeclarationEvent } from './declarations/events.js';
import type { PolicyImpactEvent } from './impact/events.js';
import type { Finding } from './list/findings.js';
import type { ManualAnswerEvent } from './manual-answers/events.js';
import type { ObjectionEvent } from './objections/events.js';
import type { ClauseResult, ListResult } from './result.js';
import {
  fingerprint,
  verdictOf,
  withoutWords,
  type StandingResult,
  type StandingVerdict,
} from './standing-result.js';

/**
 * What is stored in `policyList-<id>`, `eligibilityCheck-<id>`, `eligibility-<creditCode>` and
 * `eligibilityRun-<id>`. These shapes ARE the storage format: a change of shape raises the schema
 * version and adds an upcaster. Ledger positions are decimal strings.
 */
export type PolicyListDrafted = DomainEvent<
  'policyList.drafted',
  {
    readonly listId: string;
    readonly version: number;
    readonly title: string;
    readonly sample: boolean;
    readonly effective: { readonly from: string; readonly to: string };
    /** SHA-256 of the canonical JSON of `document`. */
    readonly hash: string;
    /** The list as plain values: what is evaluated, for ever. */
    readonly document: unknown;
    /** What the officer submitted, comments included. */
    readonly text: string;
    /** The cases beside the list (`*.test.yaml`); left out: there are none. */
    readonly tests?: string;
    /** Warnings, and cases that fail: a list with errors of its own is never stored. */
    readonly findings: readonly Finding[];
  }
>;

/** From here on this version is immutable. */
export type PolicyListPublished = DomainEvent<
  'policyList.published',
  {
    readonly listId: string;
    readonly version: number;
    readonly hash: string;
    /** Codes of the doubts that the officer has seen and published in spite of. */
    readonly acknowledged?: readonly string[];
  }
>;

export type PolicyListEvent = PolicyListDrafted | PolicyListPublished;

/** What is asked of a check; facts and list are those known just before this event. */
export interface CheckQuestion {
  readonly creditCode: string;
  readonly asOf: string;
  readonly awardYear: number;
  /** A particular list; left out: the published one in force. */
  readonly list?: string;
}

export type EligibilityCheckRequested = DomainEvent<
  'eligibilityCheck.requested',
  CheckQuestion & { readonly checkId: string }
>;

export type EligibilityCheckCompleted = DomainEvent<
  'eligibilityCheck.completed',
  {
    readonly checkId: string;
    readonly creditCode: string;
    /** The facts are those of the ledger up to here, inclusive. */
    readonly knownPosition: string;
    /** SHA-256 of the canonical JSON of `result`. */
    readonly resultHash: string;
    readonly result: ListResult;
  }
>;

export type EligibilityCheckFailed = DomainEvent<
  'eligibilityCheck.failed',
  {
    readonly checkId: string;
    readonly creditCode: string;
    /** Chinese sentence without internals. */
    readonly reason: string;
  }
>;

/** An administrator has asked for a failed check to be tried again; the question stays the same. */
export type EligibilityCheckRetried = DomainEvent<
  'eligibilityCheck.retried',
  { readonly checkId: string; readonly creditCode: string }
>;

export type EligibilityCheckEvent =
  | EligibilityCheckRequested
  | EligibilityCheckCompleted
  | EligibilityCheckFailed
  | EligibilityCheckRetried;

/** What made the registry ask for a run over the county. */
export type RunTrigger =
  | { readonly kind: 'officer' }
  /** `eventId` is that of the publication. */
  | {
      readonly kind: 'publication';
      readonly list: string;
      readonly version: number;
      readonly eventId: string;
    }
  /** A new day in Shanghai: certificates expire without an event. */
  | { readonly kind: 'day'; readonly day: string };

/** An event that touched facts, and the clauses that read them. */
export interface CausingEvent {
  readonly id: string;
  readonly type: string;
  readonly clauses: readonly string[];
}

/** Why what stands was looked at anew. */
export type Because =
  | { readonly kind: 'facts'; readonly events: readonly CausingEvent[] }
  | { readonly kind: 'run'; readonly runId: string; readonly trigger: RunTrigger }
  | { readonly kind: 'check'; readonly checkId: string }
  /** Recorded before reasons were kept. */
  | { readonly kind: 'not-told' };

/**
 * The standing verdicts of an enterprise changed. Only what changed is in it. Version 2: with its
 * reason, without the words of the clauses. Version 3: verdicts without their explanations, which
 * list version, `asOf`, `awardYear` and `knownPosition` give again.
 */
export type EligibilityChanged = DomainEvent<
  'eligibility.changed',
  {
    readonly creditCode: string;
    readonly list: string;
    readonly version: number;
    readonly listHash: string;
    readonly engine: string;
    readonly asOf: string;
    readonly awardYear: number;
    readonly knownPosition: string;
    /** Decimal yuan, over all clauses. */
    readonly total: string;
    readonly changes: readonly StandingVerdict[];
    /** Fingerprints of the whole results behind `changes`, in their order. */
    readonly fingerprints: readonly string[];
    /** Clauses that are no longer on the list. */
    readonly dropped: readonly string[];
    readonly because: Because;
  }
>;

export interface RunQuestion {
  readonly asOf: string;
  readonly awardYear: number;
  readonly list?: string;
}

/** Version 2: with what asked for it. */
export type EligibilityRunRequested = DomainEvent<
  'eligibilityRun.requested',
  RunQuestion & { readonly runId: string; readonly trigger: RunTrigger }
>;

/** How many enterprises there are to do; they are taken in the order of their codes. */
export type EligibilityRunPlanned = DomainEvent<
  'eligibilityRun.planned',
  {
    readonly runId: string;
    readonly total: number;
    readonly list: string;
    readonly version: number;
  }
>;

/** Version 2: with the codes of those that failed. */
export type EligibilityRunAdvanced = DomainEvent<
  'eligibilityRun.advanced',
  {
    readonly runId: string;
    /** The last code of this chunk: the next chunk begins behind it. */
    readonly through: string;
    readonly done: number;
    /** Enterprises whose evaluation broke; the rest goes on. */
    readonly failed: number;
    /** Enterprises whose standing verdicts changed. */
    readonly changed: number;
    /** Those that failed, by code; may be fewer than `failed` in what version 1 stored. */
    readonly failures: readonly string[];
  }
>;

/** Enterprises that had failed were tried again: these, of which `failures` failed again. */
export type EligibilityRunRecovered = DomainEvent<
  'eligibilityRun.recovered',
  {
    readonly runId: string;
    readonly tried: readonly string[];
    readonly failures: readonly string[];
    readonly changed: number;
  }
>;

/** An officer holds it; what is in hand is finished first. */
export type EligibilityRunPaused = DomainEvent<'eligibilityRun.paused', { readonly runId: string }>;

export type EligibilityRunResumed = DomainEvent<
  'eligibilityRun.resumed',
  { readonly runId: string }
>;

/** Ended by an officer. What was written stays: it is right, and the next run goes over all again. */
export type EligibilityRunCancelled = DomainEvent<
  'eligibilityRun.cancelled',
  { readonly runId: string }
>;

export type EligibilityRunCompleted = DomainEvent<
  'eligibilityRun.completed',
  { readonly runId: string }
>;

export type EligibilityRunFailed = DomainEvent<
  'eligibilityRun.failed',
  { readonly runId: string; readonly reason: string }
>;

export type EligibilityRunRetried = DomainEvent<
  'eligibilityRun.retried',
  { readonly runId: string }
>;

export type EligibilityRunEvent =
  | EligibilityRunRequested
  | EligibilityRunPlanned
  | EligibilityRunAdvanced
  | EligibilityRunRecovered
  | EligibilityRunPaused
  | EligibilityRunResumed
  | EligibilityRunCancelled
  | EligibilityRunCompleted
  | EligibilityRunFailed
  | EligibilityRunRetried;

export type PolicyEvent =
  | PolicyListEvent
  | EligibilityCheckEvent
  | EligibilityChanged
  | EligibilityRunEvent
  | PolicyImpactEvent
  | DeclarationEvent
  | ManualAnswerEvent
  | ObjectionEvent;

/**
 * Steps that lift older stored shapes to the latest, by event type. Every reader of these events goes
 * through it (`upcast(event, POLICY_UPCASTERS)`).
 */
export const POLICY_UPCASTERS: Readonly<
  Record<string, readonly ((data: Record<string, unknown>) => Record<string, unknown>)[]>
> = {
  'eligibility.changed': [tellReason, leaveExplanations],
  'eligibilityRun.requested': [(data) => ({ ...data, trigger: { kind: 'officer' } })],
  'eligibilityRun.advanced': [(data) => ({ ...data, failures: [] })],
};

export { AWARD_UPCASTERS, INTERNAL_AWARD_EVENTS } from './awards/events.js';

/** Streams whose every event is about the enterprise it names (`creditCode`), and part of its story. */
export const STORY_STREAM_PREFIXES = ['declaration-', 'manualAnswer-', 'objection-', 'award-'];

/** Version 1 had the words of the clauses, and no reason. */
function tellReason(data: Record<string, unknown>): Record<string, unknown> {
  const changes = (data['changes'] as readonly ClauseResult[]).map(withoutWords);
  const fingerprints = changes.map(fingerprint);
  return { ...data, changes, fingerprints, because: { kind: 'not-told' } };
}

/** Version 2 had the explanations. */
function leaveExplanations(data: Record<string, unknown>): Record<string, unknown> {
  return { ...data, changes: (data['changes'] as readonly StandingResult[]).map(verdictOf) };
}

export function policyListStream(listId: string): string {
  return `policyList-${listId}`;
}

export function eligibilityCheckStream(checkId: string): string {
  return `eligibilityCheck-${checkId}`;
}

export function eligibilityStream(creditCode: string): string {
  return `eligibility-${creditCode}`;
}

export function eligibilityRunStream(runId: string): string {
  return `eligibilityRun-${runId}`;
}
