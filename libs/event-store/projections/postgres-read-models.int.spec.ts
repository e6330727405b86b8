import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newEvent, newEvents, newStream } from '../../../test/contract/event-store/subject.js';
import { runWriters } from '../../../test/contract/event-store/writers.js';
import { journal } from '../../../test/contract/support/journal-projection.js';
import {
  openPostgresSubject,
  type PostgresSubject,
} from '../../../test/contract/support/postgres-subject.js';
import { projectionHost } from '../../../test/contract/support/projection-host.js';
import type { RecordedEvent } from '../port.js';
import { formatPosition } from '../position-token.js';

describe('read models', () => {
  let subject: PostgresSubject;
  let host: ReturnType<typeof projectionHost>;

  beforeAll(async () => {
    subject = await openPostgresSubject();
    host = projectionHost(subject.pool, subject.store, [journal()], { longestWaitMs: 3000 });
  });
  afterAll(async () => {
    await host.runners.stop();
    await subject.dispose();
  });

  const append = async (recordedAt?: string) => {
    const event = newEvent();
    const events = [recordedAt === undefined ? event : { ...event, metadata: { recordedAt } }];
    return (await subject.store.append({ stream: newStream(), expected: 'any', events })).position;
  };
  const token = (position: bigint) => formatPosition(subject.store.ledgerId, position);
  const resolve = (request: { after?: string; knownAt?: string }) =>
    host.models.resolve(['journal'], request);
  const knownAt = async (text: string) => (await resolve({ knownAt: text })).position;
  const refusedWith = (kind: string, code: string) => ({ refusal: { kind, code } });

  it('wait for projections that are only just starting', async () => {
    const asked = resolve({});
    await host.runners.start();
    expect(await asked).toMatchObject({ position: 0n, token: token(0n), knownAt: null });
    expect(await knownAt(new Date().toISOString())).toBe(0n);
  });

  it('know a seeded past by the record times it brought along', async () => {
    const first = await append('2021-05-01T00:00:00.000Z');
    const second = await append('2022-05-01T00:00:00.000Z');
    const third = await append('2022-05-01T00:00:00.000Z');
    const fourth = await append('2023-05-01T00:00:00.000Z');
    await append();
    expect(await knownAt('2021-04-30')).toBe(0n);
    expect(await knownAt('2021-04-30T23:59:59.999Z')).toBe(0n);
    expect(await knownAt('2021-05-01T00:00:00Z')).toBe(first);
    expect(await knownAt('2022-04-30T23:59:59.999Z')).toBe(first);
    expect(await knownAt('2022-05-01T00:00:00.000Z')).toBe(third);
    expect(await knownAt('2023-06-01')).toBe(fourth);
    expect(third).toBeGreaterThan(second);
  });

  it('take a late record time for the running maximum, so that the past stays closed', async () => {
    const before = await knownAt('2022-06-01');
    await append('2022-01-01T00:00:00.000Z');
    await append();
    expect(await knownAt('2022-06-01')).toBe(before);
  });

  it('see what a command has just done, when asked for its position', async () => {
    const position = await append();
    const at = await resolve({ after: token(position) });
    expect(at.position).toBeGreaterThanOrEqual(position);
    const rows = await host.models.query('select 1 from journal_events where position = $1', [
      String(position),
    ]);
    expect(rows).toHaveLength(1);
  });

  it('know exactly the prefix that a position names', async () => {
    const position = await append();
    await append();
    expect(await resolve({ knownAt: token(position) })).toEqual({
      position,
      token: token(position),
      knownAt: token(position),
    });
  });

  it('know all of today, and of now', async () => {
    const position = await append();
    const { recordedAt } = (await lastEvents(1))[0] ?? { recordedAt: '' };
    expect(await knownAt(recordedAt)).toBe(position);
    const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format();
    expect(await knownAt(today)).toBe(position);
  });

  it('refuse tokens that are malformed, foreign or of the future', async () => {
    await expect(resolve({ after: 'x' })).rejects.toMatchObject(
      refusedWith('malformed', 'malformed-position'),
    );
    await expect(resolve({ after: 'ffffffff.1' })).rejects.toMatchObject(
      refusedWith('malformed', 'foreign-position'),
    );
    const beyond = token((await append()) + 1_000n);
    for (const request of [{ after: beyond }, { knownAt: beyond }]) {
      await expect(resolve(request)).rejects.toMatchObject(
        refusedWith('malformed', 'unknown-position'),
      );
    }
  });

  it('tell a token of the future from one that exists while writers are busy', async () => {
    const writers = runWriters(subject, `busy`, { writers: 8, ms: 700 });
    const far = token(1_000_000n);
    for (let n = 0; n < 5; n += 1) {
      await expect(resolve({ after: far })).rejects.toMatchObject(
        refusedWith('malformed', 'unknown-position'),
      );
      const position = await append();
      expect((await resolve({ after: token(position) })).position).toBeGreaterThanOrEqual(position);
    }
    await writers;
  });

  it('give up with 503 when a projection does not come that far in time', async () => {
    const idle = projectionHost(subject.pool, subject.store, [], { longestWaitMs: 100 });
    await expect(idle.models.waitFor(['missing'], 1n)).rejects.toMatchObject(
      refusedWith('unavailable', 'read-model-behind'),
    );
    await expect(idle.models.waitFor(['journal'], 1_000_000n)).rejects.toMatchObject(
      refusedWith('unavailable', 'read-model-behind'),
    );
  });

  it('end all waiting when the process shuts down', async () => {
    const closing = projectionHost(subject.pool, subject.store, []);
    const wait = closing.models.waitFor(['journal'], 1_000_000n);
    setTimeout(() => {
      closing.models.close();
    }, 50);
    await expect(wait).rejects.toMatchObject(refusedWith('unavailable', 'read-model-behind'));
  });

  it('cannot be written to', async () => {
    await expect(host.models.query('delete from journal_events')).rejects.toMatchObject({
      code: '25006',
    });
  });

  it('answer dates as dates, and numbers exactly', async () => {
    const [row] = await host.models.query(
      `select date '2023-06-15' as d, array[date '2023-06-15'] as ds, array[]::date[] as none,
         timestamptz '2023-06-15 08:00+08' as t, 9007199254740993::bigint as b, 0.10::numeric as n,
         '{"a":1}'::jsonb as j, true as yes, 3 as i, null::date as nothing`,
    );
    expect(row).toEqual({
      d: '2023-06-15',
      ds: ['2023-06-15'],
      none: [],
      t: '2023-06-15T00:00:00.000Z',
      b: '9007199254740993',
      n: '0.10',
      j: { a: 1 },
      yes: true,
      i: 3,
      nothing: null,
    });
  });

  it('wait for a writer in flight, which may have been stamped before the instant', async () => {
    const stream = newStream();
    const slow = subject.slowAppend(
      { stream, expected: 'any', events: newEvents(1) },
      { holdMs: 400, rollback: false },
    );
    await new Promise((resolve) => setTimeout(resolve, 150));
    const position = await knownAt(new Date().toISOString());
    await slow;
    const [event] = await subject.store.readStream(stream);
    expect(position).toBe(event?.position);
  });

  // Few writers, so that often the last positions of the log are the ones still in flight.
  it('give the same question the same answer, for ever, with slow writers busy', async () => {
    const writers = runWriters(subject, 'asked', { writers: 4, ms: 2500 });
    const answers = new Map<string, bigint>();
    const deadline = Date.now() + 2300;
    const ask = async () => {
      while (Date.now() < deadline) {
        const instant = new Date(Date.now() - Math.floor(Math.random() * 30)).toISOString();
        const position = await knownAt(instant);
        const before = answers.get(instant);
        if (before !== undefined) expect([instant, position]).toEqual([instant, before]);
        answers.set(instant, position);
      }
    };
    await Promise.all(Array.from({ length: 8 }, ask));
    await writers;
    await subject.store.append({ stream: newStream(), expected: 'any', events: newEvents(1) });
    expect(answers.size).toBeGreaterThan(10);
    const log = await lastEvents(undefined);
    for (const [instant, position] of answers) {
      expect([instant, await knownAt(instant)]).toEqual([instant, position]);
      expect([instant, prefixOf(log, instant)]).toEqual([instant, position]);
    }
  }, 60_000);

  /** By definition: what lies before the first event at which the running maximum exceeds the instant. */
  function prefixOf(log: readonly RecordedEvent[], instant: string): bigint {
    const rise = log.findIndex((event) => event.recordedAt > instant);
    const last = rise < 0 ? log.at(-1) : log[rise - 1];
    return last?.position ?? 0n;
  }

  async function lastEvents(count: number | undefined): Promise<readonly RecordedEvent[]> {
    const { events } = await subject.store.readAll({ after: 0n, limit: 1_000_000 });
    return count === undefined ? events : events.slice(-count);
  }
});
