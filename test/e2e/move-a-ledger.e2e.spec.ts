import { afterEach, expect, describe, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { startRegistry, type RunningRegistry } from '../../apps/registry/start-registry.js';
import { migrations, movedTables } from '../../apps/shared/schema.js';
import { seedDemoAccounts } from '../../libs/accounts/index.js';
import { runCopy } from '../../libs/event-store/copy/cli.js';
import { EVENT_STORE, type EventStore } from '../../libs/event-store/port.js';
import { runVerify } from '../../libs/event-store/seal/cli.js';
import { loadConfig } from '../../libs/runtime/config/load-config.js';
import { PG_POOL } from '../../libs/runtime/database/pools.js';
import { signIn, type ApiClient, type Json } from '../support/api-client.js';
import { createTestDatabase } from '../support/database.js';

const PASSWORD = 'test-password-2023';
const HOLDER = '91411323MAXX00015T';

describe('a registry whose ledger was moved to another database', () => {
  const closing: (() => Promise<unknown> | void)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  async function database(): Promise<string> {
    const made = await createTestDatabase();
    closing.push(() => made.drop());
    return made.url;
  }

  async function start(url: string): Promise<RunningRegistry> {
    const dataDir = mkdtempSync(join(tmpdir(), 'registry-moved-'));
    closing.push(() => rmSync(dataDir, { recursive: true, force: true }));
    const config = loadConfig({
      HOST: '127.0.0.1',
      PORT: '0',
      DATA_DIR: dataDir,
      DATABASE_URL: url,
      LOG_LEVEL: 'silent',
      DEMO: '0',
      SESSION_SECRET: undefined,
      REDIS_URL: undefined,
      EVENT_STORE_URL: undefined,
    });
    const running = await startRegistry(config, url);
    closing.unshift(() => running.close());
    return running;
  }

  const platform = (name: string) => ({
    kind: 'innovation-platform',
    creditCode: HOLDER,
    attributes: {
      name,
      platformType: '工程技术研究中心',
      level: 'municipal',
      approvedOn: '2023-12-20',
      department: '南阳市科学技术局',
    },
    source: { title: '关于公布2023年度市级工程技术研究中心的通知' },
  });

  const record = (officer: ApiClient, key: string, name: string) =>
    officer.post('/api/v1/recognitions', platform(name), { 'idempotency-key': key });

  async function itemsAfter(officer: ApiClient, position: string): Promise<Json[]> {
    const path = `/api/v1/recognitions?creditCode=${HOLDER}&after=${position}`;
    const { items } = (await officer.get<{ items: Json[] }>(path)).body;
    return items.map((item) => without(item, 'position'));
  }

  it('answers as before: same people, same records, repeats counted once, numbers going on', async () => {
    const [oldUrl, newUrl] = [await database(), await database()];
    const old = await start(oldUrl);
    await seedDemoAccounts(old.app.get(DataSource), { password: PASSWORD, creditCode: HOLDER });
    const before = await signIn(old.url, 'officer', PASSWORD);
    const enterprise = {
      creditCode: HOLDER,
      name: '西峡县石墨新材料有限公司',
      regionCode: '411323',
    };
    await before.post('/api/v1/enterprises', enterprise);
    const first = await record(before, 'move-1', '第一中心');
    expect(first.status).toBe(201);
    const position = String(first.body['position']);
    const listed = await itemsAfter(before, position);
    await old.close();

    let output = '';
    const write = (text: string) => (output += text);
    const cli = { migrations, tables: movedTables, dataDir: '/nowhere', ledger: 'registry', write };
    const code = await runCopy(cli, ['--from', oldUrl, '--to', newUrl]);
    expect([code, output]).toEqual([0, expect.stringMatching(/已带上 accounts\.audit.*核对通过/s)]);

    const moved = await start(newUrl);
    const after = await signIn(moved.url, 'officer', PASSWORD);
    const again = await record(after, 'move-1', '第一中心');
    // Only the position is the new ledger's own.
    const { position: there, ...answer } = again.body;
    expect([again.status, answer]).toEqual([first.status, without(first.body, 'position')]);
    expect(await itemsAfter(after, String(there))).toEqual(listed);
    const second = await record(after, 'move-2', '第二中心');
    const numbers = [first, second].map(({ body }) => String(body['number']));
    expect(numbers).toEqual(['PT411323-2023-0001', 'PT411323-2023-0002']);
    // A token of the old ledger means nothing here, and is not mistaken for one.
    const stale = await after.get(`/api/v1/recognitions?creditCode=${HOLDER}&after=${position}`);
    expect(stale.status).toBe(400);
  }, 90_000);

  it('is sealed by itself, and shows how far', async () => {
    const running = await start(await database());
    await seedDemoAccounts(running.app.get(DataSource), { password: PASSWORD, creditCode: HOLDER });
    const officer = await signIn(running.url, 'officer', PASSWORD);
    const enterprise = {
      creditCode: HOLDER,
      name: '西峡县石墨新材料有限公司',
      regionCode: '411323',
    };
    expect((await officer.post('/api/v1/enterprises', enterprise)).status).toBe(201);
    for (const deadline = Date.now() + 20_000; ;) {
      const metrics = (await officer.get('/metrics')).text;
      if (/^ledger_seal_lag_positions 0$/m.test(metrics) && /^ledger_sealing 1$/m.test(metrics))
        break;
      if (Date.now() > deadline) throw new Error('not sealed');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const ready = await officer.get('/health/ready');
    expect(ready.body['parts']).toContainEqual({ name: 'seals', ready: true });
    let output = '';
    const code = await runVerify(
      {
        pool: running.app.get<Pool>(PG_POOL),
        store: running.app.get<EventStore>(EVENT_STORE),
        eventsInPool: true,
        write: (text) => (output += text),
      },
      [],
    );
    expect([code, output]).toEqual([0, expect.stringContaining('核对了 1 个事件、1 个封印')]);
  }, 60_000);
});

function without(body: Json, member: string): Json {
  return Object.fromEntries(Object.entries(body).filter(([name]) => name !== member));
}
