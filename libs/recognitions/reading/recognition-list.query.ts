import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
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
    const limits = { limit: pageSize, offset: (page - 1) * pageSize };
    const rows = await findRecognitions(this.readModels, { ...question, ...limits });
    // A page behind the last one has no row to carry the total.
    const [first] =
      rows.length > 0 || page === 1
        ? rows
        : await findRecognitions(this.readModels, { ...question, limit: 1 });
    return {
      items: rows.map((row) => answerOfRow(row, at.token)),
      total: Number(first?.total ?? 0),
      page,
      pageSize,
      asOf,
      knownAt: at.knownAt,
      position: at.token,
    };
  }
}
