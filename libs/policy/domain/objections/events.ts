import type { DomainEvent } from '#libs/kernel/event.js';

export const OBJECTION_OUTCOMES = { upheld: '成立', dismissed: '不成立' } as const;
export type ObjectionOutcome = keyof typeof OBJECTION_OUTCOMES;

/**
 * What is stored in `objection-<id>`: an enterprise says that an answer about it is wrong, and an
 * officer answers. Neither changes a fact; an objection that is upheld is followed by the correction
 * of the record, figure or answer that was wrong.
 */
export type ObjectionRaised = DomainEvent<
  'objection.raised',
  {
    readonly objectionId: string;
    readonly creditCode: string;
    readonly awardYear: number;
    readonly list?: string;
    readonly clause: string;
    /** The check whose answer is objected to; left out: the standing one. */
    readonly checkId?: string;
    readonly text: string;
    /** Facts that are said to be wrong, as answers name them (`rd.expense@2022`). */
    readonly facts?: readonly string[];
  }
>;

export type ObjectionResolved = DomainEvent<
  'objection.resolved',
  {
    readonly objectionId: string;
    readonly creditCode: string;
    readonly outcome: ObjectionOutcome;
    readonly reason: string;
  }
>;

export type ObjectionEvent = ObjectionRaised | ObjectionResolved;

export const OBJECTION_STREAM_PREFIX = 'objection-';

export function objectionStream(objectionId: string): string {
  return `${OBJECTION_STREAM_PREFIX}${objectionId}`;
}
