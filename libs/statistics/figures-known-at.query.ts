import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import { formatYuan } from '#libs/kernel/money.js';
import type { FigureSeries, FigureStatus } from './domain/events.js';
import { FIGURES_PROJECTION } from './figures.projection.js';
import { FiguresKnownAt, type FiguresKnownAtAnswer, type FigureVintage } from './queries.js';

/** Columns of a vintage, as {@link toVintage} reads them. */
export const VINTAGE_COLUMNS = `v.series, v.region_code, v.period, v.value_fen::text, v.caliber,
  v.status, v.published_on::text, v.source_title, v.recorded_at, v.event_id::text,
  v.known_from::text`;

export interface VintageRow {
  readonly series: FigureSeries;
  readonly region_code: string;
  readonly period: string;
  readonly value_fen: string;
  readonly caliber: string;
  readonly status: FigureStatus;
  readonly published_on: string;
  readonly source_title: string;
  readonly recorded_at: string;
  readonly event_id: string;
  readonly known_from: string;
}

export function toVintage(row: VintageRow): FigureVintage {
  return {
    series: row.series,
    regionCode: row.region_code,
    period: row.period,
    value: formatYuan(BigInt(row.value_fen)),
    caliber: row.caliber === '' ? null : row.caliber,
    status: row.status,
    publishedOn: row.published_on,
    position: BigInt(row.known_from),
    eventId: row.event_id,
    recordedAt: row.recorded_at,
    sourceTitle: row.source_title,
  };
}

/** For other slices: what a prefix of the ledger knows of a series, without a view of its own. */
@QueryHandler(FiguresKnownAt)
export class FiguresKnownAtHandler implements IQueryHandler<FiguresKnownAt, FiguresKnownAtAnswer> {
  constructor(private readonly readModels: ReadModels) {}

  async execute({ series, regionCode, position }: FiguresKnownAt): Promise<FiguresKnownAtAnswer> {
    await this.readModels.waitFor([FIGURES_PROJECTION], position);
    const rows = await this.readModels.query<VintageRow>(
      `SELECT ${VINTAGE_COLUMNS} FROM figures_vintages v
       WHERE v.series = $1 AND v.region_code = $2 AND v.known_from <= $3
       ORDER BY v.published_on, v.known_from`,
      [series, regionCode, String(position)],
    );
    return rows.map(toVintage);
  }
}
