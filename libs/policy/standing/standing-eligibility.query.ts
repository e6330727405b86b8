import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import type { ListVersion } from '../domain/evaluate/evaluate-list.js';
import type { Because } from '../domain/events.js';
import type { Clause } from '../domain/list/model.js';
import { DISCLAIMER, type ClauseResult } from '../domain/result.js';
import type { StandingVerdict } from '../domain/standing-result.js';
import { standingKey } from '../domain/standing.js';
import { PublishedLists } from '../lists/published-lists.js';
import { StandingEligibility, type StandingAnswer, type StandingClause } from '../queries.js';
import { becauseOfClause } from './because-of-clause.js';
import { ELIGIBILITY_PROJECTION } from './eligibility.projection.js';
import { Explanations } from './explanations.js';

interface ChangeRow {
  readonly award_year: number;
  readonly list: string;
  readonly version: number;
  readonly as_of: string;
  readonly total: string;
  readonly known_position: string;
  readonly changes: readonly (StandingVerdict & { readonly print: string })[];
  readonly dropped: readonly string[];
  readonly because: Because;
  readonly changed_at: string;
  readonly event_id: string;
}

/** Of one list and year: its last change, and the last word on each clause. */
interface Standing {
  readonly last: ChangeRow;
  readonly clauses: ReadonlyMap<
    string,
    { readonly row: ChangeRow; readonly verdict: ChangeRow['changes'][number] }
  >;
}

const CHANGES = `
  SELECT award_year, list, version, as_of, total, known_position, changes, dropped, because, changed_at, event_id
  FROM eligibility_changes WHERE credit_code = $1 AND known_from <= $2 ORDER BY known_from`;

@QueryHandler(StandingEligibility)
export class StandingEligibilityHandler implements IQueryHandler<StandingEligibility> {
  constructor(
    private readonly readModels: ReadModels,
    private readonly lists: PublishedLists,
    private readonly explanations: Explanations,
  ) {}

  async execute({ creditCode, request }: StandingEligibility): Promise<StandingAnswer> {
    const at = await this.readModels.resolve([ELIGIBILITY_PROJECTION], request);
    const values = [creditCode, String(at.position)];
    const standing = standingOf(await this.readModels.query<ChangeRow>(CHANGES, values));
    const years = [...new Set(standing.map(({ last }) => last.award_year))].sort((a, b) => b - a);
    const awardYear = request.awardYear ?? years[0];
    const ofYear = standing.filter(({ last }) => last.award_year === awardYear);
    const chosen = await this.choose(ofYear, at.position, request.list);
    return {
      creditCode,
      awardYear: awardYear ?? null,
      years,
      lists: ofYear.map(({ last }) => last.list).sort(),
      list: chosen?.last.list ?? request.list ?? null,
      version: chosen?.last.version ?? null,
      asOf: chosen?.last.as_of ?? null,
      total: chosen?.last.total ?? null,
      results: chosen ? await this.clauses(creditCode, chosen, at.position) : [],
      knownAt: at.knownAt,
      position: at.token,
      disclaimer: DISCLAIMER,
    };
  }

  /** Without a list: the one that a check would be answered by, else the one that changed last. */
  private async choose(
    standing: readonly Standing[],
    position: bigint,
    list: string | undefined,
  ): Promise<Standing | undefined> {
    const latest = standing.at(-1);
    if (list !== undefined) return standing.find(({ last }) => last.list === list);
    if (standing.length < 2 || !latest) return latest;
    const asked = await this.lists.at(position, latest.last.award_year);
    return standing.find(({ last }) => last.list === asked?.list.id) ?? latest;
  }

  private async clauses(
    creditCode: string,
    standing: Standing,
    position: bigint,
  ): Promise<readonly StandingClause[]> {
    const { last, clauses } = standing;
    const version = await this.lists.version(last.list, last.version);
    const explained = await this.explain(creditCode, standing, version, position);
    const words = new Map(version?.list.clauses.map((clause) => [clause.id, clause]));
    const order = [...words.keys()];
    const results = [...clauses].map(([id, { row, verdict }]) => ({
      ...(explained.get(id) ?? unexplained(verdict, words.get(id))),
      since: row.changed_at,
      because: becauseOfClause(row.because, id),
      list: row.list,
      version: row.version,
      eventId: row.event_id,
    }));
    // As the list has them, whenever each of them last changed.
    return results.sort((a, b) => order.indexOf(a.clause) - order.indexOf(b.clause));
  }

  /**
   * The last change tells what all of them came out of: a clause that it does not name came out
   * there as it stood.
   */
  private async explain(
    creditCode: string,
    { last, clauses }: Standing,
    version: ListVersion | undefined,
    position: bigint,
  ): Promise<ReadonlyMap<string, ClauseResult>> {
    if (!version) return new Map();
    const prints = new Map([...clauses].map(([id, { verdict }]) => [id, verdict.print]));
    const { as_of: asOf, award_year: awardYear } = last;
    const knownPosition = BigInt(last.known_position);
    const from = { creditCode, version, asOf, awardYear, knownPosition };
    return this.explanations.of(from, prints, position);
  }
}

/** What stands by list and year, in the order in which they last changed. */
function standingOf(rows: readonly ChangeRow[]): readonly Standing[] {
  const found = new Map<string, Standing>();
  for (const row of rows) {
    const key = standingKey(row.award_year, row.list);
    const clauses = new Map(found.get(key)?.clauses);
    for (const dropped of row.dropped) clauses.delete(dropped);
    for (const verdict of row.changes) {
      // The last change comes last, also where the clause stood before.
      clauses.delete(verdict.clause);
      clauses.set(verdict.clause, { row, verdict });
    }
    found.delete(key);
    found.set(key, { last: row, clauses });
  }
  return [...found.values()];
}

const UNEXPLAINED = '这条结论由先前的程序或事实得出，理由已不能重现；重新匹配后即可查看';

/** The verdict that stands, with what the list's version says of the clause. */
function unexplained(verdict: StandingVerdict, clause: Clause | undefined) {
  const { status, amount = null, payable, outcome } = verdict;
  return {
    clause: verdict.clause,
    article: clause?.article ?? '',
    text: clause?.text ?? '',
    status,
    benefit: clause?.benefit.kind ?? '',
    amount,
    ...(outcome === undefined ? {} : { outcome }),
    ...(payable === undefined ? {} : { payable }),
    ...{ fails: [], missing: [], events: [], unexplained: UNEXPLAINED },
    ...(clause?.department === undefined ? {} : { department: clause.department }),
    ...(clause?.deadline === undefined ? {} : { deadline: clause.deadline }),
    ...(clause === undefined || clause.papers.length === 0 ? {} : { papers: clause.papers }),
  };
}
