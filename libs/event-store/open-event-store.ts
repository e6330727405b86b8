import type { Pool } from 'pg';
import type { EventStore } from './port.js';
import { PostgresEventStore } from './postgres/postgres-event-store.js';

export interface EventStoreOptions {
  /** Name of the ledger (`LEDGER`). */
  readonly ledger: string;
}

/** The one place where the adapter is chosen. The pool stays the caller's. */
export function openEventStore(pool: Pool, options: EventStoreOptions): Promise<EventStore> {
  return PostgresEventStore.open(pool, options);
}
