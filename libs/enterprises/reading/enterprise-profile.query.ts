import { QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import { RefusalError } from '#libs/kernel/refusal.js';
import {
  ContractTotals,
  FindingList,
  RECOGNITION_READ_MODELS,
  RecognitionList,
  type ContractTotalsAnswer,
  type FindingListAnswer,
  type RecognitionListAnswer,
} from '#libs/recognitions/queries.js';
import { resolveAsOf } from '#libs/runtime/http/as-of.js';
import { enterpriseNotFound } from '../domain/enterprise.js';
import { EnterpriseProfile, type EnterpriseProfileAnswer } from '../queries.js';
import { answerOf } from './enterprise-list.query.js';
import { findEnterprises } from './enterprise-rows.js';
import { enterprisesProjection } from './enterprises.projection.js';

const FIRST_PAGE = { page: 1, pageSize: 200 };

/** Puts together what several read models say of one enterprise, all at the same position. */
@QueryHandler(EnterpriseProfile)
export class EnterpriseProfileHandler implements IQueryHandler<
  EnterpriseProfile,
  EnterpriseProfileAnswer
> {
  constructor(
    private readonly readModels: ReadModels,
    private readonly queryBus: QueryBus,
  ) {}

  /** @throws RefusalError 404 `enterprise-not-found`; 400, 422, 503 as `ReadModels.resolve` */
  async execute(query: EnterpriseProfile): Promise<EnterpriseProfileAnswer> {
    const { creditCode, request, now } = query;
    const asOf = resolveAsOf(request.asOf, now);
    const models = [enterprisesProjection.name, ...RECOGNITION_READ_MODELS];
    const at = await this.readModels.resolve(models, request);
    const { position } = at;
    const [row] = await findEnterprises(this.readModels, { position, asOf, creditCode });
    if (!row) throw new RefusalError(enterpriseNotFound(creditCode));
    const known = { creditCode, knownAt: at.token, ...FIRST_PAGE };
    const valid = new RecognitionList({ ...known, asOf, status: 'valid' }, now);
    const [recognitions, contracts, findings] = await Promise.all([
      this.queryBus.execute<RecognitionList, RecognitionListAnswer>(valid),
      this.queryBus.execute<ContractTotals, ContractTotalsAnswer>(
        new ContractTotals(creditCode, asOf, position),
      ),
      this.queryBus.execute<FindingList, FindingListAnswer>(new FindingList(known)),
    ]);
    return {
      ...answerOf(row, at.token),
      asOf,
      knownAt: at.knownAt,
      recognitions: recognitions.items,
      recognitionsTotal: recognitions.total,
      contracts,
      findings: findings.items,
    };
  }
}
