import { describe, expect, it } from '@jest/globals';
import { uuidV7 } from '#libs/kernel/uuid.js';
import type { RecordedEvent } from '#libs/event-store/port.js';
import type { ContractSubject } from './subject.js';
import { follow } from './subscription-contract.js';
import { runWriters, verdict } from './writers.js';

/** 24 writers with long transactions and rollbacks, and two readers that follow in small pages. */
export function concurrencyContract(subject: () => ContractSubject): void {
  describe('24 writers, some slow, some rolled back', () => {
    it('lose no event, double none, and give two readers the same order', async () => {
      const category = `writers${uuidV7()}`;
      const { store } = subject();
      const options = {
        after: (await store.horizon()).safe,
        filter: { streamPrefixes: [category] },
        pageSize: 50,
      };
      const readers = [follow(store, options), follow(store, options)];
      const acknowledged = await runWriters(subject(), category, { writers: 24, ms: 3000 });
      const { safe } = await store.horizon();
      const read: RecordedEvent[][] = [];
      for (const reader of readers) {
        await reader.until((messages) =>
          messages.some((m) => m.kind === 'page' && m.page.checkpoint >= safe),
        );
        await reader.stop();
        read.push(reader.messages.flatMap((m) => (m.kind === 'page' ? m.page.events : [])));
      }
      expect(acknowledged.size).toBeGreaterThan(200);
      const nothing = { lost: 0, doubled: 0, outOfOrder: 0 };
      expect(read.map((events) => verdict(acknowledged, events))).toEqual([nothing, nothing]);
      expect(read[1]?.map((e) => e.id)).toEqual(read[0]?.map((e) => e.id));
    }, 60_000);
  });
}
