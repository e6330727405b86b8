import type { CalendarDate } from '#libs/kernel/calendar-date.js';
import { defined } from '#libs/kernel/read-fields.js';
import { Refusal } from '#libs/kernel/refusal.js';
import { formatYuan } from '#libs/kernel/money.js';
import type { SourceDocument } from '#libs/kernel/source.js';
import { showMoney } from '../facts/values.js';
import {
  approvedOf,
  clawedBackOf,
  firstPaidOn,
  paidOf,
  silentOf,
  storedFen,
  vetoesOf,
  type Award,
} from './award.js';
import { awardEvent as event } from './award-event.js';
import type { Approval, AwardEvent } from './events.js';
import { wrongStep } from './next-step.js';
import { StepInput, tooEarly, type Body } from './read-input.js';

type Decision = readonly AwardEvent[] | Refusal;

export interface ApprovalInput {
  /** Left out: what was proposed. */
  readonly amount?: string;
  readonly approvedOn: CalendarDate;
  readonly source?: SourceDocument;
}

export function readApproval(body: Body, now: string): ApprovalInput | Refusal {
  const input = StepInput.at(body, now);
  const amount = input.optionalAmount('amount', '审定金额');
  const approvedOn = input.pastDay('approvedOn', '审定日期', input.today);
  const source = input.source();
  return input.done(() => (approvedOn ? defined({ amount, approvedOn, source }) : undefined));
}

/** The approval that this input and this officer come to. */
export function approvalOf(input: ApprovalInput, officer: string, award: Award): Approval {
  return { ...input, amount: input.amount ?? award.proposal.amount, approvedBy: officer };
}

/**
 * 审定, by another officer than the one who proposed, once every department agrees, the notice is
 * over and every objection was dismissed. The same approval again is already so.
 */
export function approve(approval: Approval, award: Award, today: string): Decision {
  const { proposal, notice } = award;
  if (award.approval) return sameApproval(approval, award, today);
  if (award.stage !== 'on-notice' || !notice) return wrongStep(award, '审定', today);
  if (approval.approvedBy === proposal.proposedBy) return sameOfficer(proposal.awardId);
  const unheard = vetoesOf(award).length + silentOf(award).length;
  const openOrUpheld = award.objections.filter((o) => o.resolution?.outcome !== 'dismissed');
  if (unheard > 0 || openOrUpheld.length > 0) return wrongStep(award, '审定', today);
  if (approval.approvedOn <= notice.endsOn) {
    return approval.approvedOn < today && today > notice.endsOn
      ? tooEarly('审定日期', approval.approvedOn, '公示期满后的第一天，公示至', notice.endsOn)
      : wrongStep(award, '审定', today);
  }
  if (storedFen(approval.amount) > storedFen(proposal.amount)) {
    return Refusal.conflict(
      'above-proposed',
      `审定金额${showMoney(storedFen(approval.amount))}高于公示的${showMoney(storedFen(proposal.amount))}；` +
        '可以审定较低的金额，提高则须作不予后重新提出并公示',
    );
  }
  return [event(award, 'award.approved', approval)];
}

function sameApproval(approval: Approval, award: Award, today: string): Decision {
  if (award.stage === 'waived' || award.stage === 'rejected') {
    return wrongStep(award, '审定', today);
  }
  if (award.approval?.amount === approval.amount) return [];
  if (award.stage !== 'approved') return wrongStep(award, '再次审定', today);
  return Refusal.conflict(
    'already-approved',
    `已审定${showMoney(approvedOf(award))}；金额有误的，请先由提出者以外的经办撤回审定（approval/withdrawal），再重新审定`,
  );
}

function sameOfficer(awardId: string): Refusal {
  return Refusal.conflict(
    'second-officer-needed',
    `奖补 ${awardId} 由本账号提出，审定须由另一名经办办理`,
    { awardId },
  );
}

export interface IssuanceInput {
  readonly documentNumber: string;
  readonly issuedOn: CalendarDate;
}

export function readIssuance(body: Body, now: string): IssuanceInput | Refusal {
  const input = StepInput.at(body, now);
  const documentNumber = input.text('documentNumber', '下达文号', 100);
  const issuedOn = input.pastDay('issuedOn', '下达日期', input.today);
  return input.done(() =>
    documentNumber !== undefined && issuedOn ? { documentNumber, issuedOn } : undefined,
  );
}

/** 下达. */
export function issue(input: IssuanceInput, award: Award, today: string): Decision {
  const { issuance, approval } = award;
  const isSo =
    issuance?.documentNumber === input.documentNumber && issuance.issuedOn === input.issuedOn;
  if (isSo && award.stage === 'issued') return [];
  if (award.stage === 'issued' && issuance) {
    return Refusal.conflict(
      'already-issued',
      `已于 ${issuance.issuedOn} 以 ${issuance.documentNumber} 下达；文号或日期录错的，请用更正（issuance/correction）`,
    );
  }
  if (award.stage !== 'approved' || !approval) return wrongStep(award, '下达', today);
  if (input.issuedOn < approval.approvedOn) {
    return tooEarly('下达日期', input.issuedOn, '审定日期', approval.approvedOn);
  }
  return [event(award, 'award.issued', input)];
}

export interface PaymentInput {
  readonly amount: string;
  readonly paidOn: CalendarDate;
  readonly voucher: string;
}

export function readPayment(body: Body, now: string): PaymentInput | Refusal {
  const input = StepInput.at(body, now);
  const amount = input.amount('amount', '拨付金额');
  const paidOn = input.pastDay('paidOn', '拨付日期', input.today);
  const voucher = input.text('voucher', '凭证号', 60);
  return input.done(() =>
    amount !== undefined && paidOn && voucher !== undefined
      ? { amount, paidOn, voucher }
      : undefined,
  );
}

/** 分期拨付: never more than was approved; a voucher stands for one payment. */
export function pay(input: PaymentInput, award: Award, today: string): Decision {
  if (award.stage !== 'issued' || !award.issuance) return wrongStep(award, '拨付', today);
  const same = award.payments.find((each) => each.voucher === input.voucher && isMoney(each));
  if (same) {
    if (same.amount === input.amount && same.paidOn === input.paidOn) return [];
    return Refusal.conflict(
      'voucher-used',
      `凭证 ${input.voucher} 已用于 ${same.paidOn} 拨付的${showMoney(storedFen(same.amount))}，请核对凭证号；那一笔录错的，请更正它（payments/{编号}/correction）`,
    );
  }
  const { issuedOn } = award.issuance;
  if (input.paidOn < issuedOn) return tooEarly('拨付日期', input.paidOn, '下达日期', issuedOn);
  const left = approvedOf(award) - paidOf(award);
  if (storedFen(input.amount) > left) {
    return Refusal.conflict(
      'above-approved',
      `审定${showMoney(approvedOf(award))}，已拨付${showMoney(paidOf(award))}，本次最多拨付${showMoney(left)}`,
      { left: formatYuan(left) },
    );
  }
  return [event(award, 'award.paid', input)];
}

export interface ClawbackInput {
  readonly amount: string;
  readonly on: CalendarDate;
  readonly reason: string;
  readonly documentNumber: string | null;
}

export function readClawback(body: Body, now: string): ClawbackInput | Refusal {
  const input = StepInput.at(body, now);
  const amount = input.amount('amount', '追回金额');
  const on = input.pastDay('on', '追回日期', input.today);
  const reason = input.text('reason', '追回理由');
  const documentNumber = input.optionalText('documentNumber', '追回决定文号', 100) ?? null;
  return input.done(() =>
    amount !== undefined && on && reason !== undefined
      ? { amount, on, reason, documentNumber }
      : undefined,
  );
}

/** 追回: never more than was paid. */
export function clawBack(input: ClawbackInput, award: Award, today: string): Decision {
  const first = firstPaidOn(award);
  if (award.stage !== 'issued' || first === undefined)
    return wrongStep(award, '追回（尚未拨付）', today);
  const { documentNumber } = input;
  const same = award.clawbacks.find(
    (each) => documentNumber !== null && each.documentNumber === documentNumber && isMoney(each),
  );
  if (same) {
    if (same.amount === input.amount && same.on === input.on) return [];
    return Refusal.conflict(
      'document-used',
      `追回决定 ${documentNumber ?? ''} 已用于 ${same.on} 追回的${showMoney(storedFen(same.amount))}，请核对文号`,
    );
  }
  if (input.on < first) return tooEarly('追回日期', input.on, '首次拨付日期', first);
  const most = paidOf(award) - clawedBackOf(award);
  if (storedFen(input.amount) > most) {
    return Refusal.conflict(
      'above-paid',
      `已拨付${showMoney(paidOf(award))}，已追回${showMoney(clawedBackOf(award))}，最多再追回${showMoney(most)}`,
      { left: formatYuan(most) },
    );
  }
  return [event(award, 'award.clawedBack', input)];
}

/** A record that was corrected to nothing gives its voucher or document free. */
function isMoney({ amount }: { readonly amount: string }): boolean {
  return storedFen(amount) > 0n;
}
