import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import { DISCLAIMER, type ClauseResult } from '../domain/result.js';
import { PublishedLists } from '../lists/published-lists.js';
import { StandingEligibility, type StandingAnswer, type StandingClause } from '../queries.js';
import { ELIGIBILITY_PROJECTION } from './eligibility.projection.js';

interface YearRow {
  readonly award_year: number;
  readonly list: string;
  readonly version: number;
  readonly as_of: string;
  readonly total: string;
}

interface ClauseRow {
  readonly result: ClauseResult;
  readonly list: string;
  readonly version: number;
  readonly changed_at: string;
  readonly event_id: string;
}

const KNOWN = 'known_from <= $2 AND (known_to IS NULL OR known_to > $2)';

@QueryHandler(StandingEligibility)
export class StandingEligibilityHandler implements IQueryHandler<StandingEligibility> {
  constructor(
    private readonly readModels: ReadModels,
    private readonly lists: PublishedLists,
  ) {}

  async execute({ creditCode, request }: StandingEligibility): Promise<StandingAnswer> {
    const at = await this.readModels.resolve([ELIGIBILITY_PROJECTION], request);
    const position = String(at.position);
    const years = await this.readModels.query<YearRow>(
      `SELECT award_year, list, version, as_of, total FROM eligibility_years
       WHERE credit_code = $1 AND ${KNOWN} ORDER BY award_year DESC`,
      [creditCode, position],
    );
    const year =
      request.awardYear === undefined
        ? years[0]
        : years.find((row) => row.award_year === request.awardYear);
    return {
      creditCode,
      awardYear: year?.award_year ?? request.awardYear ?? null,
      years: years.map((row) => row.award_year),
      list: year?.list ?? null,
      version: year?.version ?? null,
      asOf: year?.as_of ?? null,
      total: year?.total ?? null,
      results: year ? await this.clauses(creditCode, position, year) : [],
      knownAt: at.knownAt,
      position: at.token,
      disclaimer: DISCLAIMER,
    };
  }

  private async clauses(
    creditCode: string,
    position: string,
    year: YearRow,
  ): Promise<readonly StandingClause[]> {
    const rows = await this.readModels.query<ClauseRow>(
      `SELECT result, list, version, changed_at, event_id FROM eligibility_standing
       WHERE credit_code = $1 AND ${KNOWN} AND award_year = $3 AND result IS NOT NULL
       ORDER BY known_from, ordinal`,
      [creditCode, position, year.award_year],
    );
    const version = await this.lists.version(year.list, year.version);
    const order = version?.list.clauses.map((clause) => clause.id) ?? [];
    const results = rows.map((row) => ({
      ...row.result,
      since: row.changed_at,
      list: row.list,
      version: row.version,
      eventId: row.event_id,
    }));
    // As the list has them, whenever each of them last changed.
    return results.sort((a, b) => order.indexOf(a.clause) - order.indexOf(b.clause));
  }
}
