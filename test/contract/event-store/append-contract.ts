import { describe, expect, it } from '@jest/globals';
import { WrongExpectedRevision, type EventStore } from '#libs/event-store/port.js';
import { newEvent, newEvents, newStream, type ContractSubject } from './subject.js';

/** Expected revisions, idempotent repeats, many streams in a call, what is kept of an event. */
export function appendContract(subject: () => ContractSubject): void {
  const store = (): EventStore => subject().store;
  const conflict = (expected: unknown, actual: bigint) =>
    expect.objectContaining({
      conflict: expect.objectContaining({ outcome: 'conflict', expected, actual }) as unknown,
    }) as unknown as Error;

  describe('expected revisions', () => {
    it('starts a stream at revision 0 when it must not exist yet', async () => {
      const stream = newStream();
      const result = await store().append({ stream, expected: 'no-stream', events: newEvents(3) });
      expect(result).toMatchObject({ outcome: 'appended', revision: 2n });
      expect(result.position).toBeGreaterThan(0n);
    });

    it('refuses no-stream for a stream that exists, and says where it is', async () => {
      const stream = newStream();
      await store().append({ stream, expected: 'no-stream', events: newEvents(2) });
      const again = store().append({ stream, expected: 'no-stream', events: newEvents(1) });
      await expect(again).rejects.toThrow(WrongExpectedRevision);
      await expect(again).rejects.toEqual(conflict('no-stream', 1n));
      expect(await store().readStream(stream)).toHaveLength(2);
    });

    it('appends at exactly the revision the caller saw', async () => {
      const stream = newStream();
      await store().append({ stream, expected: 'no-stream', events: newEvents(2) });
      const result = await store().append({ stream, expected: 1n, events: newEvents(2) });
      expect(result).toMatchObject({ outcome: 'appended', revision: 3n });
    });

    it.each([0n, 2n, 7n])('refuses revision %s of a stream that is at 1', async (expected) => {
      const stream = newStream();
      await store().append({ stream, expected: 'no-stream', events: newEvents(2) });
      const append = store().append({ stream, expected, events: newEvents(1) });
      await expect(append).rejects.toEqual(conflict(expected, 1n));
    });

    it('refuses an exact revision of a stream that does not exist', async () => {
      const append = store().append({ stream: newStream(), expected: 0n, events: newEvents(1) });
      await expect(append).rejects.toEqual(conflict(0n, -1n));
    });

    it('appends to any stream, there or not', async () => {
      const stream = newStream();
      const first = await store().append({ stream, expected: 'any', events: newEvents(1) });
      const second = await store().append({ stream, expected: 'any', events: newEvents(2) });
      expect([first.revision, second.revision]).toEqual([0n, 2n]);
      expect(second.position).toBeGreaterThan(first.position);
    });

    it('appends to a stream that must exist only when it does', async () => {
      const stream = newStream();
      const request = { stream, expected: 'exists' as const, events: newEvents(1) };
      await expect(store().append(request)).rejects.toEqual(conflict('exists', -1n));
      await store().append({ stream, expected: 'no-stream', events: newEvents(1) });
      expect(await store().append(request)).toMatchObject({ revision: 1n });
    });

    it('lets one of 20 simultaneous founders of a stream win', async () => {
      const stream = newStream();
      const founders = Array.from({ length: 20 }, () =>
        store().append({ stream, expected: 'no-stream', events: newEvents(1) }),
      );
      const outcomes = await Promise.allSettled(founders);
      expect(outcomes.filter((o) => o.status === 'fulfilled')).toHaveLength(1);
      expect(await store().readStream(stream)).toHaveLength(1);
    });

    it('lets whoever lost read at once what it lost to', async () => {
      for (let round = 0; round < 20; round += 1) {
        const stream = newStream();
        const found = async () => {
          try {
            await store().append({ stream, expected: 'no-stream', events: newEvents(1) });
            return 1;
          } catch (error) {
            if (!(error instanceof WrongExpectedRevision)) throw error;
            expect(error.conflict.actual).toBe(0n);
            return (await store().readStream(stream)).length;
          }
        };
        expect(await Promise.all([found(), found(), found(), found()])).toEqual([1, 1, 1, 1]);
      }
    }, 30_000);

    it('takes all of 20 simultaneous appends that expect nothing', async () => {
      const stream = newStream();
      const appends = Array.from({ length: 20 }, () =>
        store().append({ stream, expected: 'any', events: newEvents(1) }),
      );
      const revisions = (await Promise.all(appends)).map((r) => Number(r.revision));
      expect(revisions.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n));
    });
  });

  describe('repeating an append', () => {
    it('answers the first result for a new stream, also after others wrote on', async () => {
      const stream = newStream();
      const request = { stream, expected: 'no-stream' as const, events: newEvents(2) };
      const first = await store().append(request);
      await store().append({ stream, expected: 1n, events: newEvents(1) });
      expect(await store().append(request)).toEqual({ ...first, outcome: 'repeated' });
      expect(await store().readStream(stream)).toHaveLength(3);
    });

    it('answers the first result for an exact revision', async () => {
      const stream = newStream();
      await store().append({ stream, expected: 'no-stream', events: newEvents(1) });
      const request = { stream, expected: 0n, events: newEvents(2) };
      const first = await store().append(request);
      expect(await store().append(request)).toEqual({ ...first, outcome: 'repeated' });
    });

    it('answers a repeat of the beginning of an append with the position of that beginning', async () => {
      const stream = newStream();
      const events = newEvents(2);
      await store().append({ stream, expected: 'no-stream', events });
      const [first] = await store().readStream(stream);
      const part = { stream, expected: 'no-stream' as const, events: events.slice(0, 1) };
      const { position } = await store().append(part);
      expect(position).toBe(first?.position);
    });

    it('is a conflict when only some of the ids are the same', async () => {
      const stream = newStream();
      const [a, b] = [newEvent(), newEvent()];
      await store().append({ stream, expected: 'no-stream', events: [a, b] });
      for (const events of [
        [a, newEvent()],
        [newEvent(), b],
        [b, a],
      ]) {
        const append = store().append({ stream, expected: 'no-stream', events });
        await expect(append).rejects.toEqual(conflict('no-stream', 1n));
      }
    });

    it('is a conflict when the repeat brings more than was appended', async () => {
      const stream = newStream();
      const events = newEvents(2);
      await store().append({ stream, expected: 'no-stream', events });
      const append = store().append({
        stream,
        expected: 'no-stream',
        events: [...events, newEvent()],
      });
      await expect(append).rejects.toEqual(conflict('no-stream', 1n));
      expect(await store().readStream(stream)).toHaveLength(2);
    });

    it('counts once when the same append is sent 10 times at once', async () => {
      const stream = newStream();
      const request = { stream, expected: 'no-stream' as const, events: newEvents(2) };
      const results = await Promise.all(Array.from({ length: 10 }, () => store().append(request)));
      expect(new Set(results.map((r) => r.position)).size).toBe(1);
      expect(results.filter((r) => r.outcome === 'appended')).toHaveLength(1);
      expect(await store().readStream(stream)).toHaveLength(2);
    });
  });

  describe('appending to many streams', () => {
    it('gives each stream its own outcome', async () => {
      const [taken, fresh, repeated, stale] = [newStream(), newStream(), newStream(), newStream()];
      await store().append({ stream: taken, expected: 'no-stream', events: newEvents(1) });
      const again = { stream: repeated, expected: 'no-stream' as const, events: newEvents(2) };
      const first = await store().append(again);
      await store().append({ stream: stale, expected: 'no-stream', events: newEvents(3) });
      const outcomes = await store().appendMany([
        { stream: taken, expected: 'no-stream', events: newEvents(2) },
        { stream: fresh, expected: 'no-stream', events: newEvents(2) },
        again,
        { stream: stale, expected: 1n, events: newEvents(1) },
      ]);
      expect(outcomes).toEqual([
        { outcome: 'conflict', stream: taken, expected: 'no-stream', actual: 0n },
        {
          outcome: 'appended',
          revision: 1n,
          position: expect.any(BigInt) as unknown as bigint,
          recordedAt: expect.any(String) as unknown as string,
        },
        { ...first, outcome: 'repeated' },
        { outcome: 'conflict', stream: stale, expected: 1n, actual: 2n },
      ]);
      expect(await store().readStream(fresh)).toHaveLength(2);
      expect(await store().readStream(taken)).toHaveLength(1);
    });

    it('answers when every one of them is refused', async () => {
      const streams = [newStream(), newStream()];
      const outcomes = await store().appendMany(
        streams.map((stream) => ({ stream, expected: 'exists', events: newEvents(1) })),
      );
      expect(outcomes.map((o) => o.outcome)).toEqual(['conflict', 'conflict']);
    });

    it('keeps the events of each request together with their stream', async () => {
      const requests = ['z', 'a', 'm'].map((category, n) => ({
        stream: newStream(category),
        expected: 'no-stream' as const,
        events: newEvents(n + 1),
      }));
      await store().appendMany(requests);
      for (const { stream, events } of requests) {
        const stored = await store().readStream(stream);
        expect(stored.map((e) => e.id)).toEqual(events.map((e) => e.id));
      }
    });

    it('does nothing for no requests', async () => {
      expect(await store().appendMany([])).toEqual([]);
    });

    it('does not lock up when many calls meet on the same streams', async () => {
      const streams = Array.from({ length: 6 }, () => newStream());
      const calls = Array.from({ length: 24 }, (_, n) =>
        store().appendMany(
          [...streams.slice(n % 6), ...streams.slice(0, n % 6)].map((stream) => ({
            stream,
            expected: 'any',
            events: newEvents(1),
          })),
        ),
      );
      await Promise.all(calls);
      for (const stream of streams) expect(await store().readStream(stream)).toHaveLength(24);
    });
  });

  describe('what is kept of an event', () => {
    it('is everything, in any script', async () => {
      const stream = newStream();
      const data = {
        名称: '创新台账 🌾',
        nested: { list: [1, 'a\\u0000b', null, true] },
        big: 1e21,
      };
      const metadata = { schemaVersion: '2', note: '引号" 反斜线\\ {大括号} NULL' };
      const event = { ...newEvent('contract.kept', data), metadata };
      await store().append({ stream, expected: 'no-stream', events: [event] });
      const [kept] = await store().readStream(stream);
      expect(kept).toMatchObject({ id: event.id, stream, revision: 0n, type: 'contract.kept' });
      expect(kept?.data).toEqual(data);
      expect(kept?.metadata).toEqual(metadata);
    });

    it('is stamped by the store in milliseconds', async () => {
      const stream = newStream();
      await store().append({ stream, expected: 'no-stream', events: newEvents(1) });
      const [kept] = await store().readStream(stream);
      expect(kept?.recordedAt).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
      expect(Math.abs(Date.parse(kept?.recordedAt ?? '') - Date.now())).toBeLessThan(60_000);
    });

    it('is answered with the record time that a read shows, also to a repeat', async () => {
      const stamped = { stream: newStream(), expected: 'no-stream' as const, events: newEvents(2) };
      const early = withRecordTime('2021-03-04T05:06:07+08:00');
      const brought = { ...stamped, stream: newStream(), events: [newEvent(), early] };
      const [first, second] = [await store().append(stamped), await store().append(brought)];
      expect(first.recordedAt).toBe((await store().readStream(stamped.stream))[1]?.recordedAt);
      expect(second.recordedAt).toBe('2021-03-03T21:06:07.000Z');
      expect(await store().append(stamped)).toEqual({ ...first, outcome: 'repeated' });
      expect(await store().append(brought)).toEqual({ ...second, outcome: 'repeated' });
      expect(await store().appendMany([brought, stamped])).toEqual([
        { ...second, outcome: 'repeated' },
        { ...first, outcome: 'repeated' },
      ]);
    });

    it('is the record time it brought along, when it brought one', async () => {
      const stream = newStream();
      const metadata = { recordedAt: '2021-03-04T05:06:07+08:00' };
      const event = { ...newEvent(), metadata };
      await store().append({ stream, expected: 'no-stream', events: [event] });
      const [kept] = await store().readStream(stream);
      expect(kept?.recordedAt).toBe('2021-03-03T21:06:07.000Z');
    });

    const next = new Date(Date.now() + 86_400_000).toISOString();
    it.each([
      ['no events', { events: [] }],
      ['no stream name', { stream: '' }],
      ['U+0000 in the stream name', { stream: 'a\0b' }],
      ['U+0000 in data', { events: [newEvent('t', { text: 'a\0b' })] }],
      ['U+0000 in a key', { events: [newEvent('t', { 'a\0': 1 })] }],
      ['half a surrogate pair', { events: [newEvent('t', { text: '\ud800' })] }],
      ['U+0000 in metadata', { events: [{ ...newEvent(), metadata: { a: '\0' } }] }],
      ['an id that is no UUID', { events: [{ ...newEvent(), id: '1' }] }],
      ['a record time without zone', { events: [withRecordTime('2021-03-04T05:06:07')] }],
      ['a record time in the future', { events: [withRecordTime(next)] }],
    ])('refuses %s before anything is stored', async (_, wrong) => {
      const stream = newStream();
      const request = { stream, expected: 'no-stream' as const, events: newEvents(1), ...wrong };
      await expect(store().append(request)).rejects.toMatchObject({ name: 'UnstorableEvent' });
      expect(await store().readStream(stream)).toEqual([]);
    });

    it('refuses two requests for one stream in a call', async () => {
      const request = { stream: newStream(), expected: 'any' as const, events: newEvents(1) };
      const call = store().appendMany([request, { ...request, events: newEvents(1) }]);
      await expect(call).rejects.toMatchObject({ name: 'UnstorableEvent' });
      expect(await store().readStream(request.stream)).toEqual([]);
    });
  });
}

function withRecordTime(recordedAt: string) {
  return { ...newEvent(), metadata: { recordedAt } };
}
