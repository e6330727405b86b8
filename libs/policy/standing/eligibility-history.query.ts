import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { pageOfRows } from '#libs/event-store/projections/page-of-rows.js';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import type { PageOf } from '#libs/runtime/http/command-answer.js';
import type { Because } from '../domain/events.js';
import type { ClauseResult, ClauseStatus, Outcome } from '../domain/result.js';
import { EligibilityHistory, type StandingChange } from '../queries.js';
import { becauseOfClause } from './because-of-clause.js';
import { ELIGIBILITY_PROJECTION } from './eligibility.projection.js';

interface ChangeRow {
  readonly award_year: number;
  readonly list: string;
  readonly version: number;
  readonly clause: string;
  readonly as_of: string;
  readonly status: ClauseStatus | null;
  readonly amount: string | null;
  readonly payable: string | null;
  readonly outcome: Outcome | null;
  readonly before: ClauseResult['status'] | null;
  readonly changed_at: string;
  readonly until: string | null;
  readonly because: Because;
  readonly event_id: string;
  readonly total: string;
}

/**
 * Every clause of every change known at $2, with its neighbours of the same clause, so that an old
 * prefix answers as it did.
 */
const CHANGES = `
  SELECT c.award_year, c.list, c.version, s.clause, c.as_of, s.result->>'status' AS status,
    s.result->>'amount' AS amount, s.result->>'payable' AS payable,
    s.result->>'outcome' AS outcome, c.changed_at, c.event_id, c.because,
    lag(s.result->>'status') OVER w AS before, lead(c.changed_at) OVER w AS until,
    count(*) OVER () AS total
  FROM eligibility_changes c
  CROSS JOIN LATERAL (
    SELECT result->>'clause' AS clause, result, ordinal
    FROM json_array_elements(c.changes) WITH ORDINALITY changed(result, ordinal)
    UNION ALL
    SELECT clause, NULL, 1000 + ordinal
    FROM unnest(c.dropped) WITH ORDINALITY gone(clause, ordinal)) s
  WHERE c.credit_code = $1 AND c.known_from <= $2 AND ($3::int IS NULL OR c.award_year = $3)
    AND ($4::text IS NULL OR c.list = $4) AND ($5::text IS NULL OR s.clause = $5)
  WINDOW w AS (PARTITION BY c.award_year, c.list, s.clause ORDER BY c.known_from)
  ORDER BY c.known_from DESC, s.ordinal LIMIT $6 OFFSET $7`;

@QueryHandler(EligibilityHistory)
export class EligibilityHistoryHandler implements IQueryHandler<EligibilityHistory> {
  constructor(private readonly readModels: ReadModels) {}

  async execute({
    creditCode,
    request,
  }: EligibilityHistory): Promise<PageOf<StandingChange> & { readonly position: string }> {
    const { page, pageSize, awardYear, list, clause } = request;
    const at = await this.readModels.resolve([ELIGIBILITY_PROJECTION], request);
    const only = [awardYear ?? null, list ?? null, clause ?? null];
    const { rows, total } = await pageOfRows<ChangeRow>(request, ({ limit, offset }) =>
      this.readModels.query(CHANGES, [creditCode, String(at.position), ...only, limit, offset]),
    );
    return { items: rows.map(changeOf), total, page, pageSize, position: at.token };
  }
}

function changeOf(row: ChangeRow): StandingChange {
  const { list, version, clause, status, amount, payable, outcome, before, until } = row;
  return {
    ...{ list, version, clause, status, amount, payable, outcome, before, until },
    awardYear: row.award_year,
    since: row.changed_at,
    asOf: row.as_of,
    because: becauseOfClause(row.because, clause),
    eventId: row.event_id,
  };
}
