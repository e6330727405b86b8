import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { newEvent, newEvents } from '../../../test/contract/event-store/subject.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { eventStoreMigrations } from '../migrations.js';
import { migrateDatabase } from '#libs/runtime/database/migrations.js';
import { createPool } from '#libs/runtime/database/pools.js';
import type { RecordedEvent } from '../port.js';
import { PostgresCommandLog } from '../postgres/postgres-command-log.js';
import { PostgresEventStore } from '../postgres/postgres-event-store.js';
import { carried } from './carried-event.js';
import { runCopy } from './cli.js';
import { copyLedger, type CopyEnd, type CopyOptions } from './copy-ledger.js';
import { loaderFor } from './loader-for.js';

/** A database, with a ledger of that name unless none is wanted. */
interface Side extends CopyEnd {
  readonly url: string;
  readonly pool: pg.Pool;
  readonly store: PostgresEventStore;
  readonly log: PostgresCommandLog;
}

const opened: { close(): Promise<void> }[] = [];

async function emptyDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase();
  opened.push({ close: () => database.drop() });
  return database;
}

async function openSide(url: string, ledger = 'county'): Promise<Side> {
  await migrateDatabase(url, eventStoreMigrations);
  const pool = createPool({ url, applicationName: 'side', max: 4 });
  const store = await PostgresEventStore.open(pool, { ledger });
  opened.unshift({
    close: async () => {
      await store.close();
      await pool.end();
    },
  });
  return { label: new URL(url).pathname, url, pool, store, log: new PostgresCommandLog(pool) };
}

async function all({ store }: Pick<Side, 'store'>): Promise<RecordedEvent[]> {
  return [...(await store.readAll({ limit: 100_000 })).events];
}

/** What a copy has to keep. */
const kept = (events: readonly RecordedEvent[]) => events.map(carried);

describe('npm run ledger -- copy, between two databases', () => {
  let source: Side;
  let targetUrl: string;
  let dataDir: string;

  beforeEach(async () => {
    source = await openSide((await emptyDatabase()).url);
    targetUrl = (await emptyDatabase()).url;
    dataDir = mkdtempSync(join(tmpdir(), 'ledger-copy-'));
  });
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function run(argv: readonly string[], signal?: AbortSignal) {
    let output = '';
    const write = (text: string) => (output += text);
    const cli = { migrations: eventStoreMigrations, tables: [], dataDir, ledger: 'county', write };
    const code = await runCopy({ ...cli, signal }, argv);
    return { code, output };
  }

  const copy = (...more: string[]) => run(['--from', source.url, '--to', targetUrl, ...more]);

  /** Streams of different lengths whose events alternate, some with a record time of their own. */
  async function fill(count: number): Promise<void> {
    for (let n = 0; n < count; n += 1) {
      const brought = { recordedAt: `2023-0${1 + (n % 9)}-01T00:00:00.000Z` };
      const event = newEvent('contract.happened', { n, 名称: '甲 🌾', nested: [{ a: null }] });
      const events = [
        n % 3 === 0 ? { ...event, metadata: { ...event.metadata, ...brought } } : event,
      ];
      await source.store.append({ stream: `thing-${n % 7}`, expected: 'any', events });
    }
    await source.store.append({ stream: 'long-1', expected: 'no-stream', events: newEvents(600) });
  }

  it('keeps ids, order, streams, revisions, content and record times, and says so', async () => {
    await fill(40);
    const { code, output } = await copy();
    expect([code, output]).toEqual([
      0,
      expect.stringContaining('核对通过：两边各 640 个事件、8 个流'),
    ]);
    const target = await openSide(targetUrl);
    expect(kept(await all(target))).toEqual(kept(await all(source)));
    const [ours = '', theirs] = [...output.matchAll(/内容摘要（SHA-256）\S+ ([0-9a-f]{64})/g)].map(
      (match) => match[1],
    );
    expect(ours).toBe(theirs);
    expect(target.store.ledgerId).not.toBe(source.store.ledgerId);
    expect(output).toContain(
      `来源台账 ${source.store.ledgerId}，目标台账 ${target.store.ledgerId}`,
    );
  });

  it('brings what makes repeated commands count once, and lets issued numbers go on', async () => {
    await fill(1);
    const ids = [1, 2, 3].map((n) => `018bf3d4-6c00-7000-8000-00000000000${n}`);
    const [one = '', two = '', three = ''] = ids;
    await source.log.claim({ commandId: one, bodyHash: 'h', stream: 'thing-0', number: 'PT-1' });
    expect(await source.log.issueNumber('PT411323-2023', one, 0)).toBe(1);
    expect(await source.log.issueNumber('PT411323-2023', two, 0)).toBe(2);
    expect(await copy()).toMatchObject({ code: 0 });
    // The command is answered only after the first copy: the second brings that too.
    await source.log.answered(one, 3n);
    expect((await copy()).output).toMatch(/已带上 es\.command_log：1 行/);
    const target = await openSide(targetUrl);
    expect(await target.log.find(one)).toEqual(await source.log.find(one));
    expect((await target.log.find(one))?.answeredRevision).toBe(3n);
    expect(await target.log.issueNumber('PT411323-2023', two, 0)).toBe(2);
    expect(await target.log.issueNumber('PT411323-2023', three, 0)).toBe(3);
  });

  it('takes the command log from, and to, registry databases of their own', async () => {
    await fill(1);
    const [from, to] = [await openSide((await emptyDatabase()).url), await emptyDatabase()];
    const commandId = '018bf3d4-6c00-7000-8000-000000000001';
    await from.log.claim({ commandId, bodyHash: 'h', stream: 'thing-0', number: null });
    const registries = ['--registry-from', from.url, '--registry-to', to.url];
    expect((await copy(...registries)).output).toContain('已带上 es.command_log：1 行');
    const moved = await openSide(to.url);
    expect(await moved.log.find(commandId)).toEqual(await from.log.find(commandId));
    expect(await (await openSide(targetUrl)).log.find(commandId)).toBeUndefined();
  });

  it('goes on with what was recorded since, and has nothing to do the third time', async () => {
    await fill(5);
    await copy();
    await source.store.append({ stream: 'thing-1', expected: 'any', events: newEvents(3) });
    const second = await copy();
    expect(second.output).toMatch(/目标已有 605 个事件，与来源一致，接着拷贝/);
    expect(second.output).toContain('本次拷贝 3 个事件');
    const third = await copy();
    expect([third.code, third.output]).toEqual([0, expect.stringContaining('本次拷贝 0 个事件')]);
    expect(kept(await all(await openSide(targetUrl)))).toEqual(kept(await all(source)));
  });

  it('can be stopped between two chunks and started again', async () => {
    await fill(30);
    const target = await openSide(targetUrl);
    const stopping = new AbortController();
    const loader = loaderFor(target);
    const slowly = {
      chunkSize: 100,
      load: async (events: Parameters<typeof loader.load>[0]) => {
        await loader.load(events);
        stopping.abort(new Error('stop'));
      },
    };
    const options = { source, target, tables: [], write: () => undefined };
    const stopped = copyLedger({ ...options, loader: slowly, signal: stopping.signal });
    await expect(stopped).rejects.toThrow('stop');
    expect(await all(target)).toHaveLength(100);
    await copyLedger({ ...options, loader });
    expect(kept(await all(target))).toEqual(kept(await all(source)));
  });

  it('counts a chunk once whose acknowledgement was lost', async () => {
    await fill(30);
    const target = await openSide(targetUrl);
    const loader = loaderFor(target);
    const losing = {
      chunkSize: 250,
      load: async (events: Parameters<typeof loader.load>[0]) => {
        await loader.load(events);
        throw new Error('connection lost');
      },
    };
    const options = { source, target, tables: [], write: () => undefined };
    await expect(copyLedger({ ...options, loader: losing })).rejects.toThrow(
      /写入目标 .* 失败（已拷贝 0 个事件，保留）：connection lost/,
    );
    await copyLedger({ ...options, loader });
    expect(kept(await all(target))).toEqual(kept(await all(source)));
  });

  it('carries on after kill -9 in the middle', async () => {
    const bulk = loaderFor(source);
    const data = { text: 'x'.repeat(300) };
    for (let n = 0; n < 3; n += 1) {
      const events = newEvents(4_000).map((event, k) => {
        const stream = `many-${n}-${k % 2_000}`;
        return { ...event, data, stream, revision: BigInt(Math.floor(k / 2_000)) };
      });
      await bulk.load(events);
    }
    const killed = spawn(
      process.execPath,
      [
        '--import',
        './test/support/ts-hooks.js',
        'libs/event-store/copy/testing/copy-process.ts',
        '--from',
        source.url,
        '--to',
        targetUrl,
      ],
      {
        env: { ...process.env, DATA_DIR: dataDir, NODE_OPTIONS: '' },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    let printed = '';
    killed.stdout.on('data', (text: Buffer) => {
      printed += text.toString();
      if (printed.includes('已拷贝')) killed.kill('SIGKILL');
    });
    await new Promise((resolve) => killed.on('exit', resolve));
    expect(printed).not.toContain('核对通过');
    const { code, output } = await copy();
    expect([code, output]).toEqual([
      0,
      expect.stringMatching(/目标已有 \d+ 个事件，与来源一致，接着拷贝/),
    ]);
    expect(kept(await all(await openSide(targetUrl)))).toEqual(kept(await all(source)));
  }, 60_000);

  it('finds that the copy is not the same when the loader is at fault', async () => {
    await fill(10);
    const target = await openSide(targetUrl);
    const loader = loaderFor(target);
    const faulty = (
      change: (events: Parameters<typeof loader.load>[0]) => typeof events,
    ): CopyOptions => ({
      source,
      target,
      tables: [],
      write: () => undefined,
      loader: { chunkSize: 10_000, load: (events) => loader.load(change(events)) },
    });
    await expect(copyLedger(faulty((events) => events.slice(0, -1)))).rejects.toThrow(
      '核对未通过：目标只有 609 个事件',
    );
    await source.store.append({ stream: 'thing-1', expected: 'any', events: newEvents(2) });
    const altered = faulty((events) => events.map((e) => ({ ...e, type: 'contract.happenee' })));
    await expect(copyLedger(altered)).rejects.toThrow(/第 610 个事件与来源不同（类型）/);
  });

  describe('refuses, and writes nothing,', () => {
    it('when source and target are the same ledger', async () => {
      await fill(1);
      const { code, output } = await run(['--from', source.url, '--to', source.url]);
      expect([code, output]).toEqual([1, expect.stringContaining('来源与目标是同一本台账')]);
    });

    it('when the target holds a ledger of another name', async () => {
      await fill(1);
      const target = await openSide(targetUrl, 'other');
      const { code, output } = await copy();
      expect([code, output]).toEqual([1, expect.stringContaining('是台账“other”，不是“county”')]);
      expect(await all(target)).toEqual([]);
    });

    it('when the source is not the ledger that was asked for', async () => {
      await fill(1);
      const { code, output } = await copy('--ledger', 'province');
      expect([code, output]).toEqual([
        1,
        expect.stringContaining('是台账“county”，不是“province”'),
      ]);
    });

    it('when the target has events of its own, and names the first', async () => {
      await fill(2);
      const target = await openSide(targetUrl);
      await target.store.append({ stream: 'thing-0', expected: 'any', events: newEvents(1) });
      const [own] = await all(target);
      const { code, output } = await copy();
      expect([code, output]).toEqual([
        1,
        expect.stringContaining('第 1 个事件与来源不同（事件号、'),
      ]);
      expect(output).toContain(`目标位置 1 流 thing-0 事件 ${own?.id}`);
      expect(await all(target)).toHaveLength(1);
    });

    it('when somebody went on writing in the target', async () => {
      await fill(2);
      await copy();
      const target = await openSide(targetUrl);
      await target.store.append({ stream: 'thing-0', expected: 'any', events: newEvents(1) });
      const { code, output } = await copy();
      expect([code, output]).toEqual([
        1,
        expect.stringContaining('在与来源相同的 602 个事件之后还有别的事件'),
      ]);
    });

    it('when a record time in the target is not the source’s', async () => {
      await fill(2);
      await copy();
      const owner = new pg.Client({ connectionString: targetUrl });
      await owner.connect();
      await owner.query(`set session_replication_role = replica;
        update es.event set metadata = metadata || '{"recordedAt": "2020-01-01T00:00:00.000Z"}' where position = 2`);
      await owner.end();
      const { code, output } = await copy();
      expect([code, output]).toEqual([1, expect.stringContaining('第 2 个事件与来源不同（')]);
      expect(output).toContain('入账时间');
    });

    it('when the registry database has read models of another ledger', async () => {
      await fill(1);
      await source.pool.query(
        `insert into projection.generation (name, generation, version, ledger_id, tables)
         values ('tally', 1, 1, $1, '{}')`,
        [source.store.ledgerId],
      );
      const { code, output } = await copy('--registry-to', source.url);
      expect([code, output]).toEqual([1, expect.stringContaining('要用新的空库作登记库')]);
      expect(await all(await openSide(targetUrl))).toEqual([]);
    });

    it('when the source has no events, or no ledger', async () => {
      expect(await copy()).toMatchObject({
        code: 1,
        output: expect.stringContaining('没有事件') as unknown,
      });
      const nothing = await emptyDatabase();
      expect(await run(['--from', nothing.url, '--to', targetUrl])).toMatchObject({
        code: 1,
        output: expect.stringContaining('里没有台账') as unknown,
      });
    });
  });
});
