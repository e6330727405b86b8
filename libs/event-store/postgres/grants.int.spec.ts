import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { migrateDatabase } from '#libs/runtime/database/migrations.js';
import { createPool } from '#libs/runtime/database/pools.js';
import { newEvents, newStream } from '../../../test/contract/event-store/subject.js';
import { journal } from '../../../test/contract/support/journal-projection.js';
import {
  eventually,
  projectionHost,
  SILENT,
} from '../../../test/contract/support/projection-host.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { eventStoreMigrations } from '../migrations.js';
import { HostLease } from '../projections/host-lease.js';
import { digestCalled } from '../seal/digest.js';
import { SealMonitor } from '../seal/seal-monitor.js';
import { Sealer } from '../seal/sealer.js';
import { PostgresCommandLog } from './postgres-command-log.js';
import { PostgresEventStore } from './postgres-event-store.js';

class AddsATable1999000000000 implements MigrationInterface {
  readonly name = 'AddsATable1999000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create schema later; create table later.thing (name text)');
  }

  async down(): Promise<void> {
    // Its database is dropped.
  }
}

class AddsAnother1999000000001 implements MigrationInterface {
  readonly name = 'AddsAnother1999000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table later.other (name text)');
  }

  async down(): Promise<void> {
    // Its database is dropped.
  }
}

const HOW_TO = 'docs/how-to/run-on-your-own-postgresql.md';
const PASSWORD = 'a-test-password';

describe('a role that owns nothing of the ledger', () => {
  const suffix = randomUUID().slice(0, 8);
  const [owner, role] = [`registry_${suffix}`, `registry_app_${suffix}`];
  let database: TestDatabase;
  let pools: pg.Pool[] = [];
  let pool: pg.Pool;
  let store: PostgresEventStore;

  const poolOf = (user?: string): pg.Pool => {
    const url = new URL(database.url);
    if (user !== undefined) [url.username, url.password] = [user, PASSWORD];
    const made = createPool({ url: url.href, applicationName: 'grants', max: 5 });
    pools.push(made);
    return made;
  };

  /** The SQL of the how-to, block by block, with the names of this test. */
  const documented = (holds: string): string => {
    const blocks = readFileSync(HOW_TO, 'utf8').match(/```sql\n[^`]+```/g) ?? [];
    const block = blocks.find((text) => text.includes(holds));
    if (block === undefined) throw new Error(`${HOW_TO} has no SQL with "${holds}"`);
    return block
      .replace(/```(sql)?/g, '')
      .replaceAll('…', PASSWORD)
      .replace(/\bregistry_app\b/g, role)
      .replace(/\bregistry\b/g, owner);
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    const admin = poolOf();
    await admin.query(`create role ${owner} login password '${PASSWORD}'`);
    await admin.query(
      `alter database ${new URL(database.url).pathname.slice(1)} owner to ${owner}`,
    );
    const owners = poolOf(owner);
    const url = new URL(database.url);
    [url.username, url.password] = [owner, PASSWORD];
    await migrateDatabase(url.href, eventStoreMigrations);
    // The owner ran the registry before, so there are read models of its making.
    const first = await PostgresEventStore.open(owners, { ledger: 'contract' });
    const host = projectionHost(owners, first, [journal()]);
    await host.runners.start();
    const request = { stream: newStream(), expected: 'any' as const, events: newEvents(2) };
    await host.models.waitFor(['journal'], (await first.append(request)).position);
    await host.runners.stop();
    await first.close();

    await admin.query(documented('create role registry_app'));
    await owners.query(documented('es.grant_registry'));
    pool = poolOf(role);
    store = await PostgresEventStore.open(pool, { ledger: 'contract' });
  });
  afterAll(async () => {
    await store.close();
    const admin = poolOf();
    await admin.query(`drop owned by ${role}, ${owner} cascade`);
    await Promise.all(pools.map((one) => one.end()));
    pools = [];
    await database.drop();
    database = await createTestDatabase();
    await poolOf().query(`drop role ${role}, ${owner}`);
    await Promise.all(pools.map((one) => one.end()));
    await database.drop();
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
    'delete from seal.seal',
    "update seal.seal set stream = 'x'",
    'truncate seal.seal',
    'delete from seal.head',
    "update seal.head set ledger_id = 'ffffffff'",
    'delete from seal.sealer',
    'select es.grant_again()',
    `insert into es.granted_role (role) values ('${role}')`,
  ])('cannot change what is recorded: %s', async (sql) => {
    await expect(pool.query(sql)).rejects.toMatchObject({ code: '42501' });
  });

  it('seals what it appends', async () => {
    const lease = new HostLease(pool);
    await lease.start();
    const sealer = new Sealer({ pool, store, digest: digestCalled('sha256') }, lease.id, SILENT);
    sealer.start();
    const { position } = await store.append({
      ...{ stream: newStream(), expected: 'no-stream', events: newEvents(3) },
    });
    const monitor = new SealMonitor(pool, store);
    await eventually(async () => (await monitor.status()).position >= position);
    expect((await monitor.status()).error).toBeNull();
    await sealer.stop();
    await lease.stop();
  });

  it('may use what a later migration adds, without anybody granting it again', async () => {
    const url = new URL(database.url);
    [url.username, url.password] = [owner, PASSWORD];
    await migrateDatabase(url.href, [...eventStoreMigrations, AddsATable1999000000000]);
    await pool.query('insert into later.thing (name) values ($1)', ['甲']);
    await pool.query('update later.thing set name = $1', ['乙']);
    expect((await pool.query('select name from later.thing')).rows).toEqual([{ name: '乙' }]);
    // Roles that are gone do not stop a migration.
    await poolOf(owner).query(`insert into es.granted_role (role) values ('gone_${suffix}')`);
    await migrateDatabase(url.href, [
      ...[...eventStoreMigrations, AddsATable1999000000000, AddsAnother1999000000001],
    ]);
    expect((await pool.query('select * from later.other')).rows).toEqual([]);
  });

  it('is remembered where it was granted before anybody remembered roles', async () => {
    const older = await createTestDatabase();
    const then = eventStoreMigrations.filter(
      ({ name }) => Number(/\d+$/.exec(name)) <= 1764000000006,
    );
    await migrateDatabase(older.url, then);
    const admin = createPool({ url: older.url, applicationName: 'grants', max: 1 });
    await admin.query(`select es.grant_registry('${role}')`);
    await migrateDatabase(older.url, eventStoreMigrations);
    const { rows } = await admin.query<{ role: string; may: boolean }>(
      `select role, has_table_privilege(role, 'seal.seal', 'delete') as may from es.granted_role`,
    );
    expect(rows).toEqual([{ role, may: false }]);
    await admin.end();
    await older.drop();
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
