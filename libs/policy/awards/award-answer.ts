import type { RecordedEvent } from '#libs/event-store/port.js';
import { formatPosition } from '#libs/event-store/position-token.js';
import { upcast } from '#libs/event-store/upcasting.js';
import { dateInShanghai } from '#libs/kernel/calendar-date.js';
import { fold } from '#libs/kernel/decider.js';
import { formatYuan } from '#libs/kernel/money.js';
import {
  approvedOf,
  AWARD_STATUSES,
  awardDecider,
  clawedBackOf,
  paidOf,
  statusOf,
  type Award,
} from '../domain/awards/award.js';
import {
  AWARD_UPCASTERS,
  INTERNAL_AWARD_EVENTS,
  type AwardEvent,
} from '../domain/awards/events.js';
import { nextStepOf } from '../domain/awards/next-step.js';
import type { AwardAnswer, AwardSummary, TakenStep } from './queries.js';

const STEP_LABELS: Readonly<Record<AwardEvent['type'], string>> = {
  'award.proposed': '拟奖补',
  'award.departmentAgreed': '部门同意',
  'award.departmentVetoed': '部门否决',
  'award.noticeOpened': '公示',
  'award.objectionRaised': '异议',
  'award.objectionResolved': '异议处理',
  'award.objectionResolutionCorrected': '更正异议处理',
  'award.approved': '审定',
  'award.approvalWithdrawn': '撤回审定',
  'award.issued': '下达',
  'award.issuanceCorrected': '更正下达',
  'award.paid': '拨付',
  'award.paymentCorrected': '更正拨付',
  'award.clawedBack': '追回',
  'award.clawbackCorrected': '更正追回',
  'award.waived': '放弃',
  'award.rejected': '不予',
};

/** An award by its own stream; undefined for an empty one. @param now instant, for the next step */
export function awardAnswer(
  history: readonly RecordedEvent[],
  ledgerId: string,
  now: string,
): AwardAnswer | undefined {
  const events = history.map((event) => upcast<AwardEvent>(event, AWARD_UPCASTERS));
  const award = fold(awardDecider, events);
  const last = history.at(-1);
  if (!award || !last) return undefined;
  const { proposal } = award;
  return {
    ...summaryOf(award),
    text: proposal.text,
    listHash: proposal.listHash,
    knownAt: formatPosition(ledgerId, BigInt(proposal.knownPosition)),
    engine: proposal.engine,
    factsHash: proposal.factsHash,
    resultHash: proposal.resultHash,
    calculated: proposal.calculated,
    payable: proposal.payable,
    calculation: proposal.calculation,
    allotment: proposal.allotment ?? null,
    batch: proposal.batch ?? null,
    exception: proposal.exception ?? null,
    departments: opinionsOf(award),
    objections: award.objections,
    notice: award.notice ?? null,
    payments: award.payments.map((each, i) => ({ payment: i + 1, ...each })),
    clawbacks: award.clawbacks.map((each, i) => ({ clawback: i + 1, ...each })),
    ended: award.ended ?? null,
    steps: history.map(stepOf),
    next: nextStepOf(award, dateInShanghai(now)),
    revision: Number(last.revision),
    recordedAt: last.recordedAt,
    position: formatPosition(ledgerId, last.position),
  };
}

export function summaryOf(award: Award): AwardSummary {
  const { proposal, notice, approval, issuance } = award;
  const status = statusOf(award);
  return {
    id: proposal.awardId,
    status,
    statusLabel: AWARD_STATUSES[status],
    creditCode: proposal.creditCode,
    enterpriseName: proposal.enterpriseName,
    list: proposal.list,
    version: proposal.version,
    sample: proposal.sample,
    clause: proposal.clause,
    article: proposal.article,
    awardYear: proposal.awardYear,
    applicationOn: proposal.applicationOn,
    amount: proposal.amount,
    approved: approval ? formatYuan(approvedOf(award)) : null,
    paid: formatYuan(paidOf(award)),
    clawedBack: formatYuan(clawedBackOf(award)),
    noticeFrom: notice?.startsOn ?? null,
    noticeTo: notice?.endsOn ?? null,
    approvedOn: approval?.approvedOn ?? null,
    documentNumber: issuance?.documentNumber ?? null,
    issuedOn: issuance?.issuedOn ?? null,
  };
}

function opinionsOf({ proposal, opinions }: Award): AwardAnswer['departments'] {
  return proposal.departments.map((department) => {
    const given = opinions[department];
    return {
      department,
      opinion: given?.opinion ?? null,
      note: given?.note ?? null,
      on: given?.on ?? null,
    };
  });
}

function stepOf({ type, recordedAt, metadata, id }: RecordedEvent): TakenStep {
  return {
    step: type.slice('award.'.length),
    label: STEP_LABELS[type as AwardEvent['type']],
    at: recordedAt,
    by: metadata['actor'] ?? null,
    role: metadata['role'] ?? '',
    eventId: id,
  };
}

/**
 * What the enterprise sees of its own award, from the notice on: the decisions, not the opinions and
 * objections that led to them, nor which account did what.
 */
export function forEnterprise(answer: AwardAnswer): AwardAnswer | undefined {
  if (answer.notice === null) return undefined;
  const internal = INTERNAL_AWARD_EVENTS.map((type) => type.slice('award.'.length));
  return {
    ...answer,
    departments: [],
    objections: [],
    exception: null,
    next: answer.next && { ...answer.next, needs: [] },
    steps: answer.steps
      .filter(({ step }) => !internal.includes(step))
      .map((step) => ({ ...step, by: null })),
  };
}
