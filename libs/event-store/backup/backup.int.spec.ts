import { appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { journal } from '../../../test/contract/support/journal-projection.js';
import { newEvents } from '../../../test/contract/event-store/subject.js';
import { openPostgresSubject } from '../../../test/contract/support/postgres-subject.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { eventStoreMigrations } from '../migrations.js';
import { PostgresEventStore } from '../postgres/postgres-event-store.js';
import { readBackup, runBackup, runRestore } from './cli.js';

const TABLES = ['es.ledger', 'es.stream', 'es.event', 'es.command_log', 'seal.head', 'seal.seal'];
const LEDGER = 'contract';

describe('backup and restore', () => {
  let subject: Awaited<ReturnType<typeof openPostgresSubject>>;
  let folder: string;
  const targets: TestDatabase[] = [];
  const pools: pg.Pool[] = [];

  beforeAll(async () => {
    subject = await openPostgresSubject();
    folder = await mkdtemp(join(tmpdir(), 'backup-'));
    for (let n = 0; n < 20; n += 1) {
      await subject.store.append({ stream: `a-${n % 5}`, expected: 'any', events: newEvents(3) });
    }
  });
  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.end()));
    await Promise.all(targets.map((target) => target.drop()));
    await subject.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  async function backup(): Promise<string> {
    let output = '';
    const write = (text: string) => (output += text);
    const code = await runBackup({ pool: subject.pool, tables: TABLES, write }, ['--to', folder]);
    expect({ code, output }).toMatchObject({ code: 0 });
    return output.split('\n').find((line) => line.startsWith(folder)) ?? '';
  }

  async function emptyDatabase() {
    const target = await createTestDatabase();
    const pool = new pg.Pool({ connectionString: target.url });
    targets.push(target);
    pools.push(pool);
    return { url: target.url, pool };
  }

  async function restore(from: string, into: { url: string; pool: pg.Pool }) {
    let output = '';
    const cli = {
      ...into,
      migrations: eventStoreMigrations,
      definitions: [journal()],
      ledger: LEDGER,
      write: (text: string) => (output += text),
    };
    const code = await runRestore(cli, from, await readBackup(from, cli));
    return { code, output };
  }

  it('bring back every event as it was, go on behind them, and build the read models', async () => {
    const from = await backup();
    const into = await emptyDatabase();
    expect(await restore(from, into)).toMatchObject({
      code: 0,
      output: expect.stringMatching(
        /已恢复 60 个事件，截至位置 60.*未发现问题.*恢复完成/s,
      ) as unknown,
    });
    const store = await PostgresEventStore.open(into.pool, { ledger: LEDGER });
    const all = { limit: 1000 };
    expect((await store.readAll(all)).events).toEqual((await subject.store.readAll(all)).events);
    expect(store.ledgerId).toBe(subject.store.ledgerId);
    const { rows } = await into.pool.query('select count(*)::int as n from rm.journal_events');
    expect(rows).toEqual([{ n: 60 }]);
    const later = await store.append({ stream: 'a-0', expected: 11n, events: newEvents(1) });
    const fresh = { stream: 'new-0', expected: 'no-stream', events: newEvents(1) } as const;
    expect(later.position).toBeGreaterThan(1_000_000n);
    expect((await store.append(fresh)).position).toBe(later.position + 1n);
    await store.close();
  });

  it('take one moment of a ledger that is being written to', async () => {
    const stop = new AbortController();
    let acknowledged = 0;
    const writer = async (stream: string) => {
      while (!stop.signal.aborted) {
        await subject.store.append({ stream, expected: 'any', events: newEvents(2) });
        acknowledged += 2;
      }
    };
    const writers = Promise.all(['w-0', 'w-1', 'w-2', 'w-3'].map(writer));
    const before = 60 + acknowledged;
    const from = await backup();
    stop.abort();
    await writers;
    const into = await emptyDatabase();
    expect(await restore(from, into)).toMatchObject({ code: 0 });
    const { rows } = await into.pool.query<{ events: number; broken: number }>(
      `select (select count(*)::int from es.event) as events,
         (select count(*)::int from es.stream s where s.revision + 1 <>
           (select count(*) from es.event e where e.stream_id = s.id)) as broken`,
    );
    expect(rows[0]?.broken).toBe(0);
    expect(rows[0]?.events).toBeGreaterThanOrEqual(before);
  });

  it('never write over what is there', async () => {
    const from = await backup();
    expect(await restore(from, subject)).toMatchObject({
      code: 1,
      output: expect.stringContaining('绝不覆盖') as unknown,
    });
  });

  it('refuse a file that was changed, one that is missing, and a backup that was not finished', async () => {
    const from = await backup();
    const cli = { ledger: LEDGER, migrations: eventStoreMigrations };
    await appendFile(join(from, 'es.stream.copy.gz'), 'x');
    await expect(readBackup(from, cli)).rejects.toThrow(/es\.stream\.copy\.gz.*校验值与清单不符/);
    await rm(join(from, 'es.stream.copy.gz'));
    await expect(readBackup(from, cli)).rejects.toThrow(/读不到 es\.stream\.copy\.gz/);
    await rm(join(from, 'manifest.json'));
    await expect(readBackup(from, cli)).rejects.toThrow(/备份未曾写完/);
  });

  it('refuse another ledger, a newer program, and a manifest that names other files', async () => {
    const from = await backup();
    const known = { ledger: LEDGER, migrations: eventStoreMigrations };
    await expect(readBackup(from, { ...known, ledger: 'other' })).rejects.toThrow(
      /LEDGER=contract/,
    );
    const older = eventStoreMigrations.slice(0, 2);
    await expect(readBackup(from, { ...known, migrations: older })).rejects.toThrow(/较新的程序/);
    const path = join(from, 'manifest.json');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('es.event.copy.gz', '../es.event.copy.gz'));
    await expect(readBackup(from, known)).rejects.toThrow(/无法识别/);
  });

  it('are for their owner only, and leave nothing half written', async () => {
    const from = await backup();
    expect((await stat(from)).mode & 0o777).toBe(0o700);
    const files = await readdir(from);
    for (const file of files) expect((await stat(join(from, file))).mode & 0o777).toBe(0o600);
    await expect(
      runBackup(
        { pool: subject.pool, tables: ['es.event', 'es.nothing'], write: () => undefined },
        ['--to', folder],
      ),
    ).rejects.toThrow();
    expect((await readdir(folder)).filter((name) => name.endsWith('.partial'))).toEqual([]);
  });
});
