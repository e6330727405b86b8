import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import { RefusalError } from '#libs/kernel/refusal.js';
import { resolveAsOf } from '#libs/runtime/http/as-of.js';
import { recognitionId } from '../domain/events.js';
import { recognitionNotFound } from '../domain/recognition.js';
import { RECOGNITION_READ_MODELS, RecognitionById, type RecognitionAnswer } from '../queries.js';
import { keyOfPath } from '../writing/recognition-commands.js';
import { answerOfRow, findRecognitions } from './recognition-rows.js';

@QueryHandler(RecognitionById)
export class RecognitionByIdHandler implements IQueryHandler<RecognitionById, RecognitionAnswer> {
  constructor(private readonly readModels: ReadModels) {}

  /** @throws RefusalError 404 `recognition-not-found`; 400, 422, 503 as `ReadModels.resolve` */
  async execute({ id, request, now }: RecognitionById): Promise<RecognitionAnswer> {
    const key = keyOfPath(id);
    const asOf = resolveAsOf(request.asOf, now);
    const at = await this.readModels.resolve(RECOGNITION_READ_MODELS, request);
    const canonicalId = recognitionId(key.kind, key.number);
    const question = { position: at.position, asOf, id: canonicalId };
    const [row] = await findRecognitions(this.readModels, question);
    if (!row) throw new RefusalError(recognitionNotFound(canonicalId));
    return answerOfRow(row, at.token);
  }
}
