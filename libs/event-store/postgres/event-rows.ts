import type { QueryArrayConfig, QueryArrayResult } from 'pg';
import type { EventMetadata, RecordedEvent } from '../port.js';
import { withStoreErrors } from './store-errors.js';

/** The columns {@link toRecordedEvent} expects, of `es.event e`; the stamp in seconds since 1970. */
export const EVENT_COLUMNS = `e.id, e.stream, e.revision, e.position, e.type, e.data, e.metadata,
  date_part('epoch', e.recorded_at)`;

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

/**
 * An event as it was read; what takes time to decode is decoded when it is asked for, since most
 * readers need a part of it only.
 */
class StoredEvent implements RecordedEvent {
  readonly id: string;
  readonly stream: string;
  readonly revision: bigint;
  readonly position: bigint;
  readonly type: string;
  readonly #row: EventRow;
  #data: unknown;
  #metadata: EventMetadata | undefined;
  #recordedAt: string | undefined;

  constructor(row: EventRow) {
    this.id = row[0];
    this.stream = row[1];
    this.revision = BigInt(row[2]);
    this.position = BigInt(row[3]);
    this.type = row[4];
    this.#row = row;
  }

  get data(): unknown {
    return (this.#data ??= JSON.parse(this.#row[5]) as unknown);
  }

  get metadata(): EventMetadata {
    return (this.#metadata ??= JSON.parse(this.#row[6]) as EventMetadata);
  }

  get recordedAt(): string {
    return (this.#recordedAt ??= this.#brought() ?? instantOf(this.#row[7]));
  }

  #brought(): string | undefined {
    return this.#row[6].includes('"recordedAt"') ? this.metadata['recordedAt'] : undefined;
  }

  /** With everything, since a getter is no property of its own. */
  toJSON(): object {
    const { id, stream, revision, position, type, data, metadata, recordedAt } = this;
    return {
      id,
      stream,
      revision: String(revision),
      position: String(position),
      type,
      data,
      metadata,
      recordedAt,
    };
  }
}

/** @param stamp seconds since 1970 */
function instantOf(stamp: string): string {
  return new Date(Math.round(Number(stamp) * 1000)).toISOString();
}

export function toRecordedEvent(row: EventRow): RecordedEvent {
  return new StoredEvent(row);
}
