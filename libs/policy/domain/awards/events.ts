import type { DomainEvent } from '#libs/kernel/event.js';
import type { SourceDocument } from '#libs/kernel/source.js';
import type { ShortRule } from '../list/model.js';
import type { NoticeRule } from './notice-rule.js';

/**
 * What is stored in `award-<id>`, `awardClaim-<key>`, `awardBudget-<list>.<awardYear>` and
 * `awardBatch-<id>`. These shapes ARE the storage format: a change of shape raises the schema version
 * and adds an upcaster. Amounts are decimal strings of yuan, ledger positions decimal strings.
 */

/** Every event of an award says which one, and whose: it touches facts of that enterprise. */
export interface OfAward {
  readonly awardId: string;
  readonly creditCode: string;
}

/** Why money is proposed although the evaluation does not award it. */
export interface AwardException {
  readonly reason: string;
  /** The document or meeting that decided it. */
  readonly basis: string;
  /** What it sets aside, as the evaluation said it. */
  readonly overrides: string;
}

/** 拟奖补: facts and list version are frozen as of the application date. */
export type AwardProposed = DomainEvent<
  'award.proposed',
  OfAward & {
    /** As it was called on the application date. */
    readonly enterpriseName: string;
    readonly list: string;
    readonly version: number;
    readonly listHash: string;
    /** True: the list only shows how it works and pays nobody. */
    readonly sample: boolean;
    readonly clause: string;
    readonly article: string;
    readonly text: string;
    /** 兑现年度. */
    readonly awardYear: number;
    readonly applicationOn: string;
    /** The facts are those of the ledger up to here, inclusive. */
    readonly knownPosition: string;
    readonly engine: string;
    readonly factsHash: string;
    /** SHA-256 of the canonical JSON of the whole result. */
    readonly resultHash: string;
    /** What the clause alone comes to; null: nothing. */
    readonly calculated: string | null;
    /** What counts after exclusivity and the enterprise's yearly cap; null: nothing. */
    readonly payable: string | null;
    readonly calculation: string | null;
    /** What is proposed. */
    readonly amount: string;
    /** Departments whose opinions are needed, by name. */
    readonly departments: readonly string[];
    /** Opaque account id: somebody else has to approve. */
    readonly proposedBy: string;
    readonly exception?: AwardException;
    /** The batch that it was proposed in, and what it was cut by there. */
    readonly batch?: string;
    readonly allotment?: string;
  }
>;

/** 部门联审: a department agrees; its latest opinion counts. */
export type AwardDepartmentAgreed = DomainEvent<
  'award.departmentAgreed',
  OfAward & { readonly department: string; readonly note: string | null; readonly on: string }
>;

export type AwardDepartmentVetoed = DomainEvent<
  'award.departmentVetoed',
  OfAward & { readonly department: string; readonly reason: string; readonly on: string }
>;

/** 公示; another one replaces it (`reason` says why). */
export type AwardNoticeOpened = DomainEvent<
  'award.noticeOpened',
  OfAward & {
    readonly startsOn: string;
    readonly endsOn: string;
    /** The least it had to last, and what it does, counted by the same rule. */
    readonly rule: NoticeRule;
    readonly days: number;
    readonly reason: string | null;
    readonly source?: SourceDocument;
  }
>;

/** 异议 during the notice; numbered from 1 within the award. */
export type AwardObjectionRaised = DomainEvent<
  'award.objectionRaised',
  OfAward & { readonly objection: number; readonly raisedOn: string; readonly content: string }
>;

export type AwardObjectionResolved = DomainEvent<
  'award.objectionResolved',
  OfAward & {
    readonly objection: number;
    readonly outcome: 'dismissed' | 'upheld';
    readonly handling: string;
    readonly on: string;
  }
>;

/** What a second officer decides; kept in the reservation first. */
export interface Approval {
  readonly amount: string;
  readonly approvedOn: string;
  /** Opaque account id; not the one who proposed. */
  readonly approvedBy: string;
  readonly source?: SourceDocument;
}

/** The outcome of an objection was typed wrongly; until the approval. */
export type AwardObjectionResolutionCorrected = DomainEvent<
  'award.objectionResolutionCorrected',
  AwardObjectionResolved['data'] & { readonly reason: string }
>;

/** 审定. */
export type AwardApproved = DomainEvent<'award.approved', OfAward & Approval>;

/** 撤回审定: it is to be approved anew (another amount, another day); until the issuance. */
export type AwardApprovalWithdrawn = DomainEvent<
  'award.approvalWithdrawn',
  OfAward & {
    readonly reason: string;
    readonly on: string;
    /** Opaque account id; not the one who proposed. */
    readonly withdrawnBy: string;
  }
>;

/** 下达. */
export type AwardIssued = DomainEvent<
  'award.issued',
  OfAward & { readonly documentNumber: string; readonly issuedOn: string }
>;

/** The issuance as it should have been recorded. */
export type AwardIssuanceCorrected = DomainEvent<
  'award.issuanceCorrected',
  AwardIssued['data'] & { readonly reason: string }
>;

/** 拨付: one instalment. */
export type AwardPaid = DomainEvent<
  'award.paid',
  OfAward & { readonly amount: string; readonly paidOn: string; readonly voucher: string }
>;

/** A payment, numbered from 1 in the order recorded, as it should have been; 0: there was none. */
export type AwardPaymentCorrected = DomainEvent<
  'award.paymentCorrected',
  AwardPaid['data'] & { readonly payment: number; readonly reason: string }
>;

/** 追回. */
export type AwardClawedBack = DomainEvent<
  'award.clawedBack',
  OfAward & {
    readonly amount: string;
    readonly on: string;
    readonly reason: string;
    readonly documentNumber: string | null;
  }
>;

/** A clawback, numbered from 1, as it should have been recorded; 0: there was none. */
export type AwardClawbackCorrected = DomainEvent<
  'award.clawbackCorrected',
  OfAward & {
    readonly clawback: number;
    readonly amount: string;
    readonly on: string;
    readonly documentNumber: string | null;
    /** Why it is corrected; why it was clawed back stays. */
    readonly reason: string;
  }
>;

/** 放弃. */
export type AwardWaived = DomainEvent<
  'award.waived',
  OfAward & {
    readonly reason: string;
    readonly on: string;
    /** Who said so: the enterprise itself, or an officer who was told. */
    readonly by: 'enterprise' | 'officer';
  }
>;

/** 不予. */
export type AwardRejected = DomainEvent<
  'award.rejected',
  OfAward & { readonly reason: string; readonly on: string }
>;

export type AwardEvent =
  | AwardProposed
  | AwardDepartmentAgreed
  | AwardDepartmentVetoed
  | AwardNoticeOpened
  | AwardObjectionRaised
  | AwardObjectionResolved
  | AwardObjectionResolutionCorrected
  | AwardApproved
  | AwardApprovalWithdrawn
  | AwardIssued
  | AwardIssuanceCorrected
  | AwardPaid
  | AwardPaymentCorrected
  | AwardClawedBack
  | AwardClawbackCorrected
  | AwardWaived
  | AwardRejected;

/** What there may be one live award of. */
export interface AwardKey {
  readonly list: string;
  readonly awardYear: number;
  readonly creditCode: string;
  readonly clause: string;
}

/**
 * The one award of a list, year, enterprise and clause. It holds the whole proposal, so that whoever
 * finds a claim whose award is not there yet can write it.
 */
export type AwardClaimTaken = DomainEvent<
  'awardClaim.taken',
  AwardKey & { readonly awardId: string; readonly proposal: AwardProposed['data'] }
>;

/** The award was waived or rejected: another may be proposed. */
export type AwardClaimReleased = DomainEvent<
  'awardClaim.released',
  AwardKey & { readonly awardId: string }
>;

export type AwardClaimEvent = AwardClaimTaken | AwardClaimReleased;

interface OfBudget {
  readonly list: string;
  readonly awardYear: number;
}

/** The officer's budget of the year, as a whole; null and left out: no limit but the list's own. */
export type AwardBudgetSet = DomainEvent<
  'awardBudget.set',
  OfBudget & {
    readonly total: string | null;
    readonly clauses: Readonly<Record<string, string>>;
    /** How a batch shares out what is less than what is due. */
    readonly whenShort: ShortRule;
    readonly notice: NoticeRule;
  }
>;

/** Money is set aside for an approval that follows in the award's own stream. */
export type AwardBudgetReserved = DomainEvent<
  'awardBudget.reserved',
  OfBudget &
    OfAward & {
      readonly clause: string;
      /** Of the list whose caps were kept. */
      readonly version: number;
      /** What the clause alone comes to; null: nothing. */
      readonly calculated: string | null;
      readonly exception: boolean;
      readonly approval: Approval;
      /** How many approvals of this award were withdrawn before this one; left out: none. */
      readonly attempt?: number;
    }
>;

/** The award was waived or rejected, or its approval withdrawn: the money is free again. */
export type AwardBudgetReleased = DomainEvent<
  'awardBudget.released',
  OfBudget & OfAward & { readonly because: ReleaseReason }
>;

export type ReleaseReason = 'waived' | 'rejected' | 'withdrawn';

/** Noted, not freed: money that came back is spent again only by a decision (a new total). */
export type AwardBudgetClawbackNoted = DomainEvent<
  'awardBudget.clawbackNoted',
  OfBudget &
    OfAward & {
      /** All that this award has paid back so far. */
      readonly clawedBack: string;
      /** After how many clawbacks and corrections of them; left out: not told. */
      readonly changes?: number;
    }
>;

export type AwardBudgetEvent =
  AwardBudgetSet | AwardBudgetReserved | AwardBudgetReleased | AwardBudgetClawbackNoted;

/** One line of a batch. */
export interface PlannedAward {
  readonly creditCode: string;
  readonly clause: string;
  /** What counts by the evaluation. */
  readonly payable: string;
  /** What is proposed after sharing out what there is. */
  readonly amount: string;
  /** What it was cut by; null: by nothing. */
  readonly allotment: string | null;
}

export interface LeftOut {
  readonly creditCode: string;
  readonly clause: string;
  readonly reason: string;
}

/** Who is proposed what, decided together; the proposals follow from it, each in its stream. */
export type AwardBatchPlanned = DomainEvent<
  'awardBatch.planned',
  OfBudget & {
    readonly batchId: string;
    readonly version: number;
    readonly applicationOn: string;
    readonly knownPosition: string;
    readonly departments: readonly string[] | null;
    readonly proposedBy: string;
    /** How a short budget was shared out; null: there was enough. */
    readonly shortage: string | null;
    readonly awards: readonly PlannedAward[];
    readonly leftOut: readonly LeftOut[];
    /** Candidates beyond the bound of one batch. */
    readonly remaining: number;
  }
>;

/** What only officers and statisticians see: who thinks what before it is decided. */
export const INTERNAL_AWARD_EVENTS: readonly AwardEvent['type'][] = [
  'award.proposed',
  'award.departmentAgreed',
  'award.departmentVetoed',
  'award.objectionRaised',
  'award.objectionResolved',
  'award.objectionResolutionCorrected',
];

/** Steps that lift older stored shapes to the latest, by event type; all are at version 1. */
export const AWARD_UPCASTERS = {};

export const AWARD_STREAM_PREFIX = 'award-';
export const AWARD_CLAIM_STREAM_PREFIX = 'awardClaim-';
export const AWARD_BUDGET_STREAM_PREFIX = 'awardBudget-';

export function awardStream(awardId: string): string {
  return `${AWARD_STREAM_PREFIX}${awardId}`;
}

export function awardClaimStream(key: AwardKey): string {
  const { list, awardYear, creditCode, clause } = key;
  return `${AWARD_CLAIM_STREAM_PREFIX}${list}.${awardYear}.${creditCode}.${clause}`;
}

export function awardBudgetStream(list: string, awardYear: number): string {
  return `${AWARD_BUDGET_STREAM_PREFIX}${list}.${awardYear}`;
}

export function awardBatchStream(batchId: string): string {
  return `awardBatch-${batchId}`;
}
