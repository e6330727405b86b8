import type { RecordedEvent } from '#libs/event-store/port.js';
import type {
  ProjectionDefinition,
  ProjectionTransaction,
} from '#libs/event-store/projections/projection.js';

/** A row of the read model: a stream with its total. */
export interface Total {
  readonly stream: string;
  readonly kind: string;
  readonly region: string;
  events: number;
  amount: number;
  position: bigint;
}

const INDEXES = `
create index on bench_totals (kind, region);
create index on bench_totals (stream text_pattern_ops);`;

/** Half of each page stays free, so that a changed row stays on it and its indexes are left alone. */
export const TABLE = `create table bench_totals (
  stream text collate "C" primary key,
  kind text not null,
  region text not null,
  events int not null,
  amount numeric not null,
  position bigint not null
) with (fillfactor = 50);`;

export const DDL = `${TABLE}${INDEXES}`;

const MERGE = `on conflict (stream) do update set events = t.events + excluded.events,
    amount = t.amount + excluded.amount, position = excluded.position`;
const UPSERT_PAGE = `insert into bench_totals as t (stream, kind, region, events, amount, position)
  select * from unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::numeric[], $6::bigint[])
  ${MERGE}`;
export const UPSERT_ROW = `insert into bench_totals as t (stream, kind, region, events, amount, position)
  values ($1, $2, $3, $4, $5, $6) ${MERGE}`;

/** The same table by SQL alone, from the events where they lie. */
export const GROUP_BY = `insert into bench_totals (stream, kind, region, events, amount, position)
  select e.stream, e.data->>'kind', e.data->>'region', g.events, g.amount, g.position
  from (select stream_id, count(*) as events, sum((data->>'amount')::numeric) as amount,
          max(position) as position from es.event group by stream_id) g
  join es.event e on e.position = g.position;${INDEXES}`;

/** What an event adds to its stream's row. */
export function totalOf({ stream, position, data }: RecordedEvent): Total {
  const { kind, region, amount } = data as Record<'kind' | 'region' | 'amount', string>;
  return { stream, kind, region, events: 1, amount: Number(amount), position };
}

/** Folds a page to one row a stream, then one statement: as the registry's projections do. */
export const totals: ProjectionDefinition = {
  name: 'bench',
  version: 1,
  tables: ['bench_totals'],
  ddl: DDL,
  apply: upsertPage,
};

async function upsertPage(
  tx: ProjectionTransaction,
  events: readonly RecordedEvent[],
): Promise<void> {
  const rows = new Map<string, Total>();
  for (const event of events) {
    const total = totalOf(event);
    const row = rows.get(total.stream);
    if (!row) rows.set(total.stream, total);
    else {
      row.events += 1;
      row.amount += total.amount;
      row.position = total.position;
    }
  }
  const all = [...rows.values()];
  await tx.query(UPSERT_PAGE, [
    all.map((row) => row.stream),
    all.map((row) => row.kind),
    all.map((row) => row.region),
    all.map((row) => row.events),
    all.map((row) => row.amount),
    all.map((row) => String(row.position)),
  ]);
}
