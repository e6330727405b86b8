import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ReadModels, type ReadPosition } from '#libs/event-store/projections/read-models.js';
import { divide, growth } from '#libs/kernel/ratio.js';
import { Issues } from '#libs/kernel/read-fields.js';
import { Refusal, RefusalError } from '#libs/kernel/refusal.js';
import { resolveAsOf } from '#libs/runtime/http/as-of.js';
import { FIGURE_SERIES, lastDayOf, type FigureSeries } from './domain/events.js';
import { figureAnswer } from './figure-answer.js';
import { toVintage, VINTAGE_COLUMNS, type VintageRow } from './figures-known-at.query.js';
import { FIGURES_PROJECTION } from './figures.projection.js';
import { FiguresOf, type FigureRow, type FiguresOfAnswer } from './queries.js';

/** What the numbers derived from a vintage are made of; null where there is none. */
interface Row extends VintageRow {
  readonly latest: boolean;
  readonly before_fen: string | null;
  readonly whole_fen: string | null;
  readonly total: string;
}

/** Of which whole a series is a part, and whether the whole is divided by caliber. */
const WHOLE_OF: Readonly<Partial<Record<FigureSeries, FigureSeries>>> = {
  'rd-expenditure': 'gdp',
  'fiscal-sci-tech-expenditure': 'general-public-budget-expenditure',
};

@QueryHandler(FiguresOf)
export class FiguresOfHandler implements IQueryHandler<FiguresOf, FiguresOfAnswer> {
  constructor(private readonly readModels: ReadModels) {}

  /** @throws RefusalError 404 `series-not-found`, 422 for a period that is none */
  async execute({ series, request, now }: FiguresOf): Promise<FiguresOfAnswer> {
    const known = knownSeries(series);
    const range = readRange(request);
    const asOf = resolveAsOf(request.asOf, now);
    const at = await this.readModels.resolve([FIGURES_PROJECTION], request);
    const { page, pageSize } = request;
    const values = [
      known,
      request.regionCode ?? null,
      range.from,
      range.to,
      asOf,
      String(at.position),
      WHOLE_OF[known] ?? null,
      pageSize,
      (page - 1) * pageSize,
    ];
    const rows = await this.readModels.query<Row>(PAGE, values);
    const total = rows[0]?.total ?? (await this.count(values.slice(0, 6)));
    return {
      series: known,
      asOf,
      knownAt: at.knownAt,
      position: at.token,
      items: rows.map((row) => toFigureRow(row, at)),
      total: Number(total),
      page,
      pageSize,
    };
  }

  /** A page beyond the last has no row to carry the total. */
  private async count(values: readonly unknown[]): Promise<string> {
    const [row] = await this.readModels.query<{ total: string }>(
      `SELECT count(*)::text AS total FROM figures_vintages v WHERE ${ASKED}`,
      values,
    );
    return row?.total ?? '0';
  }
}

const ASKED = `v.series = $1 AND ($2::text IS NULL OR v.region_code = $2)
  AND ($3::date IS NULL OR v.period_end >= $3) AND ($4::date IS NULL OR v.period_end <= $4)
  AND v.published_on <= $5::date AND v.known_from <= $6::bigint`;

/** The value of a series for a period that stands: published last by the date, of what is known. */
function standing(series: string, period: string): string {
  return `(SELECT s.value_fen, s.known_from FROM figures_vintages s
    WHERE s.series = ${series} AND s.region_code = v.region_code AND s.period = ${period}
      AND s.published_on <= $5::date AND s.known_from <= $6::bigint
      AND (s.caliber = v.caliber OR s.caliber = '')
    ORDER BY s.published_on DESC, s.known_from DESC LIMIT 1)`;
}

/**
 * A row is compared with what stands as of the date for the year before, also when that was revised
 * after the row was published: so the latest vintage's growth is the one the tally shows. What a
 * bulletin printed on its day is answered by asking as of that day.
 */
const PAGE = `SELECT v.*, count(*) OVER ()::text AS total FROM (
    SELECT ${VINTAGE_COLUMNS}, v.period_end, v.known_from = own.known_from AS latest,
      before.value_fen::text AS before_fen, whole.value_fen::text AS whole_fen
    FROM figures_vintages v
    LEFT JOIN LATERAL ${standing('v.series', 'v.period')} own ON true
    LEFT JOIN LATERAL ${standing('v.series', '(left(v.period, 4)::int - 1)::text || substr(v.period, 5)')} before ON true
    LEFT JOIN LATERAL ${standing('$7::text', 'v.period')} whole ON true
    WHERE ${ASKED}
  ) v
  ORDER BY v.region_code, v.period_end, length(v.period) DESC, v.caliber, v.published_on, v.known_from::bigint
  LIMIT $8 OFFSET $9`;

function toFigureRow(row: Row, at: ReadPosition): FigureRow {
  const value = BigInt(row.value_fen);
  const part = row.whole_fen === null ? null : percent(value, BigInt(row.whole_fen));
  const rate = row.before_fen === null ? null : growth(value, BigInt(row.before_fen), 6);
  return {
    ...figureAnswer(toVintage(row), at.token.slice(0, at.token.indexOf('.'))),
    latest: row.latest,
    growth: rate === null ? null : percentOf(rate),
    intensity: row.series === 'rd-expenditure' ? part : null,
    share: row.series === 'fiscal-sci-tech-expenditure' ? part : null,
  };
}

function percent(part: bigint, whole: bigint): string | null {
  return whole > 0n ? divide(part * 100n, whole, 4) : null;
}

/** `0.060014` → `6.0014`: a ratio of six places is a percentage of four. */
function percentOf(ratio: string): string {
  return divide(BigInt(ratio.replace('.', '')), 10_000n, 4);
}

function knownSeries(text: string): FigureSeries {
  const known = FIGURE_SERIES.find((series) => series === text);
  if (known !== undefined) return known;
  const series = FIGURE_SERIES.join('、');
  throw new RefusalError(Refusal.notFound('series-not-found', `没有该统计指标，可用：${series}`));
}

function readRange(request: { from?: string; to?: string }): {
  readonly from: string | null;
  readonly to: string | null;
} {
  const issues = new Issues();
  const from = readBound(request.from, 'from', issues);
  const to = readBound(request.to, 'to', issues);
  if (issues.any) throw new RefusalError(issues.refusal());
  return { from: from && `${from.year}-${from.month ?? '01'}-01`, to: to && to.lastDay };
}

interface Bound {
  readonly year: string;
  readonly month: string | undefined;
  readonly lastDay: string;
}

function readBound(text: string | undefined, path: string, issues: Issues): Bound | null {
  if (text === undefined) return null;
  const match = /^((?:19[5-9]|20\d)\d)(?:-(0[1-9]|1[0-2]))?$/.exec(text);
  const [, year, month] = match ?? [];
  if (year === undefined) {
    issues.add(path, 'not-a-period', `${path} 应写作年份 2023 或年月 2023-06`);
    return null;
  }
  return { year, month, lastDay: lastDayOf(month ? `${year}-${month}/ytd` : year) };
}
