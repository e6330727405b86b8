import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { newEvents, newStream } from '../../../test/contract/event-store/subject.js';
import { runWriters } from '../../../test/contract/event-store/writers.js';
import {
  openPostgresSubject,
  type PostgresSubject,
} from '../../../test/contract/support/postgres-subject.js';
import { eventually, SILENT } from '../../../test/contract/support/projection-host.js';
import { PostgresEventStore } from '../postgres/postgres-event-store.js';
import { HostLease } from '../projections/host-lease.js';
import type { RunnerLog } from '../projections/projection-runner.js';
import { beginningOf, linkDigest, sealedText, type Seal } from './chain.js';
import { digestCalled, findDigest } from './digest.js';
import { SealMonitor } from './seal-monitor.js';
import { findHead, readSeals } from './seal-rows.js';
import { Sealer } from './sealer.js';

const NO_EVENTS = 'select 1 from seal.seal limit 1';

describe('sealing the ledger', () => {
  let subject: PostgresSubject;
  let running: { sealer: Sealer; lease: HostLease }[] = [];

  beforeEach(async () => {
    subject = await openPostgresSubject();
  });
  afterEach(async () => {
    for (const { sealer, lease } of running) {
      await sealer.stop();
      await lease.stop();
    }
    running = [];
    await subject.dispose();
  });

  async function startSealer(algorithm: 'sha256' | 'sm3' = 'sha256', log: RunnerLog = SILENT) {
    const lease = new HostLease(subject.pool);
    await lease.start();
    const { pool, store } = subject;
    const sealer = new Sealer({ pool, store, digest: digestCalled(algorithm) }, lease.id, log);
    running.push({ sealer, lease });
    sealer.start();
    return { sealer, lease };
  }

  const append = (count: number, stream = newStream()) =>
    subject.store.append({ stream, expected: 'any', events: newEvents(count) });

  const monitor = () => new SealMonitor(subject.pool, subject.store);

  const sealedUpTo = (position: bigint) =>
    eventually(async () => (await monitor().status()).position >= position);

  async function seals(): Promise<Seal[]> {
    const head = await findHead(subject.pool, subject.store.ledgerId);
    const range = { after: 0n, upTo: 1n << 62n, limit: 100_000 };
    return head ? readSeals(subject.pool, head.chain, range) : [];
  }

  /** The chain as an auditor computes it from the events alone. */
  async function expectSoundChain(): Promise<Seal[]> {
    const made = await seals();
    const { events } = await subject.store.readAll({ limit: 100_000 });
    let previous = beginningOf(subject.store.ledgerId);
    expect(made.map((seal) => seal.position)).toEqual(events.map((event) => event.position));
    for (const [index, seal] of made.entries()) {
      const [event, digest] = [events[index], findDigest(seal.algorithm)];
      if (!event || !digest) throw new Error('a seal without event or digest');
      previous = linkDigest(digest, previous, sealedText(event));
      expect([seal.eventId, seal.stream, seal.digest.toString('hex')]).toEqual([
        event.id,
        event.stream,
        previous.toString('hex'),
      ]);
    }
    const head = await findHead(subject.pool, subject.store.ledgerId);
    expect(head?.digest).toEqual(previous);
    return made;
  }

  it('seals every event once, in order, also when its page is followed by others', async () => {
    for (let n = 0; n < 5; n += 1) await append(7);
    await startSealer();
    await sealedUpTo(35n);
    const { position } = await append(3);
    await sealedUpTo(position);
    expect(await expectSoundChain()).toHaveLength(38);
  });

  it('never seals beyond the safe end while a writer is in flight', async () => {
    await append(1);
    await startSealer();
    await sealedUpTo(1n);
    const slow = subject.slowAppend(
      { stream: newStream(), expected: 'no-stream', events: newEvents(1) },
      { holdMs: 900, rollback: false },
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    const { position } = await append(1);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await seals()).toHaveLength(1);
    await slow;
    await sealedUpTo(position);
    await expectSoundChain();
  });

  it('makes one chain when two processes seal under 24 writers, and one of them ends', async () => {
    const [first] = await Promise.all([startSealer(), startSealer()]);
    const writing = runWriters(subject, 'sealed', { writers: 24, ms: 1_500 });
    await new Promise((resolve) => setTimeout(resolve, 700));
    await first.sealer.stop();
    await first.lease.stop();
    const acknowledged = await writing;
    await sealedUpTo((await subject.store.horizon()).safe);
    expect((await expectSoundChain()).length).toBeGreaterThanOrEqual(acknowledged.size);
  }, 30_000);

  it('does not fork when two processes both believe to be the one that seals', async () => {
    const [one, other] = await Promise.all([startSealer(), startSealer()]);
    for (let n = 0; n < 30; n += 1) {
      await append(2);
      const host = n % 2 === 0 ? one.lease.id : other.lease.id;
      await subject.pool.query('update seal.sealer set host = $1', [host]);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await sealedUpTo(60n);
    expect(await expectSoundChain()).toHaveLength(60);
  });

  it('goes on with another algorithm from where the first one left off', async () => {
    await append(3);
    const { sealer, lease } = await startSealer('sha256');
    await sealedUpTo(3n);
    await sealer.stop();
    await lease.stop();
    await append(2);
    await startSealer('sm3');
    await sealedUpTo(5n);
    const made = await expectSoundChain();
    expect(made.map((seal) => seal.algorithm)).toEqual([
      'sha256',
      'sha256',
      'sha256',
      'sm3',
      'sm3',
    ]);
  });

  it('waits through an outage of the database', async () => {
    const [, { position }] = [await startSealer(), await append(1)];
    await sealedUpTo(position);
    const admin = new pg.Client({ connectionString: subject.url });
    await admin.connect();
    const name = new URL(subject.url).pathname.slice(1);
    await admin.query(`alter database ${name} allow_connections false`).catch(() => undefined);
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()`,
    );
    await new Promise((resolve) => setTimeout(resolve, 700));
    await admin.query(`alter database ${name} allow_connections true`);
    await admin.end();
    const later = await append(2);
    await sealedUpTo(later.position);
    await expectSoundChain();
    expect(await monitor().status()).toMatchObject({ running: true, error: null });
  }, 20_000);

  it('says how far it is, and that nobody seals', async () => {
    const { position } = await append(4);
    expect(await monitor().status()).toEqual({
      position: 0n,
      head: position,
      lag: position,
      running: false,
      error: null,
    });
    await startSealer();
    await sealedUpTo(position);
    expect(await monitor().status()).toMatchObject({ lag: 0n, running: true });
  });

  it.each([
    ['the last seal has gone', 'delete from seal.seal where position = 4', /last seal/],
    [
      'the ledger is shorter than its seals',
      'delete from es.event where position > 2',
      /ends at 2/,
    ],
  ])('stops visibly when %s, and the registry goes on', async (_, damage, reason) => {
    await append(4);
    const { sealer, lease } = await startSealer();
    await sealedUpTo(4n);
    await sealer.stop();
    await lease.stop();
    await tamper(damage);
    const messages: string[] = [];
    await startSealer('sha256', { ...SILENT, error: (message) => void messages.push(message) });
    await eventually(async () => (await monitor().status()).error !== null);
    expect((await monitor().status()).error).toMatch(reason);
    expect(messages.join()).toMatch(reason);
    expect((await monitor().status()).running).toBe(false);
    expect(await append(1)).toMatchObject({ outcome: 'appended' });
  });

  async function tamper(sql: string): Promise<void> {
    const client = new pg.Client({ connectionString: subject.url });
    await client.connect();
    await client.query('set session_replication_role = replica');
    await client.query(sql);
    await client.end();
    // What this process knows of the log's end is from before.
    await subject.store.close();
    const store = await PostgresEventStore.open(subject.pool, { ledger: 'contract' });
    subject = { ...subject, store };
  }
});

describe('seals', () => {
  let subject: PostgresSubject;
  beforeAll(async () => {
    subject = await openPostgresSubject();
    await subject.pool.query(
      `insert into seal.head (ledger_id, position, algorithm, digest) values ('00000000', 7, 'sha256', '\\x00')`,
    );
    await subject.pool.query(
      `insert into seal.seal values (7, 1, gen_random_uuid(), 's', 'sha256', '\\x00')`,
    );
  });
  afterAll(async () => {
    await subject.dispose();
  });

  it.each([
    `update seal.seal set digest = '\\x01'`,
    'delete from seal.seal',
    'truncate seal.seal',
    `update seal.head set position = 6`,
    `update seal.head set digest = '\\x01'`,
    `update seal.head set position = 8, ledger_id = '11111111'`,
    'delete from seal.head',
    'truncate seal.head cascade',
  ])('cannot be changed, removed or moved back: %s', async (sql: string) => {
    await expect(subject.pool.query(sql)).rejects.toThrow(/never changed or removed|only moves on/);
    expect((await subject.pool.query(NO_EVENTS)).rows).toHaveLength(1);
  });
});
