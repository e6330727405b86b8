import { projections } from '#apps/shared/projections.js';
import { migrations } from '#apps/shared/schema.js';
import { reportStartFailure } from '#apps/shared/start-failure.js';
import {
  readBackup,
  restoreSource,
  RESTORE_USAGE,
  runRestore,
} from '#libs/event-store/backup/cli.js';
import { BackupError } from '#libs/event-store/backup/manifest.js';
import { loadConfig } from '#libs/runtime/config/load-config.js';
import { createPool } from '#libs/runtime/database/pools.js';
import { requireReachable } from '#libs/runtime/database/migrations.js';
import { provideDatabase } from '#libs/runtime/database/provide-database.js';

const write = (text: string): void => void process.stdout.write(text);

/** `npm run restore -- --from <folder>`, into an empty DATA_DIR or database. */
async function main(): Promise<number> {
  const config = loadConfig();
  const folder = restoreSource(process.argv.slice(2));
  if (folder === undefined) {
    write(RESTORE_USAGE);
    return 2;
  }
  const { ledger } = config;
  const manifest = await readBackup(folder, { ledger, migrations });
  // Not `attach`: a registry that runs on this data has to end first.
  const database = await provideDatabase(config);
  try {
    await requireReachable(database.url);
    const pool = createPool({ url: database.url, applicationName: 'restore' });
    try {
      const cli = { url: database.url, pool, migrations, definitions: projections, ledger, write };
      return await runRestore(cli, folder, manifest);
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
  if (error instanceof BackupError) write(`${error.message}\n`);
  else reportStartFailure(error);
  process.exitCode = 1;
}
