import { backedUpTables, migrations } from '#apps/shared/schema.js';
import { reportStartFailure } from '#apps/shared/start-failure.js';
import { runBackup } from '#libs/event-store/backup/cli.js';
import { loadConfig } from '#libs/runtime/config/load-config.js';
import { migrateDatabase } from '#libs/runtime/database/migrations.js';
import { createPool } from '#libs/runtime/database/pools.js';
import { provideDatabase } from '#libs/runtime/database/provide-database.js';

/** `npm run backup -- --to <folder>`, also beside a running registry. */
async function main(): Promise<number> {
  const config = loadConfig();
  const write = (text: string): void => void process.stdout.write(text);
  if (config.eventStoreUrl !== undefined) {
    write(
      '事件在 KurrentDB 中（EVENT_STORE_URL），不在本数据库：请按 docs/how-to/back-up-and-restore.md 用两个服务器各自的工具备份\n',
    );
    return 1;
  }
  const database = await provideDatabase(config, { attach: true });
  try {
    await migrateDatabase(database.url, migrations);
    const pool = createPool({ url: database.url, applicationName: 'backup' });
    try {
      return await runBackup({ pool, tables: backedUpTables, write }, process.argv.slice(2));
    } finally {
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
