import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { newEvents, newStream } from '../../../test/contract/event-store/subject.js';
import {
  openPostgresSubject,
  type PostgresSubject,
} from '../../../test/contract/support/postgres-subject.js';
import { eventually } from '../../../test/contract/support/projection-host.js';
import { EventStoreUnavailable } from '../port.js';
import { PostgresEventStore } from './postgres-event-store.js';

describe('the ledger in PostgreSQL', () => {
  let subject: PostgresSubject;
  beforeAll(async () => {
    subject = await openPostgresSubject();
  });
  afterAll(async () => {
    await subject.dispose();
  });
  const append = (count: number, stream = newStream()) =>
    subject.store.append({ stream, expected: 'any', events: newEvents(count) });

  it('has one random id for ever, however many processes open it first', async () => {
    expect(subject.store.ledgerId).toMatch(/^[0-9a-f]{8}$/);
    const again = await PostgresEventStore.open(subject.pool, { ledger: 'contract' });
    expect(again.ledgerId).toBe(subject.store.ledgerId);
  });

  it('is not opened under another name', async () => {
    await expect(PostgresEventStore.open(subject.pool, { ledger: 'other' })).rejects.toThrow(
      /holds the ledger "contract", but LEDGER is "other"/,
    );
  });

  it('is not opened where transactions would not see what others commit meanwhile', async () => {
    const options = '-c default_transaction_isolation=serializable';
    const pool = new pg.Pool({ connectionString: subject.url, options });
    await expect(PostgresEventStore.open(pool, { ledger: 'contract' })).rejects.toThrow(
      /needs "read committed"/,
    );
    await pool.end();
  });

  it.each([
    "update es.event set data = '{}'",
    'delete from es.event',
    'truncate es.event',
    'delete from es.event_p00000',
    'truncate es.event_p00000',
    'truncate es.event_p00001',
    'delete from es.stream',
    'truncate es.stream cascade',
    "update es.ledger set ledger_id = 'ffffffff'",
    'delete from es.ledger',
  ])('never changes or removes what is recorded: %s', async (sql) => {
    const stream = newStream();
    await append(2, stream);
    await expect(subject.pool.query(sql)).rejects.toMatchObject({ code: '23001' });
    expect(await subject.store.readStream(stream)).toHaveLength(2);
  });

  it('refuses a second event at one revision, even behind the back of the append function', async () => {
    await append(1);
    const copy = `insert into es.event select nextval('es.event_position'), stream_id, revision,
      gen_random_uuid(), stream, type, data, metadata, recorded_at from es.event limit 1`;
    await expect(subject.pool.query(copy)).rejects.toMatchObject({ code: '23505' });
  });

  it('is not held up by a transaction that only reads, nor by one of another database', async () => {
    const idle = await subject.pool.connect();
    await idle.query('begin; select count(*) from es.event; create temp table t (x int)');
    const { position } = await append(1);
    expect((await subject.store.horizon()).safe).toBe(position);
    await idle.query('rollback');
    idle.release();
  });

  it('holds back what lies behind a writer in flight, and goes on when it has ended', async () => {
    const first = await append(1);
    expect((await subject.store.horizon()).safe).toBe(first.position);
    const slow = subject.slowAppend(
      { stream: newStream(), expected: 'any', events: newEvents(1) },
      { holdMs: 1500, rollback: false },
    );
    await eventually(async () => {
      const sql =
        'select cardinality(writers) = 1 and last_position > $1 as in_flight from es.look()';
      const { rows } = await subject.pool.query<{ in_flight: boolean }>(sql, [first.position]);
      return rows[0]?.in_flight === true;
    });
    const last = await append(1);
    expect((await subject.store.horizon()).safe).toBe(first.position);
    await slow;
    expect((await subject.store.horizon()).safe).toBe(last.position);
  });

  it('settles under constant traffic, although writers are in flight at every look', async () => {
    let writing = true;
    const writer = async () => {
      while (writing) {
        await subject.slowAppend(
          { stream: newStream(), expected: 'any', events: newEvents(1) },
          { holdMs: 30, rollback: false },
        );
      }
    };
    const writers = Array.from({ length: 6 }, writer);
    const marks = new Set<bigint>();
    const deadline = Date.now() + 1000;
    while (Date.now() < deadline) {
      marks.add((await subject.store.horizon()).safe);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    writing = false;
    await Promise.all(writers);
    expect(marks.size).toBeGreaterThan(4);
  });

  it('looks rarely while nothing happens, once for all subscriptions together', async () => {
    await append(1);
    let looks = 0;
    const counting = new Proxy(subject.pool, {
      get: (target, key) => {
        if (key !== 'query') return Reflect.get(target, key, target) as unknown;
        return (config: { name?: string }) => {
          if (config.name === 'es_look') looks += 1;
          return target.query(config as pg.QueryConfig);
        };
      },
    });
    const store = await PostgresEventStore.open(counting, { ledger: 'contract' });
    const abort = new AbortController();
    const subscriptions = Array.from({ length: 10 }, async () => {
      for await (const message of store.subscribe({ after: 0n, signal: abort.signal }))
        void message;
    });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    looks = 0;
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(looks).toBeGreaterThanOrEqual(2);
    expect(looks).toBeLessThanOrEqual(6);
    abort.abort();
    await Promise.all(subscriptions);
  });

  const transactionsOf = async (streams: readonly string[]) => {
    const sql = 'select count(distinct xmin::text) as n from es.event where stream = any($1)';
    return Number((await subject.pool.query<{ n: string }>(sql, [streams])).rows[0]?.n);
  };

  it('writes appends that meet in few transactions, each with its own outcome', async () => {
    const streams = Array.from({ length: 100 }, () => newStream());
    const appends = streams.map((stream, n) =>
      subject.store.append({ stream, expected: n === 50 ? 0n : 'no-stream', events: newEvents(2) }),
    );
    const outcomes = await Promise.allSettled(appends);
    expect(outcomes.flatMap((o, n) => (o.status === 'rejected' ? [n] : []))).toEqual([50]);
    expect(await transactionsOf(streams)).toBeLessThan(20);
  });

  it('does not let an append that PostgreSQL refuses harm those it met', async () => {
    const streams = Array.from({ length: 40 }, () => newStream());
    // Longer than an index can hold, and not to be compressed.
    const bad = Array.from({ length: 300 }, () => newStream()).join('');
    streams[20] = bad;
    const outcomes = await Promise.allSettled(
      streams.map((stream) =>
        subject.store.append({ stream, expected: 'any', events: newEvents(1) }),
      ),
    );
    expect(outcomes.flatMap((o, n) => (o.status === 'rejected' ? [n] : []))).toEqual([20]);
    expect(await subject.store.readStream(bad)).toEqual([]);
  });

  it('takes appends to one stream in the order they came, however many meet', async () => {
    const stream = newStream();
    const appends = Array.from({ length: 30 }, () => newEvents(1));
    await Promise.all(
      appends.map((events) => subject.store.append({ stream, expected: 'any', events })),
    );
    const read = await subject.store.readStream(stream);
    expect(read.map((e) => e.id)).toEqual(appends.map(([event]) => event?.id));
  });

  it('writes very many requests in transactions of bounded size', async () => {
    const requests = Array.from({ length: 2_500 }, () => ({
      stream: newStream(),
      expected: 'no-stream' as const,
      events: newEvents(1),
    }));
    const outcomes = await subject.store.appendMany(requests);
    expect(new Set(outcomes.map((o) => o.outcome))).toEqual(new Set(['appended']));
    expect(await transactionsOf(requests.map(({ stream }) => stream))).toBe(3);
    const positions = outcomes.map((o) => ('position' in o ? o.position : 0n));
    expect([...positions].sort((a, b) => Number(a - b))).toEqual(positions);
  });

  it('answers appends that are under way before it closes', async () => {
    const store = await PostgresEventStore.open(subject.pool, { ledger: 'contract' });
    const appends = Array.from({ length: 50 }, () =>
      store.append({ stream: newStream(), expected: 'no-stream', events: newEvents(1) }),
    );
    await store.close();
    expect(await Promise.all(appends)).toHaveLength(50);
    const late = store.append({ stream: newStream(), expected: 'any', events: newEvents(1) });
    await expect(late).rejects.toThrow(EventStoreUnavailable);
  });

  it('reads streams that are asked for together each whole and in order, whatever is among them', async () => {
    const streams = Array.from({ length: 120 }, () => newStream());
    const counts = new Map(streams.map((stream, n) => [stream, n % 5]));
    await Promise.all(
      streams.filter((_, n) => n % 5 > 0).map((s) => append(counts.get(s) ?? 0, s)),
    );
    const asked = [...streams, ...streams.slice(0, 10)];
    const read = await Promise.all(asked.map((stream) => subject.store.readStream(stream)));
    expect(read.map((events) => events.map((e) => `${e.stream} ${e.revision}`))).toEqual(
      asked.map((s) => Array.from({ length: counts.get(s) ?? 0 }, (_, n) => `${s} ${n}`)),
    );
    const [whole] = await subject.store.readStream(streams[1] ?? '');
    const [one] = await subject.store.readStream(streams[1] ?? '', { limit: 1 });
    expect(JSON.stringify(whole)).toBe(JSON.stringify(one));
  });

  it('says that it cannot be reached, and works again when it can', async () => {
    const pool = new pg.Pool({ connectionString: 'postgres://nobody@127.0.0.1:1/none' });
    await expect(PostgresEventStore.open(pool, { ledger: 'x' })).rejects.toThrow(
      EventStoreUnavailable,
    );
    await pool.end();
    await subject.pool
      .query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database()`,
      )
      .catch(() => undefined);
    const stream = newStream();
    const events = newEvents(1);
    // A connection may turn out to be dead only when it is used; the same call then succeeds.
    await eventually(() =>
      subject.store.append({ stream, expected: 'no-stream', events }).then(
        () => true,
        (error: unknown) => {
          expect(error).toBeInstanceOf(EventStoreUnavailable);
          return false;
        },
      ),
    );
    expect(await subject.store.readStream(stream)).toHaveLength(1);
  });

  // Last, since it moves the sequence far ahead.
  it('goes on in the next partition, and makes those after it ahead of need', async () => {
    const stream = newStream();
    await append(1, stream);
    await subject.pool.query(`select setval('es.event_position', 9999998)`);
    const { position } = await append(4, stream);
    expect(position).toBe(10_000_002n);
    await subject.pool.query(`select setval('es.event_position', 19999998)`);
    await subject.store.horizon();
    await append(4, stream);
    const read = await subject.store.readStream(stream);
    expect(read.map((e) => Number(e.revision))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    const page = await subject.store.readAll({ after: 9_999_999n, limit: 100 });
    expect(page.events.map((e) => e.position)).toEqual(read.slice(2).map((e) => e.position));
    await subject.store.horizon();
    const { rows } = await subject.pool.query<{ n: string }>(
      `select count(*) as n from pg_inherits where inhparent = 'es.event'::regclass`,
    );
    expect(Number(rows[0]?.n)).toBeGreaterThanOrEqual(5);
    await expect(subject.pool.query('truncate es.event_p00004')).rejects.toThrow(/never changed/);
  });
});
