import type { QueryArrayConfig, QueryArrayResult } from 'pg';
import type { EventMetadata, RecordedEvent } from '../port.js';
import { withStoreErrors } from './store-errors.js';

/** The columns {@link toRecordedEvent} expects, of `es.event e`; the stamp as ms since 1970. */
export const EVENT_COLUMNS = `e.id, e.stream, e.revision, e.position, e.type, e.data, e.metadata,
  (extract(epoch from e.recorded_at) * 1000)::bigint`;

/** id, stream, revision, position, type, data, metadata, stamp: as PostgreSQL writes them. */
export type EventRow = readonly [
  id: string,
  stream: string,
  revision: string,
  position: string,
  type: string,
  data: string,
  metadata: string,
  stamp: string,
];

/** A pool, or one connection of it (inside a transaction). */
export interface Queryable {
  query(config: QueryArrayConfig): Promise<QueryArrayResult>;
}

/** Leaves every value as the text PostgreSQL sent: the parsing is ours, and only where needed. */
const RAW = { getTypeParser: () => (text: string) => text };

/** Runs a named prepared statement and answers its rows as arrays of raw text. */
export async function queryRows<Row extends readonly (string | null)[]>(
  db: Queryable,
  name: string,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> {
  const config = { name, text, values, rowMode: 'array', types: RAW };
  const result = await withStoreErrors(() => db.query(config as unknown as QueryArrayConfig));
  return result.rows as unknown as Row[];
}

export function toRecordedEvent(row: EventRow): RecordedEvent {
  const metadata = JSON.parse(row[6]) as EventMetadata;
  return {
    id: row[0],
    stream: row[1],
    revision: BigInt(row[2]),
    position: BigInt(row[3]),
    type: row[4],
    data: JSON.parse(row[5]) as unknown,
    metadata,
    recordedAt: metadata['recordedAt'] ?? new Date(Number(row[7])).toISOString(),
  };
}
