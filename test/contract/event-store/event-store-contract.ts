import { afterAll, beforeAll, describe } from '@jest/globals';
import { appendContract } from './append-contract.js';
import { concurrencyContract } from './concurrency-contract.js';
import { readContract } from './read-contract.js';
import { subscriptionContract } from './subscription-contract.js';
import type { ContractSubject, OpenSubject } from './subject.js';

/** Proves for one adapter what `libs/event-store/port.ts` promises. */
export function eventStoreContract(adapter: string, open: OpenSubject): void {
  describe(`the event store on ${adapter}`, () => {
    let subject: ContractSubject;
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(async () => {
      await subject.dispose();
    });
    appendContract(() => subject);
    readContract(() => subject);
    subscriptionContract(() => subject);
    concurrencyContract(() => subject);
  });
}
