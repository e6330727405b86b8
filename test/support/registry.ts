import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { startRegistry, type RunningRegistry } from '../../apps/registry/start-registry.js';
import { DEMO_ACCOUNTS, seedDemoAccounts } from '../../libs/accounts/index.js';
import { EVENT_STORE, type EventStore } from '../../libs/event-store/port.js';
import type { Role } from '../../libs/kernel/actor.js';
import { loadConfig } from '../../libs/runtime/config/load-config.js';
import { apiClient, signIn, type ApiClient } from './api-client.js';
import { createTestDatabase } from './database.js';
import { testEventStore } from './event-store.js';

const PASSWORD = 'test-password-2023';
/** The credit code that the account `enterprise` belongs to. */
export const OWN_CREDIT_CODE = '91411323MAXX00015T';

/** The whole registry, as `npm start` runs it, in this process on a database of its own. */
export interface TestRegistry {
  readonly url: string;
  readonly anonymous: ApiClient;
  readonly running: RunningRegistry;
  /** A client with a new session of the account of that role. */
  as(role: Role): Promise<ApiClient>;
  /** How many events and streams there are: two equal answers mean that nothing was written. */
  ledger(): Promise<{ readonly events: number; readonly streams: number }>;
  stop(): Promise<void>;
}

/** Starts it with one account for each role and an empty ledger, and waits until it is ready. */
export async function startTestRegistry(
  settings: Record<string, string> = {},
): Promise<TestRegistry> {
  const database = await createTestDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'registry-test-'));
  const config = loadConfig({
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_DIR: dataDir,
    DATABASE_URL: database.url,
    LOG_LEVEL: 'silent',
    DEMO: '0',
    SESSION_SECRET: undefined,
    REDIS_URL: undefined,
    EVENT_STORE_URL: undefined,
    ...testEventStore(database.url),
    ...settings,
  });
  const running = await startRegistry(config, database.url);
  const anonymous = apiClient(running.url);
  await seedDemoAccounts(running.app.get(DataSource), {
    password: PASSWORD,
    creditCode: OWN_CREDIT_CODE,
  });
  await untilReady(anonymous);
  return {
    url: running.url,
    anonymous,
    running,
    as: (role) => signIn(running.url, usernameOf(role), PASSWORD),
    ledger: () => countLedger(running.app.get<EventStore>(EVENT_STORE)),
    stop: async () => {
      await running.close();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function countLedger(store: EventStore) {
  const streams = new Set<string>();
  let events = 0;
  for (let after = 0n; ;) {
    const page = await store.readAll({ after, limit: 2000 });
    for (const { stream } of page.events) streams.add(stream);
    events += page.events.length;
    if (page.end) return { events, streams: streams.size };
    after = page.checkpoint;
  }
}

function usernameOf(role: Role): string {
  const account = DEMO_ACCOUNTS.find(([, of]) => of === role);
  if (!account) throw new Error(`no account for ${role}`);
  return account[0];
}

async function untilReady(client: ApiClient): Promise<void> {
  for (const deadline = Date.now() + 30_000; ;) {
    const answer = await client.get('/health/ready');
    if (answer.status === 200) return;
    if (Date.now() > deadline) throw new Error(`not ready: ${answer.text}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
