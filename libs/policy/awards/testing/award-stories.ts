import { fold } from '#libs/kernel/decider.js';
import { formatYuan } from '#libs/kernel/money.js';
import { Refusal } from '#libs/kernel/refusal.js';
import { awardDecider, type Award } from '../../domain/awards/award.js';
import type { AwardEvent, AwardProposed } from '../../domain/awards/events.js';
import { approvalOf, approve, readApproval } from '../../domain/awards/grant.js';
import { USUAL_NOTICE } from '../../domain/awards/notice-rule.js';
import type { Body } from '../../domain/awards/read-input.js';
import { openNotice, readNotice } from '../../domain/awards/review.js';
import { decisionOf, type PlainStep } from '../../domain/awards/steps.js';

/** The day on which everything in these stories is recorded. */
export const NOW = '2024-02-05T02:00:00.000Z';
export const TODAY = '2024-02-05';
export const FIRM = '91411323MAXX00015T';
/** Accounts, as events name them. */
export const PROPOSER = 'account-1';
export const APPROVER = 'account-2';

/** A Monday and the Friday of its week: five working days, over on {@link TODAY}. */
export const NOTICE = { startsOn: '2024-01-22', endsOn: '2024-01-26' };

export function proposalOf(over: Partial<AwardProposed['data']> = {}): AwardProposed['data'] {
  return {
    awardId: 'JB411323-2023-0001',
    creditCode: FIRM,
    enterpriseName: '样例企业',
    ...{ list: 'test', version: 1, listHash: 'a'.repeat(64), sample: false },
    ...{ clause: 'a', article: '第一条', text: '原文。', awardYear: 2023 },
    ...{ applicationOn: '2024-01-15', knownPosition: '42', engine: '2' },
    ...{ factsHash: 'b'.repeat(64), resultHash: 'c'.repeat(64) },
    ...{ calculated: '200000.00', payable: '200000.00', calculation: '定额 20万元' },
    amount: '200000.00',
    departments: ['县科技局', '县财政局'],
    proposedBy: PROPOSER,
    ...over,
  };
}

export function proposedEvent(over: Partial<AwardProposed['data']> = {}): AwardEvent {
  return { type: 'award.proposed', schemaVersion: 1, data: proposalOf(over) };
}

/** A step as people take it; `approval` and `notice` look at more than the award. */
export type StoryStep =
  | { readonly take: PlainStep; readonly body: Body }
  | { readonly take: { readonly step: 'notice' }; readonly body: Body }
  | { readonly take: { readonly step: 'approval' }; readonly body: Body; readonly by?: string };

/** What a step comes to, given what happened. */
export function when(
  given: readonly AwardEvent[],
  story: StoryStep,
): readonly AwardEvent[] | Refusal {
  const award = fold(awardDecider, given);
  if (!award) throw new Error('a story begins with its proposal');
  return decide(story, award);
}

function decide(story: StoryStep, award: Award): readonly AwardEvent[] | Refusal {
  const { take, body } = story;
  switch (take.step) {
    case 'notice': {
      const input = readNotice(body, NOW);
      return input instanceof Refusal ? input : openNotice(input, USUAL_NOTICE, award, TODAY);
    }
    case 'approval': {
      const input = readApproval(body, NOW);
      if (input instanceof Refusal) return input;
      const by = 'by' in story ? (story.by ?? APPROVER) : APPROVER;
      return approve(approvalOf(input, by, award), award, TODAY);
    }
    default: {
      const decision = decisionOf(take, body, NOW);
      return decision instanceof Refusal ? decision : decision(award, TODAY);
    }
  }
}

/** Plays steps one after the other; one that is refused leaves no event. */
export function play(steps: readonly StoryStep[], first = proposedEvent()): readonly AwardEvent[] {
  return steps.reduce<readonly AwardEvent[]>(
    (given, story) => {
      const decision = when(given, story);
      return decision instanceof Refusal ? given : [...given, ...decision];
    },
    [first],
  );
}

export const plain = (step: PlainStep['step'], body: Body = {}): StoryStep => {
  if (step === 'objection-resolution' || step === 'resolution-correction') {
    return { take: { step, objection: 1 }, body };
  }
  if (step === 'payment-correction' || step === 'clawback-correction') {
    return { take: { step, number: 1 }, body };
  }
  if (step === 'approval-withdrawal') return { take: { step, by: APPROVER }, body };
  if (step === 'waiver') return { take: { step, by: 'officer' }, body };
  return { take: { step }, body };
};

export const agree = (department: string): StoryStep =>
  plain('opinion', { department, opinion: 'agree' });
export const veto = (department: string): StoryStep =>
  plain('opinion', { department, opinion: 'veto', note: '尚欠缴税款' });
export const notice = (body: Body = NOTICE): StoryStep => ({ take: { step: 'notice' }, body });
export const approval = (body: Body = {}, by = APPROVER): StoryStep => ({
  ...{ take: { step: 'approval' }, body, by },
});
export const issuance = (body: Body = {}): StoryStep =>
  plain('issuance', { documentNumber: '西财预〔2024〕15号', issuedOn: TODAY, ...body });
export const payment = (fen: bigint, voucher: string, body: Body = {}): StoryStep =>
  plain('payment', { amount: formatYuan(fen), paidOn: TODAY, voucher, ...body });
export const clawback = (fen: bigint, body: Body = {}): StoryStep =>
  plain('clawback', { amount: formatYuan(fen), on: TODAY, reason: '迁出本县', ...body });
export const objection = (body: Body = {}): StoryStep =>
  plain('objection', { raisedOn: '2024-01-24', content: '不在本县', ...body });
export const resolution = (outcome: string): StoryStep =>
  plain('objection-resolution', { outcome, handling: '经核查' });
export const waiver = (): StoryStep => plain('waiver', { reason: '不再需要' });
export const rejection = (): StoryStep => plain('rejection', { reason: '材料不实' });

export const correctedPayment = (body: Body, number = 1): StoryStep => ({
  take: { step: 'payment-correction', number },
  body: { reason: '录入有误', ...body },
});
export const correctedClawback = (body: Body): StoryStep =>
  plain('clawback-correction', { reason: '录入有误', ...body });
export const correctedIssuance = (body: Body): StoryStep =>
  plain('issuance-correction', { reason: '录入有误', ...body });
export const correctedResolution = (body: Body): StoryStep =>
  plain('resolution-correction', { reason: '录入有误', ...body });
export const withdrawal = (body: Body = {}, by = APPROVER): StoryStep => ({
  take: { step: 'approval-withdrawal', by },
  body: { reason: '审定金额录入有误', ...body },
});

export const REVIEWED = [agree('县科技局'), agree('县财政局')];
export const NOTICED = [...REVIEWED, notice()];
export const APPROVED = [...NOTICED, approval()];
export const ISSUED = [...APPROVED, issuance()];
export const PAID = [...ISSUED, payment(20_000_000n, 'PZ-1')];
