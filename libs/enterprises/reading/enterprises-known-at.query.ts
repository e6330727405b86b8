import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import { enterpriseOfRow, findEnterprises } from './enterprise-rows.js';
import { enterprisesProjection } from './enterprises.projection.js';
import { EnterprisesKnownAt, type EnterprisesKnownAtAnswer } from '../queries.js';

@QueryHandler(EnterprisesKnownAt)
export class EnterprisesKnownAtHandler implements IQueryHandler<
  EnterprisesKnownAt,
  EnterprisesKnownAtAnswer
> {
  constructor(private readonly readModels: ReadModels) {}

  /** @throws RefusalError 503 when the read model does not get there in time */
  async execute(question: EnterprisesKnownAt): Promise<EnterprisesKnownAtAnswer> {
    await this.readModels.waitFor([enterprisesProjection.name], question.position);
    const rows = await findEnterprises(this.readModels, question);
    return new Map(
      rows.map((row) => [row.credit_code, { ...enterpriseOfRow(row), eventIds: row.event_ids }]),
    );
  }
}
