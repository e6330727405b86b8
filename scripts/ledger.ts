import { userInfo } from 'node:os';
import { migrations, movedTables } from '#apps/shared/schema.js';
import { reportStartFailure } from '#apps/shared/start-failure.js';
import { COPY_USAGE, runCopy } from '#libs/event-store/copy/cli.js';
import { openEventStore } from '#libs/event-store/open-event-store.js';
import {
  printHead,
  runSealAnew,
  runVerify,
  SEALS_USAGE,
  type SealsCli,
} from '#libs/event-store/seal/cli.js';
import { digestCalled } from '#libs/event-store/seal/digest.js';
import { loadConfig } from '#libs/runtime/config/load-config.js';
import type { RegistryConfig } from '#libs/runtime/config/registry-config.js';
import { migrateDatabase } from '#libs/runtime/database/migrations.js';
import { createPool } from '#libs/runtime/database/pools.js';
import { provideDatabase } from '#libs/runtime/database/provide-database.js';

const write = (text: string): void => void process.stdout.write(text);
const stopping = new AbortController();

/** `npm run ledger -- head | verify | seal-anew | copy`, also beside a running registry. */
async function main(): Promise<number> {
  const [command, ...argv] = process.argv.slice(2);
  const { signal } = stopping;
  if (command === 'verify') return withStore((cli) => runVerify({ ...cli, signal }, argv));
  if (command === 'seal-anew') {
    return withStore((cli, { ledgerDigest }) => {
      const more = { digest: digestCalled(ledgerDigest), user: userInfo().username, signal };
      return runSealAnew({ ...cli, ...more }, argv);
    });
  }
  if (command === 'head' && argv.length === 0) return withStore(printHead);
  if (command === 'copy') {
    const { dataDir, ledger } = loadConfig();
    return runCopy({ migrations, tables: movedTables, dataDir, ledger, write, signal }, argv);
  }
  write(`用法：\n${SEALS_USAGE}${COPY_USAGE}`);
  return 2;
}

async function withStore(
  run: (cli: SealsCli, config: RegistryConfig) => Promise<number>,
): Promise<number> {
  const config: RegistryConfig = loadConfig();
  const database = await provideDatabase(config, { attach: true });
  try {
    await migrateDatabase(database.url, migrations);
    const pool = createPool({ url: database.url, applicationName: 'ledger' });
    const { ledger, eventStoreUrl: url } = config;
    const store = await openEventStore(pool, { ledger, url });
    try {
      return await run({ pool, store, eventsInPool: url === undefined, write }, config);
    } finally {
      await store.close();
      await pool.end();
    }
  } finally {
    await database.stop();
  }
}

// A server of ours must not stay behind, and what was copied is told: so end in order.
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => stopping.abort(new Error('已按要求停下')));
}
try {
  process.exitCode = await main();
} catch (error) {
  if (stopping.signal.aborted) write('\n已按要求停下\n');
  else reportStartFailure(error);
  process.exitCode = 1;
}
