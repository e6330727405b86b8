import { afterEach, describe, expect, it } from '@jest/globals';
import { KurrentDbEventStore } from '#libs/event-store/kurrentdb/kurrentdb-event-store.js';
import { uuidV7 } from '#libs/kernel/uuid.js';
import { newEvents, newStream } from './event-store/subject.js';
import { KURRENTDB_URL } from './support/kurrentdb-subject.js';

const TITLE = 'ledgers that share a KurrentDB';
const url = KURRENTDB_URL;

if (url === undefined) {
  describe(TITLE, () => {
    it.skip('do not see each other', () => undefined);
  });
} else {
  describe(TITLE, () => {
    const opened: KurrentDbEventStore[] = [];
    afterEach(async () => {
      for (const store of opened.splice(0)) await store.close();
    });
    const open = async (ledger: string) => {
      const store = await KurrentDbEventStore.open(url, { ledger });
      opened.push(store);
      return store;
    };
    const append = (store: KurrentDbEventStore, stream = newStream()) =>
      store.append({ stream, expected: 'no-stream', events: newEvents(2) });

    it('do not see each other, not even when one name begins with the other', async () => {
      const name = `t-${uuidV7()}`;
      const [short, long] = [await open(name), await open(`${name}x`)];
      const stream = newStream();
      const first = await append(short, stream);
      expect(await long.readStream(stream)).toEqual([]);
      const second = await append(long, stream);
      expect(short.ledgerId).not.toBe(long.ledgerId);
      expect((await short.readAll({ limit: 10 })).events.map((e) => e.position)).toContain(
        first.position,
      );
      expect((await short.horizon()).safe).toBe(first.position);
      const { events } = await long.readAll({ limit: 10 });
      expect(events.map((e) => e.position).at(-1)).toBe(second.position);
      expect(events).toHaveLength(2);
    });

    it('find their end again whatever others wrote since', async () => {
      const name = `t-${uuidV7()}`;
      const { position } = await append(await open(name));
      for (const other of ['x', '-', '_1']) await append(await open(`${name}${other}`));
      await open(`${name}y`);
      expect((await (await open(name)).horizon()).safe).toBe(position);
    });

    it('have one id, also when several processes open a new one at once', async () => {
      const name = `t-${uuidV7()}`;
      const stores = await Promise.all(Array.from({ length: 5 }, () => open(name)));
      const [id = '', ...more] = new Set(stores.map((store) => store.ledgerId));
      expect(id).toMatch(/^[0-9a-f]{8}$/);
      expect(more).toEqual([]);
      expect(await stores[0]?.readAll({ limit: 10 })).toEqual({
        events: [],
        checkpoint: 0n,
        end: true,
      });
    });

    it('can be read from a position that no event has', async () => {
      const name = `t-${uuidV7()}`;
      const writer = await open(name);
      const { position } = await append(writer);
      // A process that has seen nothing yet keeps nothing, and has to ask the server.
      const reader = await open(name);
      expect(await reader.readAll({ after: position - 1n, limit: 10 })).toMatchObject({
        events: [{ position }],
        checkpoint: position,
        end: true,
      });
    });
  });
}
