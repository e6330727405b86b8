import { KurrentDbEventStore } from '#libs/event-store/kurrentdb/kurrentdb-event-store.js';
import { uuidV7 } from '#libs/kernel/uuid.js';
import type { ContractSubject } from '../event-store/subject.js';

/** The KurrentDB that tests may use; undefined: there is none. It may hold other data. */
export const KURRENTDB_URL = process.env['KURRENTDB_URL'];

export interface KurrentDbSubject extends ContractSubject {
  readonly store: KurrentDbEventStore;
  readonly ledger: string;
}

/** A ledger of its own in a store that others may use at the same time. */
export async function openKurrentDbSubject(): Promise<KurrentDbSubject> {
  if (KURRENTDB_URL === undefined) throw new Error('KURRENTDB_URL is not set');
  const ledger = `t-${uuidV7()}`;
  const store = await KurrentDbEventStore.open(KURRENTDB_URL, { ledger });
  return { store, ledger, dispose: () => store.close() };
}
