import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { createPool } from '#libs/runtime/database/pools.js';
import { newEvents, newStream } from '../../../test/contract/event-store/subject.js';
import { journal } from '../../../test/contract/support/journal-projection.js';
import {
  openPostgresSubject,
  type PostgresSubject,
} from '../../../test/contract/support/postgres-subject.js';
import { projectionHost } from '../../../test/contract/support/projection-host.js';
import { PostgresCommandLog } from './postgres-command-log.js';
import { PostgresEventStore } from './postgres-event-store.js';

/** As docs/how-to/run-on-your-own-postgresql.md has it. */
describe('a role that owns nothing of the ledger', () => {
  const role = `app_${randomUUID().slice(0, 8)}`;
  let subject: PostgresSubject;
  let pool: pg.Pool;
  let store: PostgresEventStore;

  beforeAll(async () => {
    subject = await openPostgresSubject();
    // The owner ran the registry before, so there are read models of its making.
    const owner = projectionHost(subject.pool, subject.store, [journal()]);
    await owner.runners.start();
    const request = { stream: newStream(), expected: 'any' as const, events: newEvents(2) };
    await owner.models.waitFor(['journal'], (await subject.store.append(request)).position);
    await owner.runners.stop();
    await subject.pool.query(`create role ${role} login password 'a-test-password'`);
    await subject.pool.query('select es.grant_registry($1)', [role]);
    const url = new URL(subject.url);
    url.username = role;
    url.password = 'a-test-password';
    pool = createPool({ url: url.href, applicationName: 'restricted' });
    store = await PostgresEventStore.open(pool, { ledger: 'contract' });
  });
  afterAll(async () => {
    await store.close();
    await pool.end();
    await subject.pool.query(`reassign owned by ${role} to current_user; drop owned by ${role}`);
    await subject.pool.query(`drop role ${role}`);
    await subject.dispose();
  });

  it('appends, reads and follows the log', async () => {
    const [one, many] = [newStream(), newStream()];
    await store.append({ stream: one, expected: 'no-stream', events: newEvents(1) });
    const outcomes = await store.appendMany([
      { stream: many, expected: 'no-stream', events: newEvents(3) },
      { stream: one, expected: 0n, events: newEvents(2) },
    ]);
    expect(outcomes.map((o) => o.outcome)).toEqual(['appended', 'appended']);
    expect(await store.readStream(one)).toHaveLength(3);
    const page = await store.readAll({ after: 0n, limit: 100 });
    expect(page).toMatchObject({ end: true, checkpoint: (await store.horizon()).safe });
  });

  it('remembers commands and issues numbers', async () => {
    const log = new PostgresCommandLog(pool);
    const claim = { commandId: randomUUID(), bodyHash: 'x', stream: 's', number: null };
    await log.claim(claim);
    await log.answered(claim.commandId, 4n);
    expect(await log.find(claim.commandId)).toMatchObject({ answeredRevision: 4n });
    expect(await log.issueNumber('PT', claim.commandId, 1)).toBe(1);
  });

  it('goes on with the read models of the owner, and rebuilds them', async () => {
    const host = projectionHost(pool, store, [journal()]);
    await host.runners.start();
    const request = { stream: newStream(), expected: 'any' as const, events: newEvents(2) };
    await host.models.waitFor(['journal'], (await store.append(request)).position);
    const before = await host.models.query('select * from journal_events order by position');
    await host.runners.rebuild('journal');
    const after = await host.models.query('select * from journal_events order by position');
    expect(after).toEqual(before);
    await host.runners.stop();
  });

  it.each([
    'insert into es.event select * from es.event limit 1',
    'insert into es.event_p00000 select * from es.event limit 1',
    "update es.event set data = '{}'",
    'delete from es.event',
    'truncate es.event',
    'delete from es.event_p00000',
    'insert into es.stream overriding system value select * from es.stream limit 1',
    'update es.stream set revision = 0',
    'delete from es.stream',
    "update es.ledger set ledger_id = 'ffffffff'",
    'delete from es.ledger',
    'truncate es.ledger',
    'delete from es.command_log',
    'alter table es.event disable trigger never_changed',
    'drop table es.event',
    "select setval('es.event_position', 1)",
    "select nextval('es.event_position')",
    'create table es.more (x int)',
    `select es.grant_registry('${role}')`,
    'set session_replication_role = replica',
  ])('cannot change what is recorded: %s', async (sql) => {
    await expect(pool.query(sql)).rejects.toMatchObject({ code: '42501' });
  });

  it('cannot mislead the functions that write for it', async () => {
    const stream = newStream();
    const client = await pool.connect();
    await client.query(`create schema misleading;
      create function misleading.nextval(regclass) returns bigint language sql as 'select 1::bigint';
      create function misleading.plus(bigint, int) returns bigint language sql as 'select 1::bigint';
      create operator misleading.+ (leftarg = bigint, rightarg = int, function = misleading.plus);
      set search_path = misleading, pg_catalog`);
    const sql = `select es.append_one($1, -2, gen_random_uuid(), 't', '{}', '{}')`;
    for (let n = 0; n < 3; n += 1) await client.query(sql, [stream]);
    await client.query('reset search_path; drop schema misleading cascade');
    client.release();
    expect((await store.readStream(stream)).map((e) => e.revision)).toEqual([0n, 1n, 2n]);
  });
});
