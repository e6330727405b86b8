import { describe, expect, it } from '@jest/globals';
import { EventStoreUnavailable, type Page, type RecordedEvent } from './port.js';
import { follow, type FollowedLog } from './subscription.js';

/** A log of so many events, at positions 1, 2, 3 …, that notes how far it was read. */
function logOf(length: number) {
  const read: bigint[] = [];
  const log: FollowedLog = {
    readPage: ({ after = 0n, limit }) => {
      read.push(after);
      const checkpoint = after + BigInt(limit) < length ? after + BigInt(limit) : BigInt(length);
      const events = Array.from(
        { length: Number(checkpoint - after) },
        (_, n) => ({ position: after + BigInt(n) + 1n }) as RecordedEvent,
      );
      return Promise.resolve<Page>({ events, checkpoint, end: checkpoint === BigInt(length) });
    },
    waitBeyond: (_, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) resolve();
        else signal.addEventListener('abort', () => resolve(), { once: true });
      }),
  };
  return { log, read };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a subscription that is behind', () => {
  it('fetches the next page while one is worked on, never more, and none beyond the end', async () => {
    const { log, read } = logOf(35);
    const abort = new AbortController();
    const positions: bigint[] = [];
    for await (const message of follow(log, { after: 0n, pageSize: 10, signal: abort.signal })) {
      await turn();
      if (message.kind === 'page') {
        positions.push(...message.page.events.map((e) => e.position));
        const worked = message.page.checkpoint;
        expect(read.at(-1)).toBe(worked < 35n ? worked : 30n);
      } else {
        expect(message).toEqual({ kind: 'caughtUp', position: 35n });
        abort.abort();
      }
    }
    expect(positions).toEqual(Array.from({ length: 35 }, (_, n) => BigInt(n + 1)));
    expect(read).toEqual([0n, 10n, 20n, 30n]);
  });

  it('has two pages under way where their ends are known, and takes them in their order', async () => {
    const { log, read } = logOf(55);
    const answers: (() => void)[] = [];
    const slow: FollowedLog = {
      ...log,
      // The last two pages are not known beforehand: the end of the log may move.
      knownEnd: ({ after = 0n, limit }) =>
        after + BigInt(limit) < 40n ? after + BigInt(limit) : undefined,
      readPage: (options) =>
        new Promise((resolve) => {
          const upTo = options.upTo;
          void log.readPage(options).then((page) => {
            if (upTo !== undefined) expect(page.checkpoint).toBe(upTo);
            answers.push(() => resolve(page));
          });
        }),
    };
    const abort = new AbortController();
    const pages = follow(slow, { after: 0n, pageSize: 10, signal: abort.signal });
    const answerNewestFirst = async () => {
      await turn();
      for (const answer of answers.splice(0).reverse()) answer();
    };
    const checkpoints: bigint[] = [];
    const underWay: number[] = [];
    for (let page = 0; page < 6; page += 1) {
      const next = pages.next();
      await answerNewestFirst();
      const { value } = await next;
      if (value?.kind === 'page') checkpoints.push(value.page.checkpoint);
      await turn();
      underWay.push(read.length - checkpoints.length);
    }
    abort.abort();
    expect(checkpoints).toEqual([10n, 20n, 30n, 40n, 50n, 55n]);
    expect(underWay).toEqual([2, 2, 1, 1, 1, 0]);
  });

  it('leaves a page that fails to be fetched ahead to whoever still wants it', async () => {
    const { log } = logOf(100);
    let calls = 0;
    const failing: FollowedLog = {
      ...log,
      readPage: (options) => {
        calls += 1;
        return calls === 2 ? Promise.reject(new Error('corrupt page')) : log.readPage(options);
      },
    };
    const stopped = follow(failing, {
      after: 0n,
      pageSize: 10,
      signal: new AbortController().signal,
    });
    expect(await stopped.next()).toMatchObject({ value: { kind: 'page' } });
    await turn();
    await stopped.return();

    calls = 0;
    const goesOn = follow(failing, {
      after: 0n,
      pageSize: 10,
      signal: new AbortController().signal,
    });
    await goesOn.next();
    await expect(goesOn.next()).rejects.toThrow('corrupt page');
  });

  it('waits through an outage with the page it fetches ahead', async () => {
    const { log } = logOf(20);
    let calls = 0;
    const flaky: FollowedLog = {
      ...log,
      readPage: (options) => {
        calls += 1;
        return calls === 2
          ? Promise.reject(new EventStoreUnavailable('away'))
          : log.readPage(options);
      },
    };
    const pages = follow(flaky, { after: 0n, pageSize: 10, signal: new AbortController().signal });
    const first = await pages.next();
    const second = await pages.next();
    expect([first.value, second.value]).toMatchObject([
      { page: { checkpoint: 10n } },
      { page: { checkpoint: 20n } },
    ]);
    await pages.return();
  });
});
