import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { follow } from '../../../test/contract/event-store/subscription-contract.js';
import { newEvents, newStream } from '../../../test/contract/event-store/subject.js';
import { runWriters, verdict } from '../../../test/contract/event-store/writers.js';
import {
  openPostgresSubject,
  type PostgresSubject,
} from '../../../test/contract/support/postgres-subject.js';
import { BulkLoader, MOST_EVENTS, type LoadEvent } from './bulk-load.js';

describe('loading events in bulk', () => {
  let subject: PostgresSubject;
  let loader: BulkLoader;
  beforeAll(async () => {
    subject = await openPostgresSubject();
    loader = new BulkLoader(subject.pool);
  });
  afterAll(async () => {
    await subject.dispose();
  });

  const eventsOf = (stream: string, count: number, from = 0): LoadEvent[] =>
    newEvents(count).map((event, n) => ({ ...event, stream, revision: BigInt(from + n) }));
  const count = async () =>
    Number((await subject.pool.query<{ n: string }>('select count(*) n from es.event')).rows[0]?.n);

  it('keeps ids, order, data and record times, in new streams and in streams that exist', async () => {
    const [old, fresh] = [newStream('z'), newStream('a')];
    await subject.store.append({ stream: old, expected: 'no-stream', events: newEvents(2) });
    const recordedAt = '2019-05-06T07:08:09.010Z';
    const data = { text: '制表\t换行\n反斜线\\ 引号" \\N {空} 🌾', list: [1, null] };
    const [a, b, c, d] = [
      ...eventsOf(old, 1, 2),
      ...eventsOf(fresh, 2),
      ...eventsOf(old, 1, 3),
    ] as [LoadEvent, LoadEvent, LoadEvent, LoadEvent];
    const events = [a, { ...b, data, metadata: { recordedAt, note: 'tab\t' } }, d, c];
    const last = await loader.load(events);
    const page = await subject.store.readAll({ after: 0n, limit: 100 });
    const read = page.events.slice(-4);
    expect(read.map((e) => e.id)).toEqual(events.map((e) => e.id));
    expect(read[1]).toMatchObject({ stream: fresh, revision: 0n, data, recordedAt });
    expect(read[1]?.metadata).toEqual({ recordedAt, note: 'tab\t' });
    expect(last).toBe(read[3]?.position);
    expect((await subject.store.readStream(old)).map((e) => e.revision)).toEqual([0n, 1n, 2n, 3n]);
    await subject.store.append({ stream: fresh, expected: 1n, events: newEvents(1) });
  });

  it.each([
    ['begins above a stream', 1, 3],
    ['begins inside a stream', 1, 1],
    ['founds a stream that exists', 0, 0],
    ['continues a stream that does not exist', undefined, 1],
  ])('writes nothing at all when one part %s', async (_, stands, from) => {
    const stream = newStream();
    if (stands !== undefined) {
      await subject.store.append({ stream, expected: 'any', events: newEvents(stands + 1) });
    }
    const before = await count();
    const other = newStream();
    const events = [...eventsOf(other, 3), ...eventsOf(stream, 2, from)];
    await expect(loader.load(events)).rejects.toMatchObject({
      name: 'StreamDoesNotContinue',
      stream,
    });
    expect(await count()).toBe(before);
    expect(await subject.store.readStream(other)).toEqual([]);
    await loader.load(eventsOf(other, 1));
  });

  it('refuses events that do not follow each other, and what no store can keep', async () => {
    const stream = newStream();
    const [first, , third] = eventsOf(stream, 3) as [LoadEvent, LoadEvent, LoadEvent];
    const wrong = [
      [first, third],
      [first, first],
      [{ ...first, id: 'x' }],
      [{ ...first, data: { a: '\0' } }],
      [{ ...first, metadata: { recordedAt: 'gestern' } }],
    ];
    for (const events of wrong) {
      await expect(loader.load(events)).rejects.toMatchObject({ name: 'UnstorableEvent' });
    }
    expect(await subject.store.readStream(stream)).toEqual([]);
  });

  it('takes a chunk of bounded size only, so that readers never wait for long', async () => {
    const events = eventsOf(newStream(), MOST_EVENTS + 1);
    await expect(loader.load(events)).rejects.toThrow(RangeError);
    expect(await loader.load([])).toBe(0n);
  });

  it('gives each position once beside writers, and a reader loses nothing meanwhile', async () => {
    const category = newStream('load').replace('-', '');
    const start = (await subject.store.horizon()).safe;
    const filter = { streamPrefixes: [category] };
    const reader = follow(subject.store, { after: start, filter, pageSize: 100 });
    const acknowledged = new Set<string>();
    const loads = Array.from({ length: 3 }, async (_, n) => {
      for (let chunk = 0; chunk < 5; chunk += 1) {
        const events = [
          ...eventsOf(`${category}-load${n}`, 400, 400 * chunk),
          ...eventsOf(`${category}-new${n}.${chunk}`, 10),
        ];
        await new BulkLoader(subject.pool).load(events);
        for (const { id } of events) acknowledged.add(id);
      }
    });
    const written = await runWriters(subject, category, { writers: 8, ms: 1500 });
    await Promise.all(loads);
    for (const id of written) acknowledged.add(id);
    const { safe } = await subject.store.horizon();
    await reader.until((messages) =>
      messages.some((m) => m.kind === 'page' && m.page.checkpoint >= safe),
    );
    await reader.stop();
    const read = reader.messages.flatMap((m) => (m.kind === 'page' ? m.page.events : []));
    expect(verdict(acknowledged, read)).toEqual({ lost: 0, doubled: 0, outOfOrder: 0 });
    expect(acknowledged.size).toBeGreaterThan(3 * 5 * 410);
  });
});
