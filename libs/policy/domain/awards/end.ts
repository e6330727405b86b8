import type { CalendarDate } from '#libs/kernel/calendar-date.js';
import { Refusal } from '#libs/kernel/refusal.js';
import { paidOf, type Award } from './award.js';
import { awardEvent as event } from './award-event.js';
import type { AwardEvent } from './events.js';
import { wrongStep } from './next-step.js';
import { StepInput, type Body } from './read-input.js';

type Decision = readonly AwardEvent[] | Refusal;

export interface EndInput {
  readonly reason: string;
  readonly on: CalendarDate;
}

export function readEnd(body: Body, now: string): EndInput | Refusal {
  const input = StepInput.at(body, now);
  const reason = input.text('reason', '理由');
  const on = input.pastDay('on', '日期', input.today);
  return input.done(() => (reason !== undefined && on ? { reason, on } : undefined));
}

/** 放弃, until money has been paid. */
export function waive(
  input: EndInput,
  by: 'enterprise' | 'officer',
  award: Award,
  today: string,
): Decision {
  if (award.stage === 'waived') return [];
  if (award.stage === 'rejected') return wrongStep(award, '放弃', today);
  if (paidOf(award) > 0n) return paidAlready('放弃');
  return [event(award, 'award.waived', { ...input, by })];
}

/** 不予, until money has been paid; after the approval it takes that back. */
export function reject(input: EndInput, award: Award, today: string): Decision {
  if (award.stage === 'rejected' && award.ended?.reason === input.reason) return [];
  if (award.stage === 'rejected' || award.stage === 'waived') {
    return wrongStep(award, '作不予', today);
  }
  if (paidOf(award) > 0n) return paidAlready('作不予');
  return [event(award, 'award.rejected', input)];
}

function paidAlready(what: string): Refusal {
  return Refusal.conflict('paid-already', `已经拨付，不能${what}；需要收回的请用追回（clawbacks）`);
}
