import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { eventStoreMigrations } from '#libs/event-store/migrations.js';
import type { Page } from '#libs/event-store/port.js';
import { PostgresEventStore } from '#libs/event-store/postgres/postgres-event-store.js';
import { uuidV7 } from '#libs/kernel/uuid.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { migrateDatabase } from '../../../test/support/migrate.js';
import { policyMigrations } from '../migrations.js';
import { eventually } from '../testing/policy-host.js';
import { Follower } from './follower.js';
import { LastFacts } from './last-facts.js';

describe('a follower of the ledger', () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let store: PostgresEventStore;
  let followers: Follower[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    await migrateDatabase(database.url, [...eventStoreMigrations, ...policyMigrations]);
    pool = new pg.Pool({ connectionString: database.url });
    store = await PostgresEventStore.open(pool, { ledger: 'registry' });
  }, 60_000);
  afterEach(async () => {
    await Promise.all(followers.map((follower) => follower.stop()));
    followers = [];
  });
  afterAll(async () => {
    await store.close();
    await pool.end();
    await database.drop();
  });

  async function append(n: number): Promise<void> {
    const event = { id: uuidV7(), type: 'fact.told', data: { n }, metadata: {} };
    await store.append({ stream: `fact-${uuidV7()}`, expected: 'no-stream', events: [event] });
  }

  /** A follower that keeps what it was given, and does with it what the test wants. */
  function start(name: string, work: (n: number) => void = () => undefined) {
    const seen: number[] = [];
    const handle = ({ events }: Page) => {
      for (const event of events) {
        const { n } = event.data as { n: number };
        work(n);
        seen.push(n);
      }
      return Promise.resolve();
    };
    const filter = { typePrefixes: ['fact.'] };
    const follower = new Follower(pool, store, { name, filter, handle, onError: () => undefined });
    followers.push(follower);
    follower.start();
    return { seen, follower };
  }

  const newName = () => `follower-${uuidV7()}`;
  const installed = (name: string) =>
    eventually(
      () =>
        pool.query('select from policy_follow.follower where name = $1 and host is not null', [
          name,
        ]),
      ({ rowCount }) => rowCount === 1,
    );
  const until = (seen: readonly number[], wanted: readonly number[]) =>
    eventually(
      () => Promise.resolve([...seen]),
      (found) => JSON.stringify(found) === JSON.stringify(wanted),
    );

  it('begins where the ledger was when it was first started, and goes on where it stopped', async () => {
    const name = newName();
    await append(1);
    const first = start(name);
    await installed(name);
    await append(2);
    await until(first.seen, [2]);
    await first.follower.stop();
    await append(3);
    const second = start(name);
    await until(second.seen, [3]);
    expect(first.seen).toEqual([2]);
  });

  it('does a page again until it succeeds, and never skips one', async () => {
    const name = newName();
    let failures = 2;
    const { seen } = start(name, (n) => {
      if (n === 11 && failures > 0) {
        failures -= 1;
        throw new Error('away');
      }
    });
    await installed(name);
    await append(11);
    await append(12);
    await until(seen, [11, 12]);
    expect(failures).toBe(0);
  });

  it('runs in one process at a time; another takes over from one that has died', async () => {
    const name = newName();
    const first = start(name);
    await installed(name);
    const second = start(name);
    await append(21);
    await until(first.seen, [21]);
    // Another host is written down, as if it had taken over while this one was stuck.
    await pool.query(
      `update policy_follow.follower set host = gen_random_uuid(),
         alive_until = clock_timestamp() + interval '1 second' where name = $1`,
      [name],
    );
    await append(22);
    await eventually(
      () => Promise.resolve(first.seen.length + second.seen.length),
      (count) => count >= 2,
    );
    await append(23);
    await eventually(
      () => Promise.resolve([...new Set([...first.seen, ...second.seen])].sort()),
      (all) => JSON.stringify(all) === '[21,22,23]',
    );
  });

  it('of another ledger is not taken over', async () => {
    const name = newName();
    await pool.query(
      `insert into policy_follow.follower (name, ledger_id, position) values ($1, 'elsewhere', 0)`,
      [name],
    );
    const { seen } = start(name);
    await append(31);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(seen).toEqual([]);
    const { rows } = await pool.query(
      'select position from policy_follow.follower where name = $1',
      [name],
    );
    expect(rows).toEqual([{ position: '0' }]);
  });

  it('keeps of each enterprise the last event that touched its facts', async () => {
    const facts = new LastFacts(pool);
    const fact = (creditCode: string, position: bigint) => ({
      creditCode,
      event: { id: uuidV7(), type: 'recognition.recorded', position },
    });
    await facts.touch([fact('A', 5n), fact('B', 6n), fact('A', 9n)]);
    await facts.touch([fact('A', 7n)]);
    const later = async (position: bigint) =>
      (await facts.later(['A', 'B', 'C'], position)).map(
        ({ creditCode, event }) => `${creditCode} ${event.position}`,
      );
    expect((await later(5n)).sort()).toEqual(['A 9', 'B 6']);
    expect(await later(6n)).toEqual(['A 9']);
    expect(await later(9n)).toEqual([]);
  });
});
