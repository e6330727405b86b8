import { randomUUID } from 'node:crypto';
import type { EventStore } from '#libs/event-store/port.js';
import { KurrentDbEventStore } from '#libs/event-store/kurrentdb/kurrentdb-event-store.js';

/**
 * A ledger of its own on the server at `KURRENTDB_URL`, through the registry's adapter. What is
 * written stays there: use a server that may be thrown away.
 */
export async function openKurrent(url: string | undefined): Promise<EventStore | undefined> {
  if (url === undefined) return undefined;
  return KurrentDbEventStore.open(url, { ledger: `bench-${randomUUID().slice(0, 8)}` });
}
