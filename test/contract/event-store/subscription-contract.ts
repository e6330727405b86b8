import { describe, expect, it } from '@jest/globals';
import { uuidV7 } from '#libs/kernel/uuid.js';
import type { EventStore, SubscribeOptions, SubscriptionMessage } from '#libs/event-store/port.js';
import { newEvents, newStream, type ContractSubject } from './subject.js';

/** Following the log. */
export function subscriptionContract(subject: () => ContractSubject): void {
  const store = (): EventStore => subject().store;

  describe('a subscription', () => {
    it('catches up, says so, and goes on live', async () => {
      const category = `live${uuidV7()}`;
      const append = (n: number) =>
        store().append({ stream: newStream(category), expected: 'any', events: newEvents(n) });
      const start = (await store().horizon()).safe;
      await append(3);
      const seen = follow(store(), { after: start, filter: { streamPrefixes: [category] } });
      await seen.until((messages) => messages.some((m) => m.kind === 'caughtUp'));
      expect(countEvents(seen.messages)).toBe(3);
      await append(2);
      await seen.until((messages) => countEvents(messages) === 5);
      await seen.stop();
      expect(seen.messages.filter((m) => m.kind === 'caughtUp')).toHaveLength(1);
    });

    it('hears of an append of its own process within a few polls', async () => {
      const seen = follow(store(), { after: (await store().horizon()).safe });
      await seen.until((messages) => messages.some((m) => m.kind === 'caughtUp'));
      await new Promise((resolve) => setTimeout(resolve, 600));
      const before = Date.now();
      await store().append({ stream: newStream(), expected: 'any', events: newEvents(1) });
      await seen.until((messages) => countEvents(messages) >= 1);
      await seen.stop();
      expect(Date.now() - before).toBeLessThan(200);
    });

    it('sends an empty page when the end moved and nothing matched', async () => {
      const filter = { streamPrefixes: [`nothing-${uuidV7()}`] };
      const seen = follow(store(), { after: (await store().horizon()).safe, filter });
      await seen.until((messages) => messages.some((m) => m.kind === 'caughtUp'));
      const { position } = await store().append({
        stream: newStream(),
        expected: 'any',
        events: newEvents(1),
      });
      await seen.until((messages) => checkpointOf(messages) >= position);
      await seen.stop();
      expect(countEvents(seen.messages)).toBe(0);
    });

    it('says when it fell behind and when it has caught up again', async () => {
      const category = `behind${uuidV7()}`;
      const start = (await store().horizon()).safe;
      const filter = { streamPrefixes: [category] };
      const seen = follow(store(), { after: start, filter, pageSize: 2 });
      await seen.until((messages) => messages.some((m) => m.kind === 'caughtUp'));
      await store().append({ stream: newStream(category), expected: 'any', events: newEvents(7) });
      await seen.until((messages) => messages.filter((m) => m.kind === 'caughtUp').length === 2);
      await seen.stop();
      const kinds = seen.messages.map((m) => m.kind).filter((kind) => kind !== 'page');
      expect(kinds).toEqual(['caughtUp', 'fellBehind', 'caughtUp']);
      expect(countEvents(seen.messages)).toBe(7);
    });

    it('carries on from its checkpoint: nothing lost, nothing twice', async () => {
      const category = `resumed${uuidV7()}`;
      const options = { filter: { streamPrefixes: [category] }, pageSize: 3 };
      const stream = newStream(category);
      const start = (await store().horizon()).safe;
      await store().append({ stream, expected: 'any', events: newEvents(10) });
      const first = follow(store(), { after: start, ...options });
      await first.until((messages) => countEvents(messages) >= 3);
      await first.stop();
      const second = follow(store(), { after: checkpointOf(first.messages), ...options });
      await second.until((messages) => messages.some((m) => m.kind === 'caughtUp'));
      await second.stop();
      const revisions = [...first.messages, ...second.messages].flatMap((m) =>
        m.kind === 'page' ? m.page.events.map((e) => Number(e.revision)) : [],
      );
      expect(revisions).toEqual(Array.from({ length: 10 }, (_, n) => n));
    });

    it('ends when it is aborted, also while it waits', async () => {
      const seen = follow(store(), { after: (await store().horizon()).safe });
      await seen.until((messages) => messages.some((m) => m.kind === 'caughtUp'));
      await seen.stop();
    });
  });
}

/** Runs a subscription beside the test. */
export function follow(store: EventStore, options: Omit<SubscribeOptions, 'signal'>) {
  const abort = new AbortController();
  const messages: SubscriptionMessage[] = [];
  let heard: () => void = () => undefined;
  let ended = false;
  const done = (async () => {
    for await (const message of store.subscribe({ ...options, signal: abort.signal })) {
      messages.push(message);
      heard();
    }
  })().finally(() => (ended = true));
  return {
    messages,
    /** Waits until the messages so far are enough. */
    async until(enough: (messages: readonly SubscriptionMessage[]) => boolean): Promise<void> {
      while (!enough(messages)) {
        // Without this a subscription that ends too early would be waited for without a pause.
        if (ended) throw new Error('the subscription has ended');
        await Promise.race([done, new Promise<void>((resolve) => (heard = resolve))]);
      }
    },
    /** Aborts, and waits until the iteration has ended. */
    async stop(): Promise<void> {
      abort.abort();
      await done;
    },
  };
}

function countEvents(messages: readonly SubscriptionMessage[]): number {
  return messages.reduce((n, m) => n + (m.kind === 'page' ? m.page.events.length : 0), 0);
}

function checkpointOf(messages: readonly SubscriptionMessage[]): bigint {
  return messages.reduce((last, m) => (m.kind === 'page' ? m.page.checkpoint : last), 0n);
}
