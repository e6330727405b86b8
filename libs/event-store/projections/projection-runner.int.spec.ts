import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { newEvents, newStream } from '../../../test/contract/event-store/subject.js';
import { journal } from '../../../test/contract/support/journal-projection.js';
import {
  openPostgresSubject,
  type PostgresSubject,
} from '../../../test/contract/support/postgres-subject.js';
import { eventually, projectionHost } from '../../../test/contract/support/projection-host.js';
import { foreground } from '#libs/runtime/http/foreground.js';
import { PostgresEventStore } from '../postgres/postgres-event-store.js';
import type { ProjectionDefinition } from './projection.js';

describe('a projection', () => {
  let subject: PostgresSubject;
  let ends: (() => Promise<void>)[];

  beforeEach(async () => {
    subject = await openPostgresSubject();
    ends = [];
  });
  afterEach(async () => {
    for (const end of ends.reverse()) await end();
    await subject.dispose();
  });

  async function host(...definitions: ProjectionDefinition[]) {
    const made = projectionHost(subject.pool, subject.store, definitions);
    ends.push(() => made.runners.stop());
    await made.runners.start();
    return made;
  }
  const append = async (count: number, stream = newStream()) =>
    (await subject.store.append({ stream, expected: 'any', events: newEvents(count) })).position;
  /** The journal, and how many pages it was given. */
  const countingPages = () => {
    const plain = journal();
    const counted = {
      pages: 0,
      journal: journal({
        apply: (tx, events) => {
          counted.pages += 1;
          return plain.apply(tx, events);
        },
      }),
    };
    return counted;
  };
  const table = async (name: string) =>
    (await subject.pool.query<object>(`select * from rm.${name} order by 1`)).rows;
  const snapshot = async () => [await table('journal_events'), await table('journal_streams')];

  it('has every event in its tables once, also those from before it was started', async () => {
    await append(3);
    const { models } = await host(journal());
    const position = await append(2);
    await models.waitFor(['journal'], position);
    const rows = await models.query<{ position: string; day: string }>(
      'select * from journal_events order by position',
    );
    expect(rows).toHaveLength(5);
    expect(rows.at(-1)).toMatchObject({ position: String(position), day: '2023-06-15' });
  });

  it('gathers what comes closely into few pages, and answers what comes alone at once', async () => {
    const counted = countingPages();
    const { models } = await host(counted.journal);
    await models.waitFor(['journal'], await append(1));
    const before = counted.pages;
    const start = Date.now();
    let last = 0n;
    while (Date.now() - start < 1_000) last = await append(1);
    await models.waitFor(['journal'], last);
    // One every 50 ms at most, and the first two of them at once.
    expect(counted.pages - before).toBeLessThanOrEqual((Date.now() - start) / 50 + 3);
    const rows = await models.query('select * from journal_events');
    expect(rows).toHaveLength(new Set(rows.map((row) => JSON.stringify(row))).size);
  });

  it('gathers longer while requests are answered, but not for a reader that waits', async () => {
    const counted = countingPages();
    const { models } = await host(counted.journal);
    await models.waitFor(['journal'], await append(1));
    const answered = foreground.begin();
    try {
      const before = counted.pages;
      const start = Date.now();
      while (Date.now() - start < 1_500) await append(1);
      // One every 500 ms at most, and the first ones at once.
      expect(counted.pages - before).toBeLessThanOrEqual((Date.now() - start) / 500 + 4);
      const waited: number[] = [];
      for (let n = 0; n < 5; n += 1) {
        const position = await append(1);
        const began = Date.now();
        await models.waitFor(['journal'], position);
        waited.push(Date.now() - began);
      }
      // Without being wanted every single one would be made to wait for half a second.
      expect(Math.min(...waited)).toBeLessThan(400);
    } finally {
      answered();
    }
  });

  it('moves over events that do not concern it, so that waiting for them ends', async () => {
    const { models } = await host(journal({ filter: { streamPrefixes: ['nothing'] } }));
    await models.waitFor(['journal'], await append(3));
    expect(await table('journal_events')).toEqual([]);
  });

  it('leaves the same tables when every page is delivered twice, the first time in vain', async () => {
    const seen = new Set<string>();
    const plain = journal();
    const failing = journal({
      apply: async (tx, events) => {
        await plain.apply(tx, events);
        const key = events.map((e) => e.id).join();
        if (seen.has(key)) return;
        seen.add(key);
        // What a lost connection looks like: the runner starts over from its checkpoint.
        throw Object.assign(new Error('connection lost'), { code: '08006' });
      },
    });
    const { models, monitor } = await host(failing);
    for (let n = 0; n < 3; n += 1) await models.waitFor(['journal'], await append(4));
    const live = await snapshot();
    expect(live[0]).toHaveLength(12);
    expect(seen.size).toBeGreaterThanOrEqual(3);
    expect(await monitor.caughtUpSinceStart()).toBe(true);
  });

  it('stops before the event it cannot apply, says so, and never skips it', async () => {
    await append(2);
    const plain = journal();
    let broken = true;
    const definition = journal({
      apply: async (tx, events) => {
        if (broken && events.some((e) => e.stream === 'poison-1')) throw new Error('no such field');
        await plain.apply(tx, events);
      },
    });
    const { models, monitor, runners } = await host(definition);
    await eventually(() => monitor.caughtUpSinceStart());
    const good = await append(2);
    const poisoned = await append(1, 'poison-1');
    await append(2);
    const status = async () => (await monitor.status()).find((s) => s.name === 'journal');
    await eventually(async () => (await status())?.state === 'stopped');
    expect(await status()).toMatchObject({ position: good, failedPosition: poisoned });
    expect((await status())?.error).toMatch(/contract\.happened .* no such field/);
    expect(await monitor.caughtUpSinceStart()).toBe(false);
    await expect(models.waitFor(['journal'], poisoned)).rejects.toMatchObject({
      refusal: { kind: 'unavailable', code: 'read-model-behind' },
    });
    expect(await table('journal_events')).toHaveLength(4);

    broken = false;
    await runners.rebuild('journal');
    await eventually(async () => (await status())?.state === 'running');
    await models.waitFor(['journal'], await append(1));
    expect(await table('journal_events')).toHaveLength(8);
    expect(await monitor.caughtUpSinceStart()).toBe(true);
  });

  it('is run by one process only, and by another within 10 s when that one is gone', async () => {
    const pages: string[] = [];
    const plain = journal();
    const watched = (label: string) =>
      journal({
        apply: async (tx, events) => {
          pages.push(label);
          await plain.apply(tx, events);
        },
      });
    const other = new pg.Pool({ connectionString: subject.url, max: 5 });
    other.on('error', () => undefined);
    const otherStore = await PostgresEventStore.open(other, { ledger: 'contract' });
    const doomed = projectionHost(other, otherStore, [watched('doomed')]);
    await doomed.runners.start();
    await doomed.models.waitFor(['journal'], await append(1));
    const { models } = await host(watched('heir'));
    for (let n = 0; n < 5; n += 1) await models.waitFor(['journal'], await append(2));
    expect(new Set(pages)).toEqual(new Set(['doomed']));

    // Gone without a word: its lease is not given back and not renewed.
    await other.end();
    const killed = Date.now();
    await models.waitFor(['journal'], await append(2));
    expect(Date.now() - killed).toBeLessThan(10_000);
    expect(pages.at(-1)).toBe('heir');
    await doomed.runners.stop();
    await otherStore.close();
    expect(await table('journal_events')).toHaveLength(13);
  });

  it('is handed over at once by a process that ends in order', async () => {
    const first = projectionHost(subject.pool, subject.store, [journal()]);
    await first.runners.start();
    await first.models.waitFor(['journal'], await append(1));
    const { models } = await host(journal());
    await first.runners.stop();
    const stopped = Date.now();
    await models.waitFor(['journal'], await append(1));
    expect(Date.now() - stopped).toBeLessThan(2_000);
  });

  it('does nothing twice when two processes both believe to run it', async () => {
    const one = await host(journal());
    await one.models.waitFor(['journal'], await append(1));
    // Steals the projection while the first keeps running.
    await subject.pool.query(`delete from projection.host`);
    await host(journal());
    for (let n = 0; n < 30; n += 1) await append(1);
    await one.models.waitFor(['journal'], await append(1));
    expect(await table('journal_events')).toHaveLength(32);
    expect(await table('journal_streams')).toHaveLength(32);
  });

  it('equals a rebuild that was made while writers were busy', async () => {
    const { models, runners } = await host(journal());
    let writing = true;
    const writers = Array.from({ length: 4 }, async () => {
      while (writing) await append(2, `busy-${Math.floor(Math.random() * 5)}`);
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const before = await subject.pool.query<object>(
      `select * from pg_views where schemaname = 'rm'`,
    );
    await runners.rebuild('journal');
    await runners.rebuild('journal');
    const after = await subject.pool.query<object>(
      `select * from pg_views where schemaname = 'rm'`,
    );
    expect(after.rows).not.toEqual(before.rows);
    await new Promise((resolve) => setTimeout(resolve, 200));
    writing = false;
    await Promise.all(writers);
    await models.waitFor(['journal'], await append(1));
    const live = await snapshot();
    await runners.rebuild('journal');
    expect(await snapshot()).toEqual(live);
    const { rows } = await subject.pool.query<{ n: string }>('select count(*) as n from es.event');
    expect(live[0]).toHaveLength(Number(rows[0]?.n));
    const schemas = await subject.pool.query<object>(
      `select nspname from pg_namespace where nspname like 'journal%'`,
    );
    expect(schemas.rows).toEqual([{ nspname: 'journal_g4' }]);
  });

  it('answers readers from the old tables until the new ones have caught up', async () => {
    const { models, runners } = await host(journal());
    await models.waitFor(['journal'], await append(5));
    let reading = true;
    const counts = new Set<number>();
    const reader = (async () => {
      while (reading) counts.add((await models.query('select * from journal_events')).length);
    })();
    for (let n = 0; n < 3; n += 1) await runners.rebuild('journal');
    reading = false;
    await reader;
    expect([...counts]).toEqual([5]);
  });

  it('lets the planner know the rows of new tables before readers meet them', async () => {
    const { models, runners } = await host(journal());
    await models.waitFor(['journal'], await append(5));
    await runners.rebuild('journal');
    const { rows } = await subject.pool.query<{ reltuples: number }>(
      `select reltuples from pg_class where oid = 'journal_g2.journal_events'::regclass`,
    );
    expect(rows).toEqual([{ reltuples: 5 }]);
  });

  it('survives a crash of the server once its rebuild is live: only the build itself goes unlogged', async () => {
    const seen: string[] = [];
    const persistence = async () => {
      const { rows } = await subject.pool.query<{ kind: string }>(
        `select relpersistence as kind from pg_class
         where oid = to_regclass('journal_g2.journal_events')`,
      );
      return rows[0]?.kind ?? 'none';
    };
    const plain = journal();
    const { models, runners } = await host({
      ...plain,
      apply: async (tx, events) => {
        seen.push(await persistence());
        await plain.apply(tx, events);
      },
    });
    await models.waitFor(['journal'], await append(5));
    await runners.rebuild('journal');
    expect([seen[0], seen.at(-1), await persistence()]).toEqual(['none', 'u', 'p']);
  });

  it('is built anew, with other columns, when its version has risen', async () => {
    const first = projectionHost(subject.pool, subject.store, [journal()]);
    await first.runners.start();
    const position = await append(3);
    await first.models.waitFor(['journal'], position);
    await first.runners.stop();
    const { monitor } = await host(
      journal({
        version: 2,
        tables: ['journal_types'],
        ddl: 'create table journal_types (type text primary key, events int)',
        apply: async (tx, events) => {
          for (const { type } of events) {
            await tx.query(
              `insert into journal_types as t values ($1, 1)
               on conflict (type) do update set events = t.events + 1`,
              [type],
            );
          }
        },
      }),
    );
    await eventually(() => monitor.caughtUpSinceStart());
    expect(await table('journal_types')).toEqual([{ type: 'contract.happened', events: 3 }]);
    await expect(table('journal_events')).rejects.toMatchObject({ code: '42P01' });
  });

  it('does not fall back to an older version by itself', async () => {
    const newer = projectionHost(subject.pool, subject.store, [journal({ version: 2 })]);
    await newer.runners.start();
    await newer.models.waitFor(['journal'], await append(1));
    await newer.runners.stop();
    const { monitor, runners } = await host(journal());
    const status = async () => (await monitor.status()).find((s) => s.name === 'journal');
    await eventually(async () => (await status())?.error !== null);
    expect((await status())?.error).toMatch(/version 2.*rebuild journal/);
    await runners.rebuild('journal');
    await eventually(async () => (await status())?.state === 'running');
  });

  it('refuses to go on from the checkpoint of another ledger', async () => {
    const first = projectionHost(subject.pool, subject.store, [journal()]);
    await first.runners.start();
    await first.models.waitFor(['journal'], await append(1));
    await first.runners.stop();
    await subject.pool.query(`update projection.generation set ledger_id = 'ffffffff'`);
    const { monitor } = await host(journal());
    const status = async () => (await monitor.status()).find((s) => s.name === 'journal');
    await eventually(async () => (await status())?.error !== null);
    expect((await status())?.error).toMatch(/ledger ffffffff/);
    expect(await monitor.caughtUpSinceStart()).toBe(false);
  });

  it('is built anew for the ledger there is now, however far it was in another one', async () => {
    const first = projectionHost(subject.pool, subject.store, [journal()]);
    await first.runners.start();
    await first.models.waitFor(['journal'], await append(1));
    await first.runners.stop();
    await subject.pool.query(
      `update projection.generation set ledger_id = 'ffffffff', position = 1000000`,
    );
    const { models, runners } = projectionHost(subject.pool, subject.store, [journal()]);
    await runners.rebuild('journal');
    await runners.rebuild('record_clock');
    await runners.start();
    await models.waitFor(['journal'], await append(1));
    expect(await table('journal_events')).toHaveLength(2);
    await runners.stop();
  });

  it('waits through an outage of the database', async () => {
    const { models, monitor } = await host(journal());
    await models.waitFor(['journal'], await append(1));
    for (let n = 0; n < 3; n += 1) {
      await subject.pool
        .query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and pid <> pg_backend_pid()`,
        )
        .catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await models.waitFor(['journal'], await append(1));
    expect(await table('journal_events')).toHaveLength(2);
    expect((await monitor.status()).map((s) => s.error)).toEqual([null, null]);
  });
});
