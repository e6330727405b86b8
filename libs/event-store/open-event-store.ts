import type { Pool } from 'pg';
import type { EventStore } from './port.js';
import { PostgresEventStore } from './postgres/postgres-event-store.js';

export interface EventStoreOptions {
  /** Name of the ledger (`LEDGER`). */
  readonly ledger: string;
  /** `EVENT_STORE_URL`: `kurrentdb://` or `esdb://`, also `+discover`; undefined for PostgreSQL. */
  readonly url?: string | undefined;
}

/**
 * The one place where the adapter is chosen. The pool stays the caller's.
 * @throws EventStoreUnavailable when a KurrentDB is not there
 */
export function openEventStore(
  pool: Pool,
  { ledger, url }: EventStoreOptions,
): Promise<EventStore> {
  return url === undefined
    ? PostgresEventStore.open(pool, { ledger })
    : openKurrentDb(url, { ledger });
}

/** Loaded on demand: its client has a native part, which not every machine has to have. */
export async function openKurrentDb(
  url: string,
  options: { readonly ledger: string },
): Promise<EventStore> {
  const { KurrentDbEventStore } = await import('./kurrentdb/kurrentdb-event-store.js');
  return KurrentDbEventStore.open(url, options);
}
