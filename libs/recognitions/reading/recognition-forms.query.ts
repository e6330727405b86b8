import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { formOf } from '../domain/form.js';
import { KIND_SPECS } from '../domain/kinds/registry.js';
import { RecognitionForms, type RecognitionFormsAnswer } from '../queries.js';

@QueryHandler(RecognitionForms)
export class RecognitionFormsHandler implements IQueryHandler<
  RecognitionForms,
  RecognitionFormsAnswer
> {
  execute(): Promise<RecognitionFormsAnswer> {
    return Promise.resolve(KIND_SPECS.map(formOf));
  }
}
