import { describe, it } from '@jest/globals';
import { eventStoreContract } from './event-store/event-store-contract.js';
import { KURRENTDB_URL, openKurrentDbSubject } from './support/kurrentdb-subject.js';

if (KURRENTDB_URL === undefined) {
  describe('the event store on KurrentDB', () => {
    it.skip('keeps the contract', () => undefined);
  });
} else {
  eventStoreContract('KurrentDB', openKurrentDbSubject);
}
