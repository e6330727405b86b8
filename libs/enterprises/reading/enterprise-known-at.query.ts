import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import { enterpriseOfRow, findEnterprises } from './enterprise-rows.js';
import { enterprisesProjection } from './enterprises.projection.js';
import { EnterpriseKnownAt, type EnterpriseKnownAtAnswer } from '../queries.js';

@QueryHandler(EnterpriseKnownAt)
export class EnterpriseKnownAtHandler implements IQueryHandler<
  EnterpriseKnownAt,
  EnterpriseKnownAtAnswer
> {
  constructor(private readonly readModels: ReadModels) {}

  /** @throws RefusalError 503 when the read model does not get there in time */
  async execute(question: EnterpriseKnownAt): Promise<EnterpriseKnownAtAnswer> {
    await this.readModels.waitFor([enterprisesProjection.name], question.position);
    const [row] = await findEnterprises(this.readModels, question);
    return row ? { ...enterpriseOfRow(row), eventIds: row.event_ids } : null;
  }
}
