import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { pageOfRows } from '#libs/event-store/projections/page-of-rows.js';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import { resolveAsOf } from '#libs/runtime/http/as-of.js';
import {
  RECOGNITION_READ_MODELS,
  RecognitionList,
  type RecognitionListAnswer,
} from '../queries.js';
import { answerOfRow, findRecognitions, type RecognitionQuestion } from './recognition-rows.js';

@QueryHandler(RecognitionList)
export class RecognitionListHandler implements IQueryHandler<
  RecognitionList,
  RecognitionListAnswer
> {
  constructor(private readonly readModels: ReadModels) {}

  /** @throws RefusalError 400, 422, 503 as `ReadModels.resolve`; 422 for an `asOf` that is no day */
  async execute({ request, now, ownCreditCode }: RecognitionList): Promise<RecognitionListAnswer> {
    const { after, knownAt, asOf: day, page, pageSize, ...filter } = request;
    const asOf = resolveAsOf(day, now);
    const at = await this.readModels.resolve(RECOGNITION_READ_MODELS, { after, knownAt });
    const question: RecognitionQuestion = {
      ...filter,
      position: at.position,
      asOf,
      begunOnly: day !== undefined && filter.status !== 'not-yet-valid',
      ownCreditCode,
    };
    const { rows, total } = await pageOfRows({ page, pageSize }, (limits) =>
      findRecognitions(this.readModels, { ...question, ...limits }),
    );
    return {
      items: rows.map((row) => answerOfRow(row, at.token)),
      total,
      page,
      pageSize,
      asOf,
      knownAt: at.knownAt,
      position: at.token,
    };
  }
}
