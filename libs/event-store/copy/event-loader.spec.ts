import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EventStoreUnavailable, type AppendRequest, type EventStore } from '../port.js';
import type { CarriedEvent } from './carried-event.js';
import { AppendLoader, runsOf } from './event-loader.js';

const MEBIBYTE = 1 << 20;

function eventsOf(shape: readonly { readonly stream: number; readonly size: number }[]) {
  const revisions = new Map<number, bigint>();
  return shape.map(({ stream, size }, n): CarriedEvent => {
    const revision = revisions.get(stream) ?? 0n;
    revisions.set(stream, revision + 1n);
    return {
      id: `id-${n}`,
      stream: `stream-${stream}`,
      revision,
      type: 'thing.happened',
      data: { text: 'x'.repeat(size) },
      metadata: {},
    };
  });
}

const shapes = fc.array(
  fc.record({
    stream: fc.nat(2),
    size: fc.oneof(fc.nat(200), fc.constant(300_000), fc.constant(950_000)),
  }),
  { maxLength: 40 },
);

describe('events in runs of one stream', () => {
  it('stay in order, in their stream, and small enough for an append', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const events = eventsOf(shape);
        const runs = [...runsOf(events)];
        expect(runs.flat()).toEqual(events);
        for (const run of runs) {
          expect(new Set(run.map((event) => event.stream)).size).toBe(1);
          expect(JSON.stringify(run.map((event) => event.data)).length).toBeLessThan(MEBIBYTE);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('are as long as they can be: neighbours of one stream go together', () => {
    const shape = [1, 1, 1, 2, 1, 1].map((stream) => ({ stream, size: 10 }));
    expect([...runsOf(eventsOf(shape))].map((run) => run.length)).toEqual([3, 1, 2]);
  });
});

describe('loading by appends', () => {
  it('expects of every stream what precedes its events, one append after the other', async () => {
    const requests: AppendRequest[] = [];
    const store = {
      append: (request: AppendRequest) => {
        requests.push(request);
        return Promise.resolve({});
      },
    } as unknown as EventStore;
    const shape = [1, 1, 2, 1].map((stream) => ({ stream, size: 1 }));
    await new AppendLoader(store).load(eventsOf(shape));
    expect(requests.map(({ stream, expected }) => [stream, expected])).toEqual([
      ['stream-1', 'no-stream'],
      ['stream-2', 'no-stream'],
      ['stream-1', 1n],
    ]);
  });

  it('sends an append again when the store was away, and gives up for any other reason', async () => {
    let calls = 0;
    const failing = (error: Error) =>
      ({
        append: () => {
          calls += 1;
          return calls === 1 ? Promise.reject(error) : Promise.resolve({});
        },
      }) as unknown as EventStore;
    const events = eventsOf([{ stream: 1, size: 1 }]);
    await new AppendLoader(failing(new EventStoreUnavailable('away'))).load(events);
    expect(calls).toBe(2);
    calls = 0;
    await expect(new AppendLoader(failing(new Error('full'))).load(events)).rejects.toThrow('full');
    expect(calls).toBe(1);
  });
});
