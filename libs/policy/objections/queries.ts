import { Query } from '@nestjs/cqrs';
import type { ReadRequest } from '#libs/event-store/projections/read-models.js';
import type { PageOf } from '#libs/runtime/http/command-answer.js';
import type { ObjectionOutcome } from '../domain/objections/events.js';
import type { ObjectionState } from '../domain/objections/objection.js';

/** An objection as the API shows it. */
export interface ObjectionAnswer {
  readonly id: string;
  readonly creditCode: string;
  readonly awardYear: number;
  readonly list: string | null;
  readonly clause: string;
  readonly checkId: string | null;
  readonly text: string;
  readonly facts: readonly string[];
  readonly state: ObjectionState;
  readonly raisedAt: string;
  /** Opaque account id. */
  readonly raisedBy: string;
  readonly outcome: ObjectionOutcome | null;
  readonly reason: string | null;
  readonly resolvedAt: string | null;
  readonly resolvedBy: string | null;
}

/** Objections, the latest first. */
export class ObjectionList extends Query<ObjectionListAnswer> {
  constructor(
    readonly request: ReadRequest & {
      readonly state?: ObjectionState;
      readonly creditCode?: string;
      readonly awardYear?: number;
      readonly page: number;
      readonly pageSize: number;
    },
    /** Only this enterprise's: what an enterprise account may see. */
    readonly ownCreditCode?: string,
  ) {
    super();
  }
}

export interface ObjectionListAnswer extends PageOf<ObjectionAnswer> {
  readonly knownAt: string | null;
  readonly position: string;
}
