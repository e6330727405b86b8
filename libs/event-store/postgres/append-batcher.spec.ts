import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EventStoreUnavailable } from '../port.js';
import { AppendBatcher, type BatcherLimits, type BatchItem } from './append-batcher.js';

interface Item extends BatchItem {
  readonly id: string;
}

const item = (stream: string, id = stream, over: Partial<BatchItem> = {}): Item => ({
  stream,
  id,
  events: 1,
  bytes: 100,
  ...over,
});

/** Calls that are answered when the test says so. */
function manual(limits: Partial<BatcherLimits> = {}) {
  const calls: { ids: string[]; answer: () => void; fail: (error: unknown) => void }[] = [];
  const execute = (items: readonly Item[]) =>
    new Promise<string[]>((resolve, reject) => {
      calls.push({
        ids: items.map(({ id }) => id),
        answer: () => resolve(items.map(({ id }) => `done ${id}`)),
        fail: reject,
      });
    });
  const batcher = new AppendBatcher(execute, limits);
  const outcomes: string[] = [];
  const submit = (one: Item) =>
    void batcher.submit(one).then(
      (outcome) => outcomes.push(outcome),
      (error: Error) => outcomes.push(`${one.id}: ${error.message}`),
    );
  return { batcher, submit, outcomes, calls, ids: () => calls.map((call) => call.ids) };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('the batcher of appends', () => {
  it('passes an append that comes alone on at once', () => {
    const { submit, ids } = manual();
    submit(item('a'));
    expect(ids()).toEqual([['a']]);
  });

  it('gathers what comes while calls are under way, and tells each caller its own outcome', async () => {
    const { submit, ids, calls, outcomes } = manual({ inFlight: 1 });
    for (const name of ['a', 'b', 'c', 'd']) submit(item(name));
    expect(ids()).toEqual([['a']]);
    calls[0]?.answer();
    await turn();
    await turn();
    expect(ids()).toEqual([['a'], ['b', 'c', 'd']]);
    calls[1]?.answer();
    await turn();
    expect(outcomes).toEqual(['done a', 'done b', 'done c', 'done d']);
  });

  it('has no more calls under way than it may', async () => {
    const { submit, ids, calls } = manual({ inFlight: 2 });
    for (let n = 0; n < 50; n += 1) submit(item(`s${n}`));
    await turn();
    expect(ids()).toHaveLength(2);
    calls[0]?.answer();
    await turn();
    await turn();
    expect(ids()).toHaveLength(3);
    expect(ids()[2]).toHaveLength(48);
  });

  it('sends two appends to one stream one after the other', async () => {
    const { submit, ids, calls } = manual();
    submit(item('s', 's1'));
    submit(item('s', 's2'));
    submit(item('t', 't1'));
    submit(item('s', 's3'));
    await turn();
    expect(ids()).toEqual([['s1'], ['t1']]);
    calls[0]?.answer();
    await turn();
    await turn();
    expect(ids()).toEqual([['s1'], ['t1'], ['s2']]);
    calls[2]?.answer();
    calls[1]?.answer();
    await turn();
    await turn();
    expect(ids()).toEqual([['s1'], ['t1'], ['s2'], ['s3']]);
  });

  it('makes no call larger than allowed, but takes a large append by itself', async () => {
    const { submit, ids, calls } = manual({ inFlight: 1, requests: 3, events: 10, bytes: 1000 });
    submit(item('first'));
    submit(item('huge', 'huge', { events: 50 }));
    submit(item('a', 'a', { events: 6 }));
    submit(item('b', 'b', { events: 5 }));
    submit(item('long', 'long', { bytes: 950 }));
    for (const name of ['c', 'd', 'e', 'f']) submit(item(name));
    for (let n = 0; n < 7; n += 1) {
      calls[n]?.answer();
      await turn();
      await turn();
    }
    expect(ids()).toEqual([['first'], ['huge'], ['a'], ['b'], ['long'], ['c', 'd', 'e'], ['f']]);
  });

  it('sends away whoever comes when too much waits', async () => {
    const { submit, outcomes, calls } = manual({ inFlight: 1, waiting: 2, waitingBytes: 500 });
    submit(item('under way'));
    submit(item('long', 'long', { bytes: 501 }));
    submit(item('a'));
    submit(item('b'));
    submit(item('c'));
    await turn();
    const full = 'too many appends are waiting already';
    expect(outcomes).toEqual([`long: ${full}`, `c: ${full}`]);
    calls[0]?.answer();
    await turn();
    await turn();
    submit(item('d'));
    calls[1]?.answer();
    await turn();
    await turn();
    calls[2]?.answer();
    await turn();
    expect(outcomes.slice(2)).toEqual(['done under way', 'done a', 'done b', 'done d']);
  });

  it('repeats a call that failed because of one append for each by itself', async () => {
    const batcher = new AppendBatcher<Item, string>(
      (items) =>
        items.some(({ id }) => id === 'bad')
          ? Promise.reject(new Error('value out of range'))
          : Promise.resolve(items.map(({ id }) => id)),
      { inFlight: 1 },
    );
    const names = ['a', 'b', 'bad', 'c'];
    const outcomes = await Promise.allSettled(names.map((name) => batcher.submit(item(name))));
    expect(outcomes.map((o) => (o.status === 'fulfilled' ? o.value : String(o.reason)))).toEqual([
      'a',
      'b',
      'Error: value out of range',
      'c',
    ]);
  });

  it('tells everybody who waits of an outage, and goes on when it is over', async () => {
    const { submit, calls, outcomes } = manual({ inFlight: 2 });
    for (const id of ['a1', 'a2']) submit(item('a', id));
    submit(item('b'));
    submit(item('c'));
    submit(item('b', 'b2'));
    calls[0]?.fail(new EventStoreUnavailable('away'));
    await turn();
    expect(outcomes.sort()).toEqual(['a1: away', 'a2: away', 'b2: away', 'c: away']);
    calls[1]?.answer();
    await turn();
    for (const name of ['a', 'b', 'c']) submit(item(name, `${name} again`));
    for (let n = 2; n < 5; n += 1) {
      calls[n]?.answer();
      await turn();
      await turn();
    }
    const done = ['done a again', 'done b', 'done b again', 'done c again'];
    expect(outcomes.slice(4).sort()).toEqual(done);
  });

  it('stops repeating one by one when an outage comes in between', async () => {
    const seen: string[] = [];
    const batcher = new AppendBatcher<Item, string>((items) => {
      if (items.length > 1) return Promise.reject(new Error('one is bad'));
      seen.push(String(items[0]?.id));
      return seen.length > 2
        ? Promise.reject(new EventStoreUnavailable('away'))
        : Promise.resolve(['done']);
    });
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const outcomes = await Promise.allSettled(names.map((name) => batcher.submit(item(name))));
    expect(outcomes.filter((o) => o.status === 'fulfilled')).toHaveLength(2);
    expect(seen).toHaveLength(3);
  });

  it('answers everybody before it is closed, and takes nobody after', async () => {
    const { batcher, submit, calls, outcomes } = manual({ inFlight: 1 });
    submit(item('a'));
    submit(item('b'));
    submit(item('b', 'b2'));
    let closed = false;
    const closing = batcher.close().then(() => (closed = true));
    await expect(batcher.submit(item('late'))).rejects.toThrow(EventStoreUnavailable);
    for (let n = 0; n < 3; n += 1) {
      expect(closed).toBe(false);
      calls[n]?.answer();
      await turn();
      await turn();
    }
    await closing;
    expect(outcomes).toEqual(['done a', 'done b', 'done b2']);
    await batcher.close();
  });
});

describe('however appends arrive', () => {
  const arrivals = fc.array(
    fc.record({
      stream: fc.constantFrom('a', 'b', 'c', 'd'),
      /** What the caller believes the stream's length to be; wrong ones conflict. */
      expected: fc.option(fc.nat(4), { nil: undefined }),
      bad: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
      pause: fc.boolean(),
    }),
    { maxLength: 40 },
  );
  type Arrival = BatchItem & { readonly expected: number | undefined; readonly bad: boolean };

  /** A store that keeps lengths; refuses a whole call that holds something bad, before it writes. */
  function model() {
    const lengths = new Map<string, number>();
    return (items: readonly Arrival[]): string[] => {
      if (items.some(({ bad }) => bad)) throw new Error('bad data');
      return items.map(({ stream, expected }) => {
        const length = lengths.get(stream) ?? 0;
        if (expected !== undefined && expected !== length) return `conflict at ${length}`;
        lengths.set(stream, length + 1);
        return `${stream} ${length}`;
      });
    };
  }

  it('each has the outcome it would have had one after the other, and no stream two calls at once', async () => {
    const property = fc.asyncProperty(
      fc.scheduler(),
      arrivals,
      fc.integer({ min: 1, max: 5 }),
      async (scheduler, list, requests) => {
        const items = list.map((one) => ({ ...one, events: 1, bytes: 1 }));
        const sequential = model();
        const wanted = items.map((one) => settle(() => sequential([one])[0] ?? ''));
        const store = model();
        const underWay = new Set<string>();
        const batcher = new AppendBatcher<Arrival, string>(
          async (batch) => {
            for (const { stream } of batch) {
              if (underWay.has(stream)) throw new Error(`two appends to ${stream} at once`);
              underWay.add(stream);
            }
            await scheduler.schedule(Promise.resolve());
            for (const { stream } of batch) underWay.delete(stream);
            return store(batch);
          },
          { requests, inFlight: 2 },
        );
        const submitted: Promise<string>[] = [];
        for (const one of items) {
          submitted.push(batcher.submit(one).catch((error: Error) => error.message));
          if (one.pause) await Promise.resolve();
        }
        const outcomes = await scheduler.waitFor(Promise.all(submitted));
        expect(outcomes).toEqual(wanted);
        await batcher.close();
      },
    );
    await fc.assert(property, { numRuns: 200 });
  });
});

function settle(run: () => string): string {
  try {
    return run();
  } catch (error) {
    return (error as Error).message;
  }
}
