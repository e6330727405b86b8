import { projections } from '#apps/shared/projections.js';
import { migrations } from '#apps/shared/schema.js';
import { reportStartFailure } from '#apps/shared/start-failure.js';
import { openEventStore } from '#libs/event-store/open-event-store.js';
import { runProjectionsCli } from '#libs/event-store/projections/cli.js';
import { loadConfig } from '#libs/runtime/config/load-config.js';
import { migrateDatabase } from '#libs/runtime/database/migrations.js';
import { createPool } from '#libs/runtime/database/pools.js';
import { provideDatabase } from '#libs/runtime/database/provide-database.js';

/** `npm run projections -- status | rebuild <name>|all`, also beside a running registry. */
async function main(): Promise<number> {
  const config = loadConfig();
  const database = await provideDatabase(config, { attach: true });
  try {
    await migrateDatabase(database.url, migrations);
    const pool = createPool({ url: database.url, applicationName: 'projections' });
    const store = await openEventStore(pool, {
      ledger: config.ledger,
      url: config.eventStoreUrl,
    });
    try {
      const write = (text: string) => void process.stdout.write(text);
      const cli = { pool, store, definitions: projections, write };
      return await runProjectionsCli(cli, process.argv.slice(2));
    } finally {
      await store.close();
      await pool.end();
    }
  } finally {
    await database.stop();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  reportStartFailure(error);
  process.exitCode = 1;
}
