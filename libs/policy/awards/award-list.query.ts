import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { pageOfRows } from '#libs/event-store/projections/page-of-rows.js';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import { visibleCreditCode } from '#libs/runtime/auth/own-enterprise.js';
import { summaryOf } from './award-answer.js';
import { AWARDS_PROJECTION, type AwardRow } from './awards.projection.js';
import { AwardList, type AwardListAnswer } from './queries.js';

/**
 * $1 position, $2 status, $3 list, $4 award year, $5 credit code, $6 clause, $7 the one credit code
 * that may be seen (from the notice on), $8 limit, $9 offset.
 */
const AWARDS = `
  SELECT state, count(*) OVER () AS total FROM awards_versions
  WHERE known_from <= $1 AND (known_to IS NULL OR known_to > $1)
    AND ($2::text IS NULL OR status = $2)
    AND ($3::text IS NULL OR list = $3)
    AND ($4::int IS NULL OR award_year = $4)
    AND ($5::text IS NULL OR credit_code = $5)
    AND ($6::text IS NULL OR clause = $6)
    AND ($7::text IS NULL OR (credit_code = $7 AND on_notice))
  ORDER BY award_year DESC, award_id DESC
  LIMIT $8 OFFSET $9`;

@QueryHandler(AwardList)
export class AwardListHandler implements IQueryHandler<AwardList> {
  constructor(private readonly readModels: ReadModels) {}

  /** @throws RefusalError 400, 422, 503 as `ReadModels.resolve` */
  async execute({ request, actor }: AwardList): Promise<AwardListAnswer> {
    const { page, pageSize, status, list, awardYear, creditCode, clause } = request;
    const at = await this.readModels.resolve([AWARDS_PROJECTION], request);
    const filter = [status, list, awardYear, creditCode, clause, visibleCreditCode(actor)];
    const { rows, total } = await pageOfRows({ page, pageSize }, ({ limit, offset }) =>
      this.readModels.query<Pick<AwardRow, 'state'> & { readonly total: string }>(AWARDS, [
        String(at.position),
        ...filter.map((value) => value ?? null),
        limit,
        offset,
      ]),
    );
    const items = rows.map(({ state }) => summaryOf(state));
    return { items, total, page, pageSize, knownAt: at.knownAt, position: at.token };
  }
}
