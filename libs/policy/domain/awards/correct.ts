import type { CalendarDate } from '#libs/kernel/calendar-date.js';
import { formatYuan } from '#libs/kernel/money.js';
import { defined, isAbsent } from '#libs/kernel/read-fields.js';
import { Refusal } from '#libs/kernel/refusal.js';
import { showMoney } from '../facts/values.js';
import { approvedOf, clawedBackOf, firstPaidOn, paidOf, storedFen, type Award } from './award.js';
import { awardEvent as event } from './award-event.js';
import type { AwardEvent } from './events.js';
import { wrongStep } from './next-step.js';
import { StepInput, tooEarly, type Body } from './read-input.js';

/**
 * Putting right what was typed wrongly. What is left out stays as it is; what stood before is kept
 * beside it. The same limits hold as for the step itself.
 */
type Decision = readonly AwardEvent[] | Refusal;

export interface PaymentCorrection {
  readonly amount?: string;
  readonly paidOn?: CalendarDate;
  readonly voucher?: string;
  readonly reason: string;
}

export function readPaymentCorrection(body: Body, now: string): PaymentCorrection | Refusal {
  const input = StepInput.at(body, now);
  const amount = input.optionalAmountOrNothing('amount', '拨付金额');
  const paidOn = input.optionalPastDay('paidOn', '拨付日期');
  const voucher = input.optionalText('voucher', '凭证号', 60);
  return readChange(input, { amount, paidOn, voucher }, 'amount、paidOn、voucher');
}

/** A payment as it should have been recorded; an amount of 0 says that there was none. */
export function correctPayment(
  number: number,
  { reason, ...change }: PaymentCorrection,
  award: Award,
  today: string,
): Decision {
  const known = award.payments[number - 1];
  if (!known) return noSuch('payment-not-found', number, '笔拨付', award.payments.length);
  if (award.stage !== 'issued' || !award.issuance) return wrongStep(award, '更正拨付', today);
  const { amount, paidOn, voucher } = { ...known, ...change };
  if (amount === known.amount && paidOn === known.paidOn && voucher === known.voucher) return [];
  const others = award.payments.filter((_, i) => i !== number - 1);
  const used = others.find((each) => each.voucher === voucher && storedFen(each.amount) > 0n);
  if (used && storedFen(amount) > 0n) {
    return Refusal.conflict('voucher-used', `凭证 ${voucher} 已用于 ${used.paidOn} 的另一笔拨付`);
  }
  const { issuedOn } = award.issuance;
  if (paidOn < issuedOn) return tooEarly('拨付日期', paidOn, '下达日期', issuedOn);
  const data = { payment: number, amount, paidOn, voucher, reason };
  const next = { ...award, payments: award.payments.with(number - 1, { ...known, ...data }) };
  return moneyFault(next) ?? [event(award, 'award.paymentCorrected', data)];
}

export interface ClawbackCorrection {
  readonly amount?: string;
  readonly on?: CalendarDate;
  readonly documentNumber?: string;
  readonly reason: string;
}

export function readClawbackCorrection(body: Body, now: string): ClawbackCorrection | Refusal {
  const input = StepInput.at(body, now);
  const amount = input.optionalAmountOrNothing('amount', '追回金额');
  const on = input.optionalPastDay('on', '追回日期');
  const documentNumber = input.optionalText('documentNumber', '追回决定文号', 100);
  return readChange(input, { amount, on, documentNumber }, 'amount、on、documentNumber');
}

export function correctClawback(
  number: number,
  { reason, ...change }: ClawbackCorrection,
  award: Award,
  today: string,
): Decision {
  const known = award.clawbacks[number - 1];
  if (!known) return noSuch('clawback-not-found', number, '笔追回', award.clawbacks.length);
  if (award.stage !== 'issued') return wrongStep(award, '更正追回', today);
  const { amount, on, documentNumber } = { ...known, ...change };
  const isSo =
    amount === known.amount && on === known.on && documentNumber === known.documentNumber;
  if (isSo) return [];
  const data = { clawback: number, amount, on, documentNumber, reason };
  const clawbacks = award.clawbacks.with(number - 1, { ...known, amount, on });
  return moneyFault({ ...award, clawbacks }) ?? [event(award, 'award.clawbackCorrected', data)];
}

/** What may never be, however it is corrected: more paid than approved, more back than paid. */
function moneyFault(award: Award): Refusal | undefined {
  const [approved, paid, back] = [approvedOf(award), paidOf(award), clawedBackOf(award)];
  if (paid > approved) {
    return Refusal.conflict(
      'above-approved',
      `审定${showMoney(approved)}，更正后累计拨付${showMoney(paid)}，超出${showMoney(paid - approved)}`,
      { left: formatYuan(0n) },
    );
  }
  if (back > paid) {
    return Refusal.conflict(
      'above-paid',
      `更正后累计拨付${showMoney(paid)}，累计追回${showMoney(back)}；追回不能多于拨付，请先更正追回`,
      { left: formatYuan(paid) },
    );
  }
  const first = firstPaidOn(award);
  const early = award.clawbacks.find(
    ({ amount, on }) => first !== undefined && on < first && storedFen(amount) > 0n,
  );
  return early && tooEarly('追回日期', early.on, '首次拨付日期', first ?? '');
}

export interface IssuanceCorrection {
  readonly documentNumber?: string;
  readonly issuedOn?: CalendarDate;
  readonly reason: string;
}

export function readIssuanceCorrection(body: Body, now: string): IssuanceCorrection | Refusal {
  const input = StepInput.at(body, now);
  const documentNumber = input.optionalText('documentNumber', '下达文号', 100);
  const issuedOn = input.optionalPastDay('issuedOn', '下达日期');
  return readChange(input, { documentNumber, issuedOn }, 'documentNumber、issuedOn');
}

export function correctIssuance(
  { reason, ...change }: IssuanceCorrection,
  award: Award,
  today: string,
): Decision {
  const { issuance, approval } = award;
  if (award.stage !== 'issued' || !issuance || !approval) {
    return wrongStep(award, '更正下达', today);
  }
  const { documentNumber, issuedOn } = { ...issuance, ...change };
  if (documentNumber === issuance.documentNumber && issuedOn === issuance.issuedOn) return [];
  if (issuedOn < approval.approvedOn) {
    return tooEarly('下达日期', issuedOn, '审定日期', approval.approvedOn);
  }
  const first = firstPaidOn(award);
  if (first !== undefined && first < issuedOn) {
    return tooEarly('首次拨付日期', first, '更正后的下达日期', issuedOn);
  }
  return [event(award, 'award.issuanceCorrected', { documentNumber, issuedOn, reason })];
}

export interface ResolutionCorrection {
  readonly outcome?: 'dismissed' | 'upheld';
  readonly handling?: string;
  readonly on?: CalendarDate;
  readonly reason: string;
}

export function readResolutionCorrection(body: Body, now: string): ResolutionCorrection | Refusal {
  const input = StepInput.at(body, now);
  const { outcome: told } = body;
  const outcome = told === 'dismissed' || told === 'upheld' ? told : undefined;
  if (outcome === undefined && !isAbsent(told)) {
    const accepted = '处理结果 outcome 应为：dismissed（异议不成立）、upheld（异议成立）';
    input.issues.add('outcome', 'not-allowed', accepted);
  }
  const handling = input.optionalText('handling', '处理情况', 1000);
  const on = input.optionalPastDay('on', '处理日期');
  return readChange(input, { outcome, handling, on }, 'outcome、handling、on');
}

/** Until the approval: from then on others have relied on it. */
export function correctResolution(
  number: number,
  { reason, ...change }: ResolutionCorrection,
  award: Award,
  today: string,
): Decision {
  const objection = award.objections.find((each) => each.objection === number);
  const known = objection?.resolution;
  if (!objection || !known) {
    return Refusal.notFound('resolution-not-found', `第 ${number} 号异议还没有处理结果，无可更正`);
  }
  if (award.stage !== 'on-notice') return wrongStep(award, '更正异议的处理', today);
  const { outcome, handling, on } = { ...known, ...change };
  if (outcome === known.outcome && handling === known.handling && on === known.on) return [];
  if (on < objection.raisedOn) return tooEarly('处理日期', on, '提出日期', objection.raisedOn);
  const data = { objection: number, outcome, handling, on, reason };
  return [event(award, 'award.objectionResolutionCorrected', data)];
}

export interface WithdrawalInput {
  readonly reason: string;
  readonly on: CalendarDate;
}

/**
 * 撤回审定, so that it can be approved anew with another amount or day: by another officer than the
 * one who proposed, as the approval itself, and until the issuance.
 */
export function withdrawApproval(
  { reason, on }: WithdrawalInput,
  officer: string,
  award: Award,
  today: string,
): Decision {
  const { approval, proposal } = award;
  if (award.stage !== 'approved' || !approval) return wrongStep(award, '撤回审定', today);
  if (officer === proposal.proposedBy) {
    return Refusal.conflict(
      'second-officer-needed',
      `奖补 ${proposal.awardId} 由本账号提出，撤回审定须由另一名经办办理`,
      { awardId: proposal.awardId },
    );
  }
  if (on < approval.approvedOn) return tooEarly('撤回日期', on, '审定日期', approval.approvedOn);
  return [event(award, 'award.approvalWithdrawn', { reason, on, withdrawnBy: officer })];
}

/** What is changed, at least one thing, and why. */
function readChange<C extends object>(
  input: StepInput,
  change: { readonly [K in keyof C]: C[K] | undefined },
  fields: string,
): (Partial<C> & { readonly reason: string }) | Refusal {
  const reason = input.text('reason', '更正理由');
  const named = defined(change) as Partial<C>;
  if (Object.keys(named).length === 0 && !input.issues.any) {
    input.issues.add('', 'nothing-to-correct', `请至少写明一项要更正的内容：${fields}`);
  }
  return input.done(() => (reason === undefined ? undefined : { ...named, reason }));
}

function noSuch(code: string, number: number, what: string, count: number): Refusal {
  const there = count === 0 ? '还没有' : `共 ${count} 笔，编号 1 至 ${count}`;
  return Refusal.notFound(code, `该奖补没有第 ${number} ${what}（${there}）`);
}
