import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { pageOfRows } from '#libs/event-store/projections/page-of-rows.js';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import type { SourceDocument } from '#libs/kernel/source.js';
import { manualFact } from '../domain/facts/dictionary.js';
import { MANUAL_ANSWERS_PROJECTION } from './manual-answers.projection.js';
import { MANUAL_QUESTIONS_PROJECTION } from './manual-questions.projection.js';
import {
  ManualAnswerList,
  OpenQuestionList,
  type ManualAnswerListAnswer,
  type OpenQuestionListAnswer,
} from './queries.js';

interface AnswerRow {
  readonly credit_code: string;
  readonly list: string;
  readonly question: string;
  readonly award_year: number;
  readonly answer: boolean | number;
  readonly basis: string;
  readonly source: SourceDocument | null;
  readonly changed_at: string;
  readonly changed_by: string;
  readonly event_id: string;
  readonly total: string;
}

/** $1 position, $2 credit code, $3 limit, $4 offset. */
const ANSWERS = `
  SELECT *, count(*) OVER () AS total FROM manual_answers_given
  WHERE known_from <= $1 AND (known_to IS NULL OR known_to > $1)
    AND credit_code = $2 AND answer IS NOT NULL
  ORDER BY list, award_year DESC, question LIMIT $3 OFFSET $4`;

@QueryHandler(ManualAnswerList)
export class ManualAnswerListHandler implements IQueryHandler<ManualAnswerList> {
  constructor(private readonly readModels: ReadModels) {}

  /** @throws RefusalError 400, 422, 503 as `ReadModels.resolve` */
  async execute({ creditCode, request }: ManualAnswerList): Promise<ManualAnswerListAnswer> {
    const { page, pageSize } = request;
    const at = await this.readModels.resolve([MANUAL_ANSWERS_PROJECTION], request);
    const { rows, total } = await pageOfRows({ page, pageSize }, ({ limit, offset }) =>
      this.readModels.query<AnswerRow>(ANSWERS, [String(at.position), creditCode, limit, offset]),
    );
    const items = rows.map((row) => ({
      creditCode: row.credit_code,
      list: row.list,
      question: manualFact(row.question),
      awardYear: row.award_year === 0 ? null : row.award_year,
      answer: row.answer,
      basis: row.basis,
      source: row.source,
      answeredAt: row.changed_at,
      answeredBy: row.changed_by,
      eventId: row.event_id,
    }));
    return { items, total, page, pageSize, knownAt: at.knownAt, position: at.token };
  }
}

interface QuestionRow {
  readonly credit_code: string;
  readonly award_year: number;
  readonly clause: string;
  readonly question: string;
  readonly label: string;
  readonly list: string;
  readonly version: number;
  readonly asked_at: string;
  readonly total: string;
}

/** $1 credit code, $2 list, $3 award year, $4 limit, $5 offset. */
const QUESTIONS = `
  SELECT *, count(*) OVER () AS total FROM manual_questions_open
  WHERE ($1::text IS NULL OR credit_code = $1) AND ($2::text IS NULL OR list = $2)
    AND ($3::int IS NULL OR award_year = $3)
  ORDER BY credit_code, award_year DESC, clause, question LIMIT $4 OFFSET $5`;

@QueryHandler(OpenQuestionList)
export class OpenQuestionListHandler implements IQueryHandler<OpenQuestionList> {
  constructor(private readonly readModels: ReadModels) {}

  /** @throws RefusalError 400, 503 as `ReadModels.resolve` */
  async execute({ request }: OpenQuestionList): Promise<OpenQuestionListAnswer> {
    const { page, pageSize, creditCode, list, awardYear } = request;
    const at = await this.readModels.resolve([MANUAL_QUESTIONS_PROJECTION], request);
    const filter = [creditCode ?? null, list ?? null, awardYear ?? null];
    const { rows, total } = await pageOfRows({ page, pageSize }, ({ limit, offset }) =>
      this.readModels.query<QuestionRow>(QUESTIONS, [...filter, limit, offset]),
    );
    const items = rows.map((row) => ({
      creditCode: row.credit_code,
      awardYear: row.award_year,
      list: row.list,
      version: row.version,
      clause: row.clause,
      question: manualFact(row.question),
      label: row.label,
      askedAt: row.asked_at,
    }));
    return { items, total, page, pageSize, position: at.token };
  }
}
