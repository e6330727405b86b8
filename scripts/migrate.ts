import { migrations } from '#apps/shared/schema.js';
import { reportStartFailure } from '#apps/shared/start-failure.js';
import { loadConfig } from '#libs/runtime/config/load-config.js';
import { migrateDatabase } from '#libs/runtime/database/migrations.js';
import { provideDatabase } from '#libs/runtime/database/provide-database.js';

/** `npm run migrate`: brings the schema up to date and ends; `npm start` and `apps/api` do it too. */
try {
  const database = await provideDatabase(loadConfig(), { attach: true });
  try {
    await migrateDatabase(database.url, migrations);
    process.stdout.write('数据库结构已是最新\n');
  } finally {
    await database.stop();
  }
} catch (error) {
  reportStartFailure(error);
  process.exitCode = 1;
}
