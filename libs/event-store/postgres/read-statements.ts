import type { Pool } from 'pg';
import type { EventFilter, ReadStreamOptions, RecordedEvent } from '../port.js';
import { EVENT_COLUMNS, queryRows, toRecordedEvent, type EventRow } from './event-rows.js';

const LAST_REVISION = 9_223_372_036_854_775_807n;

const streamStatement = (direction: 'asc' | 'desc') => `select ${EVENT_COLUMNS}
  from es.stream s join es.event e on e.stream_id = s.id and e.position >= s.from_position
  where s.name = $1 and e.revision between $2 and $3 order by e.revision ${direction} limit $4`;

const WHOLE_STREAMS = `select ${EVENT_COLUMNS} from es.read_streams($1) e`;

const pageStatement = (condition: string) => `select ${EVENT_COLUMNS} from es.event e
  where e.position > $1 and e.position <= $2${condition} order by e.position limit $3`;

const FORWARDS = streamStatement('asc');
const BACKWARDS = streamStatement('desc');
const PAGE = pageStatement('');
// `^@` is starts_with: no wildcards to escape.
const PAGE_OF_STREAMS = pageStatement(' and e.stream ^@ any($4::text[])');
const PAGE_OF_TYPES = pageStatement(' and e.type ^@ any($4::text[])');

export async function selectStream(
  pool: Pool,
  stream: string,
  options: ReadStreamOptions,
): Promise<RecordedEvent[]> {
  const limit = options.limit ?? null;
  const rows =
    options.direction === 'backwards'
      ? await queryRows<EventRow>(pool, 'es_stream_backwards', BACKWARDS, [
          stream,
          String(options.to ?? 0n),
          String(options.from ?? LAST_REVISION),
          limit,
        ])
      : await queryRows<EventRow>(pool, 'es_stream', FORWARDS, [
          stream,
          String(options.from ?? 0n),
          String(options.to ?? LAST_REVISION),
          limit,
        ]);
  return rows.map(toRecordedEvent);
}

/** Several streams from beginning to end, in the order of their names here; a name may come twice. */
export async function selectWholeStreams(
  pool: Pool,
  names: readonly string[],
): Promise<(readonly RecordedEvent[])[]> {
  const rows = await queryRows<EventRow>(pool, 'es_whole_streams', WHOLE_STREAMS, [
    [...new Set(names)],
  ]);
  const streams = new Map<string, RecordedEvent[]>();
  for (const event of rows.map(toRecordedEvent)) {
    const events = streams.get(event.stream);
    if (events) events.push(event);
    else streams.set(event.stream, [event]);
  }
  return names.map((name) => [...(streams.get(name) ?? [])]);
}

/** Events with `after < position <= upTo` in position order. */
export async function selectPage(
  pool: Pool,
  range: { readonly after: bigint; readonly upTo: bigint; readonly limit: number },
  filter: EventFilter | undefined,
): Promise<RecordedEvent[]> {
  const values = [String(range.after), String(range.upTo), range.limit];
  const rows = await selectRows(pool, values, filter);
  return rows.map(toRecordedEvent);
}

function selectRows(
  pool: Pool,
  values: readonly unknown[],
  filter: EventFilter | undefined,
): Promise<EventRow[]> {
  if (!filter) return queryRows<EventRow>(pool, 'es_page', PAGE, values);
  if ('streamPrefixes' in filter) {
    const all = [...values, filter.streamPrefixes];
    return queryRows<EventRow>(pool, 'es_page_of_streams', PAGE_OF_STREAMS, all);
  }
  return queryRows<EventRow>(pool, 'es_page_of_types', PAGE_OF_TYPES, [
    ...values,
    filter.typePrefixes,
  ]);
}
