import type { Attributes, RecognitionKind } from './domain/events.js';

/** One record as a prefix of the ledger knows it. Withdrawn records are not among them. */
export interface KnownRecognition {
  readonly id: string;
  readonly kind: RecognitionKind;
  readonly number: string;
  readonly creditCode: string;
  readonly attributes: Attributes;
  readonly countingYear: number;
  readonly countedOn: string;
  readonly validFrom: string;
  readonly validTo: string | null;
  /** First day of invalidity when revoked, else null. */
  readonly revokedOn: string | null;
  /** Ids of the events it is made of, oldest first: the sources of every answer. */
  readonly eventIds: readonly string[];
}

/**
 * All records of some holders as known at `position` (exact prefix; waits until the read model has
 * seen it). Answer: one list per credit code, ordered by countedOn, then number.
 */
export class RecognitionsKnownAt {
  constructor(
    readonly creditCodes: readonly string[],
    readonly position: bigint,
  ) {}
}
export type RecognitionsKnownAtAnswer = ReadonlyMap<string, readonly KnownRecognition[]>;
