import type { Decider } from '#libs/kernel/decider.js';
import { parseYuan, type Fen } from '#libs/kernel/money.js';
import { defined } from '#libs/kernel/read-fields.js';
import type {
  Approval,
  AwardClawedBack,
  AwardEvent,
  AwardIssued,
  AwardNoticeOpened,
  AwardPaid,
  AwardProposed,
  OfAward,
} from './events.js';

/** Plain JSON, so that a read model can keep it. */
export interface Award {
  readonly proposal: AwardProposed['data'];
  readonly stage: 'proposed' | 'on-notice' | 'approved' | 'issued' | 'waived' | 'rejected';
  /** The latest of each department. */
  readonly opinions: Readonly<Record<string, Opinion>>;
  readonly notice?: Omit<AwardNoticeOpened['data'], keyof OfAward>;
  readonly objections: readonly Objection[];
  readonly approval?: Approval;
  readonly issuance?: Pick<AwardIssued['data'], 'documentNumber' | 'issuedOn'>;
  readonly payments: readonly Corrected<PaymentRecord>[];
  readonly clawbacks: readonly Corrected<ClawbackRecord>[];
  /** How many approvals were withdrawn; left out: none. */
  readonly withdrawnApprovals?: number;
  readonly ended?: { readonly reason: string; readonly on: string };
}

export type PaymentRecord = Pick<AwardPaid['data'], 'amount' | 'paidOn' | 'voucher'>;
export type ClawbackRecord = Pick<
  AwardClawedBack['data'],
  'amount' | 'on' | 'reason' | 'documentNumber'
>;

/** As it counts now; `corrected`: what stood before, the earliest first, and why it was corrected. */
export type Corrected<Record> = Record & {
  readonly corrected?: readonly (Record & { readonly because: string })[];
};

export interface Opinion {
  readonly opinion: 'agreed' | 'vetoed';
  /** A note, or the reason of a veto. */
  readonly note: string | null;
  readonly on: string;
}

export interface Objection {
  readonly objection: number;
  readonly raisedOn: string;
  readonly content: string;
  readonly resolution: {
    readonly outcome: 'dismissed' | 'upheld';
    readonly handling: string;
    readonly on: string;
  } | null;
}

/** null: there is no such award. */
export type AwardState = Award | null;

export const awardDecider: Decider<AwardState, AwardEvent> = {
  initial: null,
  evolve: (state, event) => {
    if (event.type !== 'award.proposed') return state && evolve(state, event);
    return {
      proposal: event.data,
      stage: 'proposed',
      opinions: {},
      objections: [],
      payments: [],
      clawbacks: [],
    };
  },
};

function evolve(award: Award, event: Exclude<AwardEvent, AwardProposed>): Award {
  switch (event.type) {
    case 'award.departmentAgreed':
    case 'award.departmentVetoed':
      return { ...award, opinions: { ...award.opinions, ...opinionIn(event) } };
    case 'award.noticeOpened': {
      const { startsOn, endsOn, rule, days, reason, source } = event.data;
      const notice = defined({ startsOn, endsOn, rule, days, reason, source });
      return { ...award, stage: 'on-notice', notice };
    }
    case 'award.objectionRaised': {
      const { objection, raisedOn, content } = event.data;
      const raised = { objection, raisedOn, content, resolution: null };
      return { ...award, objections: [...award.objections, raised] };
    }
    case 'award.objectionResolved':
    case 'award.objectionResolutionCorrected':
      return { ...award, objections: resolved(award.objections, event.data) };
    case 'award.approved': {
      const { amount, approvedOn, approvedBy, source } = event.data;
      const approval = defined({ amount, approvedOn, approvedBy, source });
      return { ...award, stage: 'approved', approval };
    }
    case 'award.approvalWithdrawn': {
      const withdrawnApprovals = withdrawnOf(award) + 1;
      return defined({ ...award, stage: 'on-notice', approval: undefined, withdrawnApprovals });
    }
    default:
      return evolveAfterApproval(award, event);
  }
}

function evolveAfterApproval(
  award: Award,
  event: Exclude<
    AwardEvent,
    | AwardProposed
    | AwardNoticeOpened
    | { type: `award.${'department' | 'objection' | 'approv'}${string}` }
  >,
): Award {
  switch (event.type) {
    case 'award.issued':
    case 'award.issuanceCorrected': {
      const { documentNumber, issuedOn } = event.data;
      return { ...award, stage: 'issued', issuance: { documentNumber, issuedOn } };
    }
    case 'award.paid': {
      const { amount, paidOn, voucher } = event.data;
      return { ...award, payments: [...award.payments, { amount, paidOn, voucher }] };
    }
    case 'award.clawedBack': {
      const { amount, on, reason, documentNumber } = event.data;
      return { ...award, clawbacks: [...award.clawbacks, { amount, on, reason, documentNumber }] };
    }
    case 'award.paymentCorrected': {
      const { payment, amount, paidOn, voucher, reason } = event.data;
      const payments = corrected(award.payments, payment, { amount, paidOn, voucher }, reason);
      return { ...award, payments };
    }
    case 'award.clawbackCorrected': {
      const { clawback, amount, on, documentNumber, reason } = event.data;
      const now = { amount, on, documentNumber };
      return { ...award, clawbacks: corrected(award.clawbacks, clawback, now, reason) };
    }
    case 'award.waived':
    case 'award.rejected': {
      const { reason, on } = event.data;
      const stage = event.type === 'award.waived' ? 'waived' : 'rejected';
      return { ...award, stage, ended: { reason, on } };
    }
  }
}

/** The record of that number with other values, and what stood before kept beside them. */
function corrected<R extends object>(
  records: readonly Corrected<R>[],
  number: number,
  values: Partial<R>,
  because: string,
): readonly Corrected<R>[] {
  return records.map((record, i) => {
    if (i + 1 !== number) return record;
    const { corrected: earlier = [], ...before } = record;
    const kept = [...earlier, { ...before, because }];
    return { ...record, ...values, corrected: kept };
  });
}

function opinionIn(
  event: Extract<AwardEvent, { type: 'award.departmentAgreed' | 'award.departmentVetoed' }>,
): Record<string, Opinion> {
  const { department, on } = event.data;
  return event.type === 'award.departmentAgreed'
    ? { [department]: { opinion: 'agreed', note: event.data.note, on } }
    : { [department]: { opinion: 'vetoed', note: event.data.reason, on } };
}

function resolved(
  objections: readonly Objection[],
  { objection: number, outcome, handling, on }: Objection['resolution'] & { objection: number },
): readonly Objection[] {
  return objections.map((each) =>
    each.objection === number ? { ...each, resolution: { outcome, handling, on } } : each,
  );
}

/** What an award is called in lists, with its Chinese label. */
export const AWARD_STATUSES = {
  proposed: '拟奖补（部门联审中）',
  vetoed: '部门否决',
  'on-notice': '公示',
  approved: '已审定',
  issued: '已下达',
  'part-paid': '部分拨付',
  paid: '已拨付',
  'clawed-back': '已追回',
  waived: '已放弃',
  rejected: '不予奖补',
} as const;
export type AwardStatus = keyof typeof AWARD_STATUSES;

export function statusOf(award: Award): AwardStatus {
  switch (award.stage) {
    case 'proposed':
    case 'on-notice':
      return vetoesOf(award).length > 0 ? 'vetoed' : award.stage;
    case 'issued': {
      const paid = paidOf(award);
      if (paid === 0n) return 'issued';
      if (clawedBackOf(award) === paid) return 'clawed-back';
      return paid === approvedOf(award) ? 'paid' : 'part-paid';
    }
    default:
      return award.stage;
  }
}

/** Departments that stand against it. */
export function vetoesOf({ proposal, opinions }: Award): readonly string[] {
  return proposal.departments.filter((name) => opinions[name]?.opinion === 'vetoed');
}

/** Departments that have said nothing yet. */
export function silentOf({ proposal, opinions }: Award): readonly string[] {
  return proposal.departments.filter((name) => opinions[name] === undefined);
}

/** Which attempt at an approval it is: how many were withdrawn before. */
export function withdrawnOf({ withdrawnApprovals }: Award): number {
  return withdrawnApprovals ?? 0;
}

/** How often the sum paid back was told: each clawback, and each correction of one. */
export function clawbackChangesOf({ clawbacks }: Award): number {
  return clawbacks.reduce((sum, { corrected: earlier = [] }) => sum + 1 + earlier.length, 0);
}

/** The first day on which money was paid; undefined: none was. */
export function firstPaidOn({ payments }: Award): string | undefined {
  const days = payments.filter(({ amount }) => storedFen(amount) > 0n).map(({ paidOn }) => paidOn);
  return days.sort()[0];
}

/** Fen; nothing before the approval. */
export function approvedOf({ approval }: Award): Fen {
  return approval ? storedFen(approval.amount) : 0n;
}

export function paidOf({ payments }: Award): Fen {
  return payments.reduce((sum, { amount }) => sum + storedFen(amount), 0n);
}

export function clawedBackOf({ clawbacks }: Award): Fen {
  return clawbacks.reduce((sum, { amount }) => sum + storedFen(amount), 0n);
}

/**
 * What counts as granted in later checks: approved, minus what was paid back; undefined before the
 * approval, 0 once it was waived or rejected after it.
 */
export function grantedOf(award: Award): Fen | undefined {
  if (!award.approval) return undefined;
  const over = award.stage === 'waived' || award.stage === 'rejected';
  return over ? 0n : approvedOf(award) - clawedBackOf(award);
}

export function isOver({ stage }: Award): boolean {
  return stage === 'waived' || stage === 'rejected';
}

/** An amount as events keep it. @throws Error for what cannot be stored */
export function storedFen(text: string): Fen {
  const fen = parseYuan(text);
  if (fen === undefined) throw new Error(`not a stored amount: ${text}`);
  return fen;
}
