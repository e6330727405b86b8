import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { KurrentDbEventStore } from '#libs/event-store/kurrentdb/kurrentdb-event-store.js';
import { requireEventStore } from '#libs/event-store/require-event-store.js';
import { freePort } from '../support/registry-process.js';
import { newEvents, newStream } from './event-store/subject.js';
import { KurrentDbDouble } from './support/kurrentdb-double.js';

/** What a registry makes of a KurrentDB that fails; against a double, so that it fails on demand. */
describe('a KurrentDB in trouble', () => {
  let double: KurrentDbDouble;
  let store: KurrentDbEventStore;
  beforeEach(async () => {
    double = await KurrentDbDouble.start();
    store = await KurrentDbEventStore.open(double.url('&defaultDeadline=400'), { ledger: 'l' });
    double.appends = 0;
  });
  afterEach(async () => {
    await store.close();
    await double.stop();
  });
  const request = (expected: 'no-stream' | 'any' | bigint) => ({
    stream: newStream(),
    expected,
    events: newEvents(2),
  });
  const idsOf = ({ stream }: { readonly stream: string }) => double.idsIn(`l.${stream}`);

  it('is waited for while it restarts, and stores once', async () => {
    const append = request('no-stream');
    double.meet('unavailable', 'unavailable', 'unavailable');
    expect(await store.append(append)).toMatchObject({ outcome: 'appended', revision: 1n });
    expect(idsOf(append)).toEqual(append.events.map(({ id }) => id));
    expect(double.appends).toBe(4);
  });

  it('that stored but could not say so any more is asked again, and stores once', async () => {
    const append = request('no-stream');
    double.meet('cut-after-storing');
    // It was this call that stored it, so it is no repeat.
    expect(await store.append(append)).toMatchObject({ outcome: 'appended', revision: 1n });
    expect(idsOf(append)).toHaveLength(2);
    expect(double.appends).toBe(2);
    expect(await store.append(append)).toMatchObject({ outcome: 'repeated', revision: 1n });
  });

  it('is not asked twice where a repeat would not be recognised', async () => {
    const append = request('any');
    double.meet('cut-after-storing');
    await expect(store.append(append)).rejects.toMatchObject({ name: 'EventStoreUnavailable' });
    expect(double.appends).toBe(1);
    expect(idsOf(append)).toHaveLength(2);
  });

  it('that has not touched an append is asked again, whatever was expected', async () => {
    double.meet('unavailable');
    expect(await store.append(request('any'))).toMatchObject({ revision: 1n });
  });

  it('that is too busy to commit in time is asked again', async () => {
    double.meet('commit-timeout');
    expect(await store.append(request('no-stream'))).toMatchObject({ revision: 1n });
  });

  it('that has lost its leadership sends on to the leader', async () => {
    const leader = await KurrentDbDouble.start();
    try {
      const append = request('no-stream');
      double.meet({ leaderPort: leader.port });
      expect(await store.append(append)).toMatchObject({ outcome: 'appended', revision: 1n });
      expect(idsOf(append)).toEqual([]);
      expect(leader.idsIn(`l.${append.stream}`)).toHaveLength(2);
    } finally {
      await leader.stop();
    }
  });

  it('that never answers is given up after the deadline', async () => {
    double.meet(...Array.from({ length: 20 }, () => 'silent' as const));
    const append = store.append(request('no-stream'));
    await expect(append).rejects.toMatchObject({
      name: 'EventStoreUnavailable',
      message: expect.stringContaining('did not answer in time') as unknown as string,
    });
  });

  it.each([
    ['too-large', 'UnstorableEvent', '1048576 bytes'],
    ['denied', 'EventStoreDenied', 'denies access'],
  ] as const)(
    'that refuses an append as %s says what is wrong, once',
    async (trouble, name, text) => {
      double.meet(trouble);
      const append = store.append(request('no-stream'));
      await expect(append).rejects.toMatchObject({
        name,
        message: expect.stringContaining(text) as unknown as string,
      });
      expect(double.appends).toBe(1);
    },
  );

  it('is waited for at start for a bounded time, and then named without its password', async () => {
    const url = `kurrentdb://ops:s3cret@127.0.0.1:${await freePort()}`;
    const lines: string[] = [];
    const start = requireEventStore(
      { ledger: 'l', url },
      { waitMs: 600, say: (line) => lines.push(line) },
    );
    const error = await start.catch((thrown: unknown) => thrown as Error);
    expect(error).toMatchObject({ name: 'EventStoreStartError' });
    expect(String(error)).toContain('没有应答');
    expect(lines).toHaveLength(1);
    expect([String(error), ...lines].join()).not.toContain('s3cret');
  });

  it('whose user may not read the whole log is found out at start', async () => {
    double.denyLog();
    const start = requireEventStore({ ledger: 'l', url: double.url() });
    await expect(start).rejects.toMatchObject({
      name: 'EventStoreStartError',
      message: expect.stringContaining('$all') as unknown as string,
    });
  });

  it('that comes up late is found', async () => {
    const port = await freePort();
    const url = `kurrentdb://127.0.0.1:${port}?tls=false`;
    const waiting = requireEventStore({ ledger: 'l', url }, { waitMs: 20_000 });
    await new Promise((resolve) => setTimeout(resolve, 500));
    const late = await KurrentDbDouble.start(port);
    await expect(waiting).resolves.toBeUndefined();
    await late.stop();
  });
});
