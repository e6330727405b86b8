import { DataSource } from 'typeorm';
import { entities, migrations } from '#apps/shared/schema.js';
import { reportStartFailure } from '#apps/shared/start-failure.js';
import { runAccountsCli, terminalIo } from '#libs/accounts/index.js';
import { loadConfig } from '#libs/runtime/config/load-config.js';
import { migrateDatabase } from '#libs/runtime/database/migrations.js';
import { provideDatabase } from '#libs/runtime/database/provide-database.js';

/** `npm run accounts -- create|list|reset-password|disable|enable`, also beside a running registry. */
async function main(): Promise<number> {
  const database = await provideDatabase(loadConfig(), { attach: true });
  try {
    await migrateDatabase(database.url, migrations);
    const dataSource = await new DataSource({
      type: 'postgres',
      url: database.url,
      entities,
      synchronize: false,
    }).initialize();
    try {
      return await runAccountsCli(dataSource, process.argv.slice(2), terminalIo(process));
    } finally {
      await dataSource.destroy();
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
