import { eventStoreMigrations } from '../../migrations.js';
import { runCopy } from '../cli.js';

/** `npm run ledger -- copy` without the rest of the registry, as a process that a test can kill. */
process.exitCode = await runCopy(
  {
    migrations: eventStoreMigrations,
    tables: [],
    dataDir: '/nowhere',
    ledger: 'county',
    write: (text) => void process.stdout.write(text),
  },
  process.argv.slice(2),
);
