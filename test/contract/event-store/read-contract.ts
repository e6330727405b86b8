import { describe, expect, it } from '@jest/globals';
import { uuidV7 } from '#libs/kernel/uuid.js';
import type { EventFilter, EventStore, Page, RecordedEvent } from '#libs/event-store/port.js';
import { newEvent, newEvents, newStream, type ContractSubject } from './subject.js';

/** Reading one stream, and the whole log page by page. */
export function readContract(subject: () => ContractSubject): void {
  const store = (): EventStore => subject().store;
  /** Enough events of others for a store that treats long and short ranges differently. */
  const fillUp = () =>
    store().append({ stream: newStream('filler'), expected: 'any', events: newEvents(150) });
  const revisions = (events: readonly RecordedEvent[]) => events.map((e) => Number(e.revision));

  describe('reading a stream', () => {
    it('answers nothing for a stream that does not exist', async () => {
      expect(await store().readStream(newStream())).toEqual([]);
    });

    it('reads all, a range, backwards, or a few', async () => {
      const stream = newStream();
      await store().append({ stream, expected: 'no-stream', events: newEvents(6) });
      const read = async (options: Parameters<EventStore['readStream']>[1]) =>
        revisions(await store().readStream(stream, options));
      expect(await read({})).toEqual([0, 1, 2, 3, 4, 5]);
      expect(await read({ from: 2n, to: 3n })).toEqual([2, 3]);
      expect(await read({ from: 4n, limit: 9 })).toEqual([4, 5]);
      expect(await read({ limit: 2 })).toEqual([0, 1]);
      expect(await read({ direction: 'backwards', limit: 2 })).toEqual([5, 4]);
      expect(await read({ direction: 'backwards', from: 3n, to: 1n })).toEqual([3, 2, 1]);
      expect(await read({ from: 6n })).toEqual([]);
    });

    it('finds what the same process has just appended', async () => {
      const stream = newStream();
      const { position } = await store().append({ stream, expected: 'any', events: newEvents(1) });
      expect((await store().readStream(stream)).at(-1)?.position).toBe(position);
    });
  });

  describe('reading the whole log', () => {
    it('gives the requests of one call and all calls in one order, page by page', async () => {
      const start = (await store().horizon()).safe;
      const streams = ['z', 'a', 'm'].map((category) => newStream(category));
      await store().appendMany(
        streams.map((stream) => ({ stream, expected: 'any', events: newEvents(2) })),
      );
      await store().append({ stream: streams[1] ?? '', expected: 1n, events: newEvents(1) });
      const all = (await readOn(store(), start, 2)).filter((e) => streams.includes(e.stream));
      const labels = all.map((e) => `${e.stream[0]}${e.revision}`);
      if (subject().slowAppend) expect(labels).toEqual(['z0', 'z1', 'a0', 'a1', 'm0', 'm1', 'a2']);
      expect(labels.filter((label) => label.startsWith('a'))).toEqual(['a0', 'a1', 'a2']);
      const positions = all.map((e) => e.position);
      expect([...positions].sort((a, b) => (a < b ? -1 : 1))).toEqual(positions);
    });

    it('starts after the given position and ends at the upper bound', async () => {
      const stream = newStream();
      await store().append({ stream, expected: 'no-stream', events: newEvents(5) });
      const [, second, , fourth] = await store().readStream(stream);
      if (!second || !fourth) throw new Error('events are missing');
      const filter = { streamPrefixes: [stream] };
      const page = await store().readAll({
        after: second.position,
        upTo: fourth.position,
        filter,
        limit: 100,
      });
      expect(revisions(page.events)).toEqual([2, 3]);
      expect(page).toMatchObject({ checkpoint: fourth.position, end: false });
    });

    it('filters by prefixes of stream names, without wildcards', async () => {
      const run = uuidV7();
      const names = [`x_${run}-1`, `xy${run}-1`, `x_${run}-2`, `y%${run}-1`];
      const start = (await store().horizon()).safe;
      for (const stream of names) {
        await store().append({ stream, expected: 'any', events: newEvents(1) });
        await fillUp();
      }
      const filter = { streamPrefixes: [`x_${run}`, `y%${run}`] };
      const found = await readOn(store(), start, 2, filter);
      expect(found.map((e) => e.stream)).toEqual([names[0], names[2], names[3]]);
    });

    it('filters by prefixes of event types', async () => {
      const run = uuidV7();
      const types = [`${run}.recorded`, `${run}.revoked`, `other.${run}.recorded`];
      const start = (await store().horizon()).safe;
      for (const type of types) {
        const events = [newEvent(type)];
        await store().append({ stream: newStream(), expected: 'any', events });
        await fillUp();
      }
      const found = await readOn(store(), start, 10, { typePrefixes: [`${run}.`] });
      expect(found.map((e) => e.type)).toEqual([types[0], types[1]]);
    });

    it('moves the checkpoint to the end even when nothing matches', async () => {
      const { position } = await store().append({
        stream: newStream(),
        expected: 'any',
        events: newEvents(3),
      });
      const filter = { streamPrefixes: [`nothing-${uuidV7()}`] };
      const pages = await pagesOn(store(), 0n, 10, filter);
      expect(pages.flatMap((page) => page.events)).toEqual([]);
      expect(pages.at(-1)?.checkpoint).toBeGreaterThanOrEqual(position);
    });

    it('says when a page reaches the end of the log, and keeps a checkpoint beyond it', async () => {
      await store().append({ stream: newStream(), expected: 'any', events: newEvents(3) });
      const { safe } = await store().horizon();
      const last = await store().readAll({ after: safe - 1n, limit: 1 });
      expect(last).toMatchObject({ checkpoint: safe, end: true });
      const beyond = await store().readAll({ after: safe, limit: 10 });
      expect(beyond).toMatchObject({ events: [], checkpoint: safe, end: true });
    });
  });

  describe('the horizon', () => {
    it('lies at the last event, not at a gap', async () => {
      const stream = newStream();
      await subject().slowAppend?.(
        { stream: newStream(), expected: 'any', events: newEvents(3) },
        { holdMs: 0, rollback: true },
      );
      const { position } = await store().append({ stream, expected: 'any', events: newEvents(1) });
      await subject().slowAppend?.(
        { stream: newStream(), expected: 'any', events: newEvents(3) },
        { holdMs: 0, rollback: true },
      );
      expect((await store().horizon()).safe).toBe(position);
    });

    it('closes the past: what it covers is stamped before, what comes later after', async () => {
      const stream = newStream();
      await store().append({ stream, expected: 'any', events: newEvents(1) });
      const { safe, closedAt } = await horizonAfter(store(), Date.now() + 5);
      await store().append({ stream, expected: 'any', events: newEvents(1) });
      const [first, second] = await store().readStream(stream);
      if (!first || !second || closedAt === undefined) throw new Error('something is missing');
      expect(first.position).toBeLessThanOrEqual(safe);
      expect(second.position).toBeGreaterThan(safe);
      expect(first.recordedAt <= closedAt).toBe(true);
      expect(second.recordedAt > closedAt).toBe(true);
    });
  });
}

/** Every page from a position to the end. */
async function pagesOn(
  store: EventStore,
  from: bigint,
  limit: number,
  filter?: EventFilter,
): Promise<Page[]> {
  const pages: Page[] = [];
  let after = from;
  for (;;) {
    const page = await store.readAll({ after, limit, ...(filter && { filter }) });
    expect(page.checkpoint).toBeGreaterThanOrEqual(after);
    expect(page.events.length).toBeLessThanOrEqual(limit);
    pages.push(page);
    after = page.checkpoint;
    if (page.end) return pages;
  }
}

async function readOn(
  store: EventStore,
  from: bigint,
  limit: number,
  filter?: EventFilter,
): Promise<RecordedEvent[]> {
  return (await pagesOn(store, from, limit, filter)).flatMap((page) => page.events);
}

/** A horizon that has closed the given instant (ms). */
export async function horizonAfter(store: EventStore, instant: number) {
  for (;;) {
    const horizon = await store.horizon();
    if (horizon.closedAt !== undefined && Date.parse(horizon.closedAt) >= instant) return horizon;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
