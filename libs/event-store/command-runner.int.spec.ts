import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SYSTEM_ACTOR } from '#libs/kernel/actor.js';
import type { CommandContext } from '#libs/kernel/command-context.js';
import type { Decider } from '#libs/kernel/decider.js';
import type { DomainEvent } from '#libs/kernel/event.js';
import { Refusal, RefusalError } from '#libs/kernel/refusal.js';
import { uuidV7 } from '#libs/kernel/uuid.js';
import { newStream } from '../../test/contract/event-store/subject.js';
import {
  openPostgresSubject,
  type PostgresSubject,
} from '../../test/contract/support/postgres-subject.js';
import { CommandRunner } from './command-runner.js';
import { EventStoreUnavailable, type AppendRequest, type EventStore } from './port.js';
import { PostgresCommandLog } from './postgres/postgres-command-log.js';

type Counted = DomainEvent<'counter.counted', { readonly by: number }>;

const counter: Decider<number, Counted> = {
  initial: 0,
  evolve: (total, event) => total + event.data.by,
};

describe('running a command', () => {
  let subject: PostgresSubject;
  let runner: CommandRunner;

  beforeAll(async () => {
    subject = await openPostgresSubject();
    runner = new CommandRunner(subject.store, new PostgresCommandLog(subject.pool));
  });
  afterAll(async () => {
    await subject.dispose();
  });

  function context(over: Partial<CommandContext> = {}): CommandContext {
    return {
      commandId: uuidV7(),
      actor: SYSTEM_ACTOR,
      now: '2023-06-15T00:00:00.000Z',
      correlationId: 'c',
      source: 'http',
      bodyHash: 'body',
      idempotent: true,
      ...over,
    };
  }

  /** Counts on, up to a limit of 100. */
  function count(stream: string, by: number, over: Partial<CommandContext> = {}, on = runner) {
    return on.run<number, Counted>({
      stream,
      context: context(over),
      decider: counter,
      decide: (total) =>
        total + by > 100
          ? Refusal.conflict('too-many', '超过上限')
          : [{ type: 'counter.counted', schemaVersion: 1, data: { by } }],
    });
  }

  /** A store whose answer to an append gets lost, after (or before) it was stored. */
  function losing(when: 'before' | 'after'): EventStore {
    return new Proxy(subject.store, {
      get: (target, key) => {
        if (key !== 'append') return Reflect.get(target, key, target) as unknown;
        return async (request: AppendRequest) => {
          if (when === 'after') await target.append(request);
          throw new EventStoreUnavailable('gone');
        };
      },
    });
  }

  it('reads its stream once, and answers the record time without reading back', async () => {
    let reads = 0;
    const counting = new Proxy(subject.store, {
      get: (target, key) => {
        if (key === 'readStream') reads += 1;
        const member = Reflect.get(target, key, target) as unknown;
        return typeof member === 'function' ? (member.bind(target) as unknown) : member;
      },
    });
    const stream = newStream();
    const log = new PostgresCommandLog(subject.pool);
    const result = await count(stream, 1, {}, new CommandRunner(counting, log));
    expect(reads).toBe(1);
    const [event] = await subject.store.readStream(stream);
    expect(result).toMatchObject({ recordedAt: event?.recordedAt, position: event?.position });
  });

  it('appends what was decided on the folded state, with who, why and by which command', async () => {
    const stream = newStream('counter');
    await count(stream, 2);
    const commandId = uuidV7();
    const result = await count(stream, 3, { commandId });
    expect(result).toMatchObject({ state: 5, revision: 1n, appended: true });
    const [, event] = await subject.store.readStream(stream);
    expect(event).toMatchObject({
      position: result.position,
      recordedAt: result.recordedAt,
      data: { by: 3 },
      metadata: { commandId, actor: 'system', role: 'system', source: 'http', bodyHash: 'body' },
    });
  });

  it('refuses what the decision refuses, and appends nothing', async () => {
    const stream = newStream('counter');
    await expect(count(stream, 101)).rejects.toMatchObject({ refusal: { code: 'too-many' } });
    expect(await subject.store.readStream(stream)).toEqual([]);
  });

  it.each(['before', 'after'] as const)(
    'counts once when the answer got lost %s it was stored and the client repeats',
    async (when) => {
      const stream = newStream('counter');
      const commandId = uuidV7();
      const unlucky = new CommandRunner(losing(when), new PostgresCommandLog(subject.pool));
      const lost = count(stream, 2, { commandId }, unlucky);
      await expect(lost).rejects.toThrow(EventStoreUnavailable);
      const retried = await count(stream, 2, { commandId });
      expect(retried).toMatchObject({ state: 2, revision: 0n, appended: true });
      expect(await subject.store.readStream(stream)).toHaveLength(1);
    },
  );

  it('answers a repeat with the state as it was right after the command', async () => {
    const stream = newStream('counter');
    const commandId = uuidV7();
    const first = await count(stream, 2, { commandId });
    await count(stream, 40);
    expect(await count(stream, 2, { commandId })).toEqual(first);
    expect(await subject.store.readStream(stream)).toHaveLength(2);
  });

  it('counts once when a client sends the same command 8 times at once', async () => {
    const stream = newStream('counter');
    const commandId = uuidV7();
    const all = await Promise.all(Array.from({ length: 8 }, () => count(stream, 2, { commandId })));
    expect(new Set(all.map((r) => r.position)).size).toBe(1);
    expect(all.every((r) => r.state === 2)).toBe(true);
    expect(await subject.store.readStream(stream)).toHaveLength(1);
  });

  it('answers what is stored when the same command decided something else at the same time', async () => {
    // Ids of events derive from the command: the second append is taken for a repeat of the first.
    for (let i = 0; i < 10; i += 1) {
      const stream = newStream('counter');
      const same = { commandId: uuidV7(), idempotent: false };
      const states = await Promise.all([2, 3, 4, 5].map((by) => count(stream, by, same)));
      const [stored] = await subject.store.readStream(stream);
      const { by } = stored?.data as Counted['data'];
      expect(states.map(({ state }) => state)).toEqual([by, by, by, by]);
    }
  });

  it('refuses a key that comes with another body', async () => {
    const stream = newStream('counter');
    const commandId = uuidV7();
    await count(stream, 2, { commandId });
    const other = count(stream, 3, { commandId, bodyHash: 'another body' });
    await expect(other).rejects.toMatchObject({
      refusal: { kind: 'conflict', code: 'idempotency-key-reused' },
    });
    expect(await subject.store.readStream(stream)).toHaveLength(1);
  });

  it('refuses a caller that has seen an older revision', async () => {
    const stream = newStream('counter');
    await count(stream, 2);
    await count(stream, 2, { ifRevision: 0n });
    await expect(count(stream, 2, { ifRevision: 0n })).rejects.toMatchObject({
      refusal: { kind: 'stale', code: 'stale-revision' },
    });
    expect(await subject.store.readStream(stream)).toHaveLength(2);
  });

  it('looks at the key before If-Match: a repeat is told what it did, not that it is stale', async () => {
    const stream = newStream('counter');
    await count(stream, 2);
    const repeated = { commandId: uuidV7(), ifRevision: 0n };
    const first = await count(stream, 2, repeated);
    expect(await count(stream, 2, repeated)).toEqual(first);
  });

  it('lets 6 deciders at once all count, each on what the others did', async () => {
    const stream = newStream('counter');
    const results = await Promise.all(
      Array.from({ length: 6 }, () =>
        count(stream, 20).then(
          (r) => r.state,
          (error: unknown) => error,
        ),
      ),
    );
    expect(results.filter((r) => typeof r === 'number').sort()).toEqual([100, 20, 40, 60, 80]);
    expect(results.filter((r) => r instanceof Error)).toMatchObject([
      { refusal: { code: 'too-many' } },
    ]);
    expect(await subject.store.readStream(stream)).toHaveLength(5);
  });

  it('remembers that a command changed nothing, however the stream goes on', async () => {
    const stream = newStream('counter');
    await count(stream, 2);
    const nothing = (commandId: string) =>
      runner.run<number, Counted>({
        stream,
        context: context({ commandId }),
        decider: counter,
        decide: () => [],
      });
    const commandId = uuidV7();
    const first = await nothing(commandId);
    expect(first).toMatchObject({ state: 2, revision: 0n, appended: false });
    await count(stream, 5);
    expect(await nothing(commandId)).toEqual(first);
  });

  describe('that makes its stream as a rule', () => {
    let reads = 0;
    const watched = (): CommandRunner => {
      const store = new Proxy(subject.store, {
        get: (target, key) => {
          if (key === 'readStream') reads += 1;
          const member = Reflect.get(target, key, target) as unknown;
          return typeof member === 'function' ? (member.bind(target) as unknown) : member;
        },
      });
      return new CommandRunner(store, new PostgresCommandLog(subject.pool));
    };
    /** Opens the counter once: whoever comes later is refused, unless they bring the same number. */
    function open(stream: string, by: number, over: Partial<CommandContext> = {}, on = watched()) {
      reads = 0;
      return on.run<number, Counted>({
        stream,
        context: context(over),
        decider: counter,
        founds: true,
        decide: (total) => {
          if (total > 0)
            return total === by ? [] : Refusal.conflict('already-open', '已经开始计数');
          if (by > 100) return Refusal.conflict('too-many', '超过上限');
          return [{ type: 'counter.counted', schemaVersion: 1, data: { by } }];
        },
      });
    }

    it('does so without reading it', async () => {
      const stream = newStream('counter');
      const result = await open(stream, 2);
      expect(result).toMatchObject({ state: 2, revision: 0n, appended: true });
      expect(reads).toBe(0);
      const [event] = await subject.store.readStream(stream);
      expect(result).toMatchObject({ recordedAt: event?.recordedAt, position: event?.position });
    });

    it('decides on what is there when it is there already', async () => {
      const stream = newStream('counter');
      await count(stream, 2);
      await expect(open(stream, 3)).rejects.toMatchObject({ refusal: { code: 'already-open' } });
      expect(await open(stream, 2)).toMatchObject({ state: 2, revision: 0n, appended: false });
      expect(await subject.store.readStream(stream)).toHaveLength(1);
    });

    it('answers a repeat with what it did, however the stream went on', async () => {
      for (const idempotent of [true, false]) {
        const stream = newStream('counter');
        const same = { commandId: uuidV7(), idempotent };
        const first = await open(stream, 2, same);
        await count(stream, 5);
        expect(await open(stream, 2, same)).toEqual(first);
        expect(await subject.store.readStream(stream)).toHaveLength(2);
      }
    });

    it('makes it once when a client sends it 8 times at once', async () => {
      const stream = newStream('counter');
      const same = { commandId: uuidV7() };
      const all = await Promise.all(Array.from({ length: 8 }, () => open(stream, 2, same)));
      expect(new Set(all.map((r) => r.position)).size).toBe(1);
      expect(await subject.store.readStream(stream)).toHaveLength(1);
    });

    it('makes it once when 8 clients send it at once, and refuses who wanted something else', async () => {
      const stream = newStream('counter');
      const all = await Promise.allSettled([1, 2, 3, 4, 5, 6, 7, 8].map((by) => open(stream, by)));
      expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await subject.store.readStream(stream)).toHaveLength(1);
    });

    it('repeats what got lost after it was stored', async () => {
      const stream = newStream('counter');
      const same = { commandId: uuidV7() };
      const unlucky = new CommandRunner(losing('after'), new PostgresCommandLog(subject.pool));
      await expect(open(stream, 2, same, unlucky)).rejects.toThrow(EventStoreUnavailable);
      expect(await open(stream, 2, same)).toMatchObject({ state: 2, revision: 0n, appended: true });
      expect(await subject.store.readStream(stream)).toHaveLength(1);
    });

    it('is refused as ever: by its decision, by its key, by If-Match', async () => {
      const stream = newStream('counter');
      await expect(open(stream, 101)).rejects.toMatchObject({ refusal: { code: 'too-many' } });
      const { commandId } = context();
      await open(stream, 2, { commandId });
      await expect(open(stream, 3, { commandId, bodyHash: 'other' })).rejects.toMatchObject({
        refusal: { code: 'idempotency-key-reused' },
      });
      await expect(open(newStream('counter'), 2, { ifRevision: 4n })).rejects.toMatchObject({
        refusal: { code: 'stale-revision' },
      });
      expect(await subject.store.readStream(stream)).toHaveLength(1);
    });
  });

  it('decides when what it needs is there, and is refused what that is refused', async () => {
    const needing = (stream: string, needs: Promise<unknown>, decided: () => void) =>
      runner.run<number, Counted>({
        stream,
        context: context(),
        decider: counter,
        needs,
        decide: () => {
          decided();
          return [{ type: 'counter.counted', schemaVersion: 1, data: { by: 1 } }];
        },
      });
    const stream = newStream('counter');
    const steps: string[] = [];
    const needs = new Promise((resolve) => setTimeout(resolve, 50)).then(() => steps.push('found'));
    await needing(stream, needs, () => steps.push('decided'));
    expect(steps).toEqual(['found', 'decided']);
    const unknown = Promise.reject(new RefusalError(Refusal.conflict('unknown', '没有')));
    await expect(needing(stream, unknown, () => undefined)).rejects.toMatchObject({
      refusal: { code: 'unknown' },
    });
    expect(await subject.store.readStream(stream)).toHaveLength(1);
  });

  it('keeps the record time that a seed brings along', async () => {
    const stream = newStream('counter');
    const recordedAt = '2021-05-01T00:00:00.000Z';
    const result = await count(stream, 1, { recordedAt, source: 'seed', idempotent: false });
    expect(result.recordedAt).toBe(recordedAt);
  });
});
