import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { pageOfRows } from '#libs/event-store/projections/page-of-rows.js';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import { resolveAsOf } from '#libs/runtime/http/as-of.js';
import { enterpriseAnswer } from './enterprise-answer.js';
import {
  enterpriseOfRow,
  findEnterprises,
  otherNamesOfRow,
  type EnterpriseRow,
} from './enterprise-rows.js';
import { enterprisesProjection } from './enterprises.projection.js';
import { EnterpriseList, type EnterpriseAnswer, type EnterpriseListAnswer } from '../queries.js';

@QueryHandler(EnterpriseList)
export class EnterpriseListHandler implements IQueryHandler<EnterpriseList, EnterpriseListAnswer> {
  constructor(private readonly readModels: ReadModels) {}

  /** @throws RefusalError 400, 422, 503 as `ReadModels.resolve`; 422 for an `asOf` that is no day */
  async execute({ request, now }: EnterpriseList): Promise<EnterpriseListAnswer> {
    const asOf = resolveAsOf(request.asOf, now);
    const at = await this.readModels.resolve([enterprisesProjection.name], request);
    const { page, pageSize, q, regionCode, creditCode } = request;
    const question = { position: at.position, asOf, q, regionCode, creditCode };
    const { rows, total } = await pageOfRows({ page, pageSize }, (limits) =>
      findEnterprises(this.readModels, { ...question, ...limits }),
    );
    return {
      items: rows.map((row) => answerOf(row, at.token)),
      total,
      page,
      pageSize,
      asOf,
      knownAt: at.knownAt,
      position: at.token,
    };
  }
}

/** A row of the read model as the API shows it. @param position token of the prefix it was read at */
export function answerOf(row: EnterpriseRow, position: string): EnterpriseAnswer {
  return enterpriseAnswer(enterpriseOfRow(row), otherNamesOfRow(row), {
    revision: row.revision,
    recordedAt: row.recorded_at,
    position,
  });
}
