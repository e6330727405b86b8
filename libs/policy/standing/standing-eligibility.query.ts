import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import type { Because } from '../domain/events.js';
import { DISCLAIMER, type ClauseResult } from '../domain/result.js';
import { PublishedLists } from '../lists/published-lists.js';
import { StandingEligibility, type StandingAnswer, type StandingClause } from '../queries.js';
import { becauseOfClause } from './because-of-clause.js';
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
  readonly because: Because;
}

const KNOWN = 'known_from <= $2 AND (known_to IS NULL OR known_to > $2)';

/** The latest change first, where nothing else says which list is meant. */
const YEARS = `
  SELECT award_year, list, version, as_of, total FROM eligibility_years
  WHERE credit_code = $1 AND ${KNOWN} ORDER BY award_year DESC, known_from DESC`;

const CLAUSES = `
  SELECT s.result, s.list, s.version, s.changed_at, s.event_id, y.because
  FROM eligibility_standing s
  JOIN eligibility_years y USING (credit_code, award_year, list, known_from)
  WHERE s.credit_code = $1 AND known_from <= $2 AND (s.known_to IS NULL OR s.known_to > $2)
    AND s.award_year = $3 AND s.list = $4 AND s.result IS NOT NULL
  ORDER BY known_from, s.ordinal`;

@QueryHandler(StandingEligibility)
export class StandingEligibilityHandler implements IQueryHandler<StandingEligibility> {
  constructor(
    private readonly readModels: ReadModels,
    private readonly lists: PublishedLists,
  ) {}

  async execute({ creditCode, request }: StandingEligibility): Promise<StandingAnswer> {
    const at = await this.readModels.resolve([ELIGIBILITY_PROJECTION], request);
    const position = String(at.position);
    const all = await this.readModels.query<YearRow>(YEARS, [creditCode, position]);
    const awardYear = request.awardYear ?? all[0]?.award_year;
    const ofYear = all.filter((row) => row.award_year === awardYear);
    const year = await this.choose(ofYear, at.position, request.list);
    return {
      creditCode,
      awardYear: awardYear ?? null,
      years: [...new Set(all.map((row) => row.award_year))],
      lists: ofYear.map((row) => row.list).sort(),
      list: year?.list ?? request.list ?? null,
      version: year?.version ?? null,
      asOf: year?.as_of ?? null,
      total: year?.total ?? null,
      results: year ? await this.clauses(creditCode, position, year) : [],
      knownAt: at.knownAt,
      position: at.token,
      disclaimer: DISCLAIMER,
    };
  }

  private async choose(
    rows: readonly YearRow[],
    position: bigint,
    list: string | undefined,
  ): Promise<YearRow | undefined> {
    const [first] = rows;
    if (list !== undefined) return rows.find((row) => row.list === list);
    if (rows.length < 2 || !first) return first;
    const asked = await this.lists.at(position, first.award_year);
    return rows.find((row) => row.list === asked?.list.id) ?? first;
  }

  private async clauses(
    creditCode: string,
    position: string,
    year: YearRow,
  ): Promise<readonly StandingClause[]> {
    const rows = await this.readModels.query<ClauseRow>(CLAUSES, [
      creditCode,
      position,
      year.award_year,
      year.list,
    ]);
    const version = await this.lists.version(year.list, year.version);
    const order = version?.list.clauses.map((clause) => clause.id) ?? [];
    const results = rows.map((row) => ({
      ...row.result,
      since: row.changed_at,
      because: becauseOfClause(row.because, row.result.clause),
      list: row.list,
      version: row.version,
      eventId: row.event_id,
    }));
    // As the list has them, whenever each of them last changed.
    return results.sort((a, b) => order.indexOf(a.clause) - order.indexOf(b.clause));
  }
}
