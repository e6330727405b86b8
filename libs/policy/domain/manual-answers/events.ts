import type { DomainEvent } from '#libs/kernel/event.js';
import type { SourceDocument } from '#libs/kernel/source.js';

interface Of {
  readonly creditCode: string;
  readonly list: string;
  /** Key of the question within the list; stable across its versions. */
  readonly question: string;
  /** null: for every award year that has no answer of its own. */
  readonly awardYear: number | null;
}

/**
 * What is stored in `manualAnswer-<creditCode>`: an officer answers what no register can tell. A
 * later answer to the same question replaces the earlier one.
 */
export type ManualAnswerGiven = DomainEvent<
  'manualAnswer.given',
  Of & {
    /** Yes or no; points where experts give some. */
    readonly answer: boolean | number;
    /** What the answer rests on: an on-site check, an expert opinion. */
    readonly basis: string;
    readonly source?: SourceDocument;
  }
>;

/** The question is open again. */
export type ManualAnswerWithdrawn = DomainEvent<
  'manualAnswer.withdrawn',
  Of & { readonly reason: string }
>;

export type ManualAnswerEvent = ManualAnswerGiven | ManualAnswerWithdrawn;

export const MANUAL_ANSWER_STREAM_PREFIX = 'manualAnswer-';

export function manualAnswerStream(creditCode: string): string {
  return `${MANUAL_ANSWER_STREAM_PREFIX}${creditCode}`;
}
