import { Query } from '@nestjs/cqrs';
import type { ReadRequest } from '#libs/event-store/projections/read-models.js';
import type { SourceDocument } from '#libs/kernel/source.js';
import type { PageOf } from '#libs/runtime/http/command-answer.js';

/** An officer's answer as the API shows it. */
export interface ManualAnswerAnswer {
  readonly creditCode: string;
  readonly list: string;
  /** As results name it: `manual:…`. */
  readonly question: string;
  /** null: for every award year that has no answer of its own. */
  readonly awardYear: number | null;
  /** null: withdrawn. */
  readonly answer: boolean | number | null;
  /** Of the answer; where it was withdrawn, why. */
  readonly basis: string;
  readonly source: SourceDocument | null;
  readonly answeredAt: string;
  /** Opaque account id. */
  readonly answeredBy: string;
  readonly eventId: string;
}

/** The answers about an enterprise that stand. */
export class ManualAnswerList extends Query<ManualAnswerListAnswer> {
  constructor(
    readonly creditCode: string,
    readonly request: ReadRequest & { readonly page: number; readonly pageSize: number },
  ) {
    super();
  }
}

export interface ManualAnswerListAnswer extends PageOf<ManualAnswerAnswer> {
  readonly knownAt: string | null;
  readonly position: string;
}

/** Questions that standing verdicts wait for. */
export class OpenQuestionList extends Query<OpenQuestionListAnswer> {
  constructor(
    readonly request: Pick<ReadRequest, 'after'> & {
      readonly creditCode?: string;
      readonly list?: string;
      readonly awardYear?: number;
      readonly page: number;
      readonly pageSize: number;
    },
  ) {
    super();
  }
}

export interface OpenQuestion {
  readonly creditCode: string;
  readonly awardYear: number;
  readonly list: string;
  readonly version: number;
  readonly clause: string;
  /** What the answer is given to: `manual:…`. */
  readonly question: string;
  readonly label: string;
  readonly askedAt: string;
}

export interface OpenQuestionListAnswer extends PageOf<OpenQuestion> {
  readonly position: string;
}
