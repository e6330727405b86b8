import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newEvent, newEvents } from '../../../test/contract/event-store/subject.js';
import { KURRENTDB_URL } from '../../../test/contract/support/kurrentdb-subject.js';
import { eventually, SILENT } from '../../../test/contract/support/projection-host.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { uuidV7 } from '#libs/kernel/uuid.js';
import { migrateDatabase } from '#libs/runtime/database/migrations.js';
import { createPool } from '#libs/runtime/database/pools.js';
import { eventStoreMigrations } from '../migrations.js';
import { openEventStore } from '../open-event-store.js';
import type { EventStore, RecordedEvent } from '../port.js';
import { HostLease } from '../projections/host-lease.js';
import { runVerify } from '../seal/cli.js';
import { digestCalled } from '../seal/digest.js';
import { SealMonitor } from '../seal/seal-monitor.js';
import { Sealer } from '../seal/sealer.js';
import { carried } from './carried-event.js';
import { runCopy } from './cli.js';
import { copyLedger } from './copy-ledger.js';
import { AppendLoader } from './event-loader.js';

const TITLE = 'a ledger moved to KurrentDB and back';
const url = KURRENTDB_URL;

if (url === undefined) {
  describe(TITLE, () => {
    it.skip('is the same', () => undefined);
  });
} else {
  describe(TITLE, () => {
    // The server may hold other ledgers, also those of other runs.
    const ledger = `copy_${uuidV7().slice(-12)}`;
    const databases: TestDatabase[] = [];
    const closing: (() => Promise<void>)[] = [];

    async function database(): Promise<string> {
      const made = await createTestDatabase();
      databases.push(made);
      return made.url;
    }

    async function open(databaseUrl: string, storeUrl?: string) {
      await migrateDatabase(databaseUrl, eventStoreMigrations);
      const pool = createPool({ url: databaseUrl, applicationName: 'side', max: 4 });
      const store = await openEventStore(pool, { ledger, url: storeUrl });
      closing.push(async () => {
        await store.close();
        await pool.end();
      });
      return { pool, store };
    }

    async function all(store: EventStore): Promise<RecordedEvent[]> {
      const events: RecordedEvent[] = [];
      for (let after = 0n; ;) {
        const page = await store.readAll({ after, limit: 1_000 });
        events.push(...page.events);
        if (page.end) return events;
        after = page.checkpoint;
      }
    }

    async function copy(from: string, to: string) {
      let output = '';
      const write = (text: string) => (output += text);
      const cli = {
        migrations: eventStoreMigrations,
        tables: [],
        dataDir: '/nowhere',
        ledger,
        write,
      };
      const code = await runCopy(cli, ['--from', from, '--to', to, '--ledger', ledger]);
      return { code, output };
    }

    let sourceUrl: string;
    let source: Awaited<ReturnType<typeof open>>;

    beforeAll(async () => {
      sourceUrl = await database();
      source = await open(sourceUrl);
      for (let n = 0; n < 30; n += 1) {
        const brought = { recordedAt: `2023-0${1 + (n % 9)}-01T00:00:00.000Z` };
        const event = newEvent('contract.happened', { n, 名称: '甲 🌾', nested: [{ a: null }] });
        const metadata = n % 3 === 0 ? { ...event.metadata, ...brought } : event.metadata;
        const events = [{ ...event, metadata }];
        await source.store.append({ stream: `thing-${n % 7}`, expected: 'any', events });
      }
      const large = newEvents(40).map((event) => ({
        ...event,
        data: { text: '字'.repeat(20_000) },
      }));
      await source.store.append({ stream: 'large-1', expected: 'no-stream', events: large });
    }, 60_000);
    afterAll(async () => {
      for (const close of closing) await close();
      for (const one of databases) await one.drop();
    });

    it('goes on where it was stopped, and keeps ids, order, revisions, content and record times', async () => {
      const pool = createPool({ url: sourceUrl, applicationName: 'unused' });
      const target = await openEventStore(pool, { ledger, url });
      closing.push(async () => {
        await target.close();
        await pool.end();
      });
      const stopping = new AbortController();
      const loader = new AppendLoader(target);
      const options = {
        source: { label: 'source', store: source.store, pool: source.pool },
        target: { label: 'target', store: target, pool: undefined },
        tables: [],
        write: () => undefined,
        loader: {
          chunkSize: 13,
          load: async (events: Parameters<typeof loader.load>[0]) => {
            await loader.load(events);
            stopping.abort(new Error('stop'));
          },
        },
        signal: stopping.signal,
      };
      await expect(copyLedger(options)).rejects.toThrow('stop');
      const { code, output } = await copy(sourceUrl, url);
      expect([code, output]).toEqual([
        0,
        expect.stringContaining('核对通过：两边各 70 个事件、8 个流'),
      ]);
      expect(output).toContain('目标已有 13 个事件，与来源一致，接着拷贝');
      expect((await all(target)).map(carried)).toEqual((await all(source.store)).map(carried));
      expect((await copy(sourceUrl, url)).output).toContain('本次拷贝 0 个事件');
    }, 60_000);

    it('comes back into another database as it was', async () => {
      const backUrl = await database();
      const { code, output } = await copy(url, backUrl);
      expect([code, output]).toEqual([0, expect.stringContaining('核对通过：两边各 70 个事件')]);
      const back = await open(backUrl);
      expect((await all(back.store)).map(carried)).toEqual((await all(source.store)).map(carried));
    }, 60_000);

    it('is sealed there anew, beside the seals of the ledger it came from', async () => {
      const { pool, store } = await open(sourceUrl, url);
      const lease = new HostLease(pool);
      await lease.start();
      const sealers = [store, source.store].map(
        (of) => new Sealer({ pool, store: of, digest: digestCalled('sm3') }, lease.id, SILENT),
      );
      for (const sealer of sealers) sealer.start();
      for (const one of [store, source.store]) {
        const { safe } = await one.horizon();
        await eventually(async () => (await new SealMonitor(pool, one).status()).position >= safe);
      }
      for (const sealer of sealers) await sealer.stop();
      await lease.stop();
      let output = '';
      const write = (text: string) => (output += text);
      expect(await runVerify({ pool, store, eventsInPool: false, write }, [])).toBe(0);
      expect(output).toMatch(/核对了 70 个事件、70 个封印/);
    }, 60_000);
  });
}
