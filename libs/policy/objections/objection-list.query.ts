import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { pageOfRows } from '#libs/event-store/projections/page-of-rows.js';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import type { ObjectionOutcome } from '../domain/objections/events.js';
import { OBJECTIONS_PROJECTION } from './objections.projection.js';
import { ObjectionList, type ObjectionAnswer, type ObjectionListAnswer } from './queries.js';

interface ObjectionRow {
  readonly id: string;
  readonly credit_code: string;
  readonly award_year: number;
  readonly list: string | null;
  readonly clause: string;
  readonly check_id: string | null;
  readonly text: string;
  readonly facts: readonly string[];
  readonly raised_at: string;
  readonly raised_by: string;
  readonly outcome: ObjectionOutcome | null;
  readonly reason: string | null;
  readonly resolved_at: string | null;
  readonly resolved_by: string | null;
  readonly total: string;
}

/** $1 position, $2 own code, $3 credit code, $4 state, $5 award year, $6 limit, $7 offset. */
const OBJECTIONS = `
  SELECT r.*, s.outcome, s.reason, s.resolved_at, s.resolved_by, count(*) OVER () AS total
  FROM objections_raised r
  LEFT JOIN objections_resolved s ON s.id = r.id AND s.known_from <= $1
  WHERE r.known_from <= $1
    AND ($2::text IS NULL OR r.credit_code = $2)
    AND ($3::text IS NULL OR r.credit_code = $3)
    AND ($4::text IS NULL OR (s.id IS NULL) = ($4 = 'open'))
    AND ($5::int IS NULL OR r.award_year = $5)
  ORDER BY r.known_from DESC LIMIT $6 OFFSET $7`;

@QueryHandler(ObjectionList)
export class ObjectionListHandler implements IQueryHandler<ObjectionList> {
  constructor(private readonly readModels: ReadModels) {}

  /** @throws RefusalError 400, 422, 503 as `ReadModels.resolve` */
  async execute({ request, ownCreditCode }: ObjectionList): Promise<ObjectionListAnswer> {
    const { page, pageSize, state, creditCode, awardYear } = request;
    const at = await this.readModels.resolve([OBJECTIONS_PROJECTION], request);
    const filter = [ownCreditCode ?? null, creditCode ?? null, state ?? null, awardYear ?? null];
    const { rows, total } = await pageOfRows({ page, pageSize }, ({ limit, offset }) =>
      this.readModels.query<ObjectionRow>(OBJECTIONS, [
        String(at.position),
        ...filter,
        limit,
        offset,
      ]),
    );
    const items = rows.map(answerOfRow);
    return { items, total, page, pageSize, knownAt: at.knownAt, position: at.token };
  }
}

function answerOfRow(row: ObjectionRow): ObjectionAnswer {
  return {
    id: row.id,
    creditCode: row.credit_code,
    awardYear: row.award_year,
    list: row.list,
    clause: row.clause,
    checkId: row.check_id,
    text: row.text,
    facts: row.facts,
    state: row.outcome === null ? 'open' : 'resolved',
    raisedAt: row.raised_at,
    raisedBy: row.raised_by,
    outcome: row.outcome,
    reason: row.reason,
    resolvedAt: row.resolved_at,
    resolvedBy: row.resolved_by,
  };
}
