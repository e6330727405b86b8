import { Query } from '@nestjs/cqrs';
import type { ReadRequest } from '#libs/event-store/projections/read-models.js';
import type { Actor } from '#libs/kernel/actor.js';
import type { PageOf } from '#libs/runtime/http/command-answer.js';
import type { Award, AwardStatus, Objection, Opinion } from '../domain/awards/award.js';
import type { AwardException } from '../domain/awards/events.js';
import type { NextStep } from '../domain/awards/next-step.js';
import type { ShortRule } from '../domain/list/model.js';
import type { NoticeRule } from '../domain/awards/notice-rule.js';

export type { ShortRule } from '../domain/list/model.js';
export type { AwardStatus } from '../domain/awards/award.js';

/** What lists and single awards have in common; amounts are decimal yuan. */
export interface AwardSummary {
  readonly id: string;
  readonly status: AwardStatus;
  readonly statusLabel: string;
  readonly creditCode: string;
  readonly enterpriseName: string;
  readonly list: string;
  readonly version: number;
  readonly sample: boolean;
  readonly clause: string;
  readonly article: string;
  readonly awardYear: number;
  readonly applicationOn: string;
  /** Proposed. */
  readonly amount: string;
  readonly approved: string | null;
  readonly paid: string;
  readonly clawedBack: string;
  readonly noticeFrom: string | null;
  readonly noticeTo: string | null;
  readonly approvedOn: string | null;
  readonly documentNumber: string | null;
  readonly issuedOn: string | null;
}

/** One event of an award: what was done, when, by whom. */
export interface TakenStep {
  /** Type of the event without `award.`, e.g. `noticeOpened`. */
  readonly step: string;
  readonly label: string;
  readonly at: string;
  /** Opaque account id; null for enterprises. */
  readonly by: string | null;
  readonly role: string;
  readonly eventId: string;
}

export interface DepartmentOpinion {
  readonly department: string;
  readonly opinion: Opinion['opinion'] | null;
  readonly note: string | null;
  readonly on: string | null;
}

export interface AwardAnswer extends AwardSummary {
  readonly text: string;
  readonly listHash: string;
  /** Token of the prefix of the ledger whose facts count. */
  readonly knownAt: string;
  readonly engine: string;
  readonly factsHash: string;
  readonly resultHash: string;
  readonly calculated: string | null;
  readonly payable: string | null;
  readonly calculation: string | null;
  readonly allotment: string | null;
  readonly batch: string | null;
  readonly exception: AwardException | null;
  /** Papers of the officers, empty for enterprises: opinions, objections. */
  readonly departments: readonly DepartmentOpinion[];
  readonly objections: readonly Objection[];
  readonly notice: NonNullable<Award['notice']> | null;
  /** Numbered from 1, by which they are corrected; `corrected`: what stood before, and why. */
  readonly payments: readonly (Award['payments'][number] & { readonly payment: number })[];
  readonly clawbacks: readonly (Award['clawbacks'][number] & { readonly clawback: number })[];
  readonly ended: { readonly reason: string; readonly on: string } | null;
  readonly steps: readonly TakenStep[];
  readonly next: NextStep | null;
  readonly revision: number;
  readonly recordedAt: string;
  readonly position: string;
}

/** Reads the award's own stream: no lag. @throws RefusalError 404, also for what is not to be seen */
export class AwardOf extends Query<AwardAnswer> {
  constructor(
    readonly id: string,
    readonly request: ReadRequest,
    readonly actor: Actor,
  ) {
    super();
  }
}

export interface AwardsRequest extends ReadRequest {
  readonly status?: AwardStatus;
  readonly list?: string;
  readonly awardYear?: number;
  readonly creditCode?: string;
  readonly clause?: string;
  readonly page: number;
  readonly pageSize: number;
}

export interface AwardListAnswer extends PageOf<AwardSummary> {
  readonly knownAt: string | null;
  readonly position: string;
}

/** Awards, the latest number first; an enterprise's own from the notice on. */
export class AwardList extends Query<AwardListAnswer> {
  constructor(
    readonly request: AwardsRequest,
    readonly actor: Actor,
  ) {
    super();
  }
}

/** Decimal yuan; `cap` and `left` null: no limit. */
export interface BudgetFigures {
  readonly cap: string | null;
  /** Set aside and not released. */
  readonly reserved: string;
  readonly approved: string;
  readonly paid: string;
  readonly clawedBack: string;
  readonly left: string | null;
}

export interface ClauseBudget extends BudgetFigures {
  readonly clause: string;
}

export interface SharedCap extends BudgetFigures {
  readonly clauses: readonly string[];
  readonly text: string;
}

export interface BudgetAnswer {
  readonly list: string;
  readonly awardYear: number;
  /** What the officer set; null: nothing yet. */
  readonly set: {
    readonly total: string | null;
    readonly clauses: Readonly<Record<string, string>>;
  } | null;
  /** How a batch shares out what is less than what is due. */
  readonly whenShort: ShortRule;
  readonly notice: NoticeRule;
  readonly total: BudgetFigures;
  readonly clauses: readonly ClauseBudget[];
  /** Caps that several clauses of the list share. */
  readonly shared: readonly SharedCap[];
  /** Reservations whose approval is not there (yet). */
  readonly pending: readonly string[];
  readonly revision: number;
  readonly position: string;
}

/** Reads the budget's own stream for what is set and reserved. @throws RefusalError 404, 422, 503 */
export class AwardBudgetOf extends Query<BudgetAnswer> {
  constructor(
    readonly list: string,
    readonly awardYear: number,
    readonly request: ReadRequest,
  ) {
    super();
  }
}
