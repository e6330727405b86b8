import type { RecordedEvent } from '#libs/event-store/port.js';
import type {
  ProjectionDefinition,
  ProjectionTransaction,
} from '#libs/event-store/projections/projection.js';
import { upcast } from '#libs/event-store/upcasting.js';
import { parseYuan } from '#libs/kernel/money.js';
import { FIGURE_UPCASTERS, lastDayOf, type FigurePublished } from './domain/events.js';

export const FIGURES_PROJECTION = 'figures';

/** Vintages only: growth and intensity depend on what is asked and are computed then. */
const DDL = `
  CREATE TABLE figures_vintages (
    series text COLLATE "C" NOT NULL,
    region_code text COLLATE "C" NOT NULL,
    period text COLLATE "C" NOT NULL,
    period_end date NOT NULL,
    -- '' where a series has one caliber only, so that periods compare with =
    caliber text COLLATE "C" NOT NULL,
    value_fen bigint NOT NULL,
    status text NOT NULL,
    published_on date NOT NULL,
    source_title text NOT NULL,
    recorded_at timestamptz NOT NULL,
    event_id uuid NOT NULL,
    known_from bigint NOT NULL PRIMARY KEY
  );
  CREATE INDEX ON figures_vintages
    (series, region_code, period, caliber, published_on DESC, known_from DESC);`;

export const figuresProjection: ProjectionDefinition = {
  name: FIGURES_PROJECTION,
  version: 1,
  filter: { streamPrefixes: ['figure-'] },
  tables: ['figures_vintages'],
  ddl: DDL,
  apply: insertVintages,
};

async function insertVintages(
  tx: ProjectionTransaction,
  events: readonly RecordedEvent[],
): Promise<void> {
  const rows = events.filter(({ type }) => type === 'figure.published').map(toRow);
  if (rows.length === 0) return;
  await tx.query(
    'INSERT INTO figures_vintages SELECT * FROM jsonb_populate_recordset(null::figures_vintages, $1)',
    [JSON.stringify(rows)],
  );
}

function toRow(event: RecordedEvent): object {
  const { data } = upcast<FigurePublished>(event, FIGURE_UPCASTERS);
  const fen = parseYuan(data.value);
  if (fen === undefined) throw new Error(`figure at ${event.position}: value ${data.value}`);
  return {
    series: data.series,
    region_code: data.regionCode,
    period: data.period,
    period_end: lastDayOf(data.period),
    caliber: data.caliber ?? '',
    value_fen: String(fen),
    status: data.status,
    published_on: data.publishedOn,
    source_title: data.source.title,
    recorded_at: event.recordedAt,
    event_id: event.id,
    known_from: String(event.position),
  };
}
