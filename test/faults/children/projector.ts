import { PostgresEventStore } from '#libs/event-store/postgres/postgres-event-store.js';
import { createPool } from '#libs/runtime/database/pools.js';
import { slowJournal } from './slow-journal.js';
import { projectionHost } from '../../contract/support/projection-host.js';

const [url = ''] = process.argv.slice(2);

/** A projector; prints a line while it is in the middle of a page, and another when it is through. */
const pool = createPool({ url, applicationName: 'projector', max: 5 });
const store = await PostgresEventStore.open(pool, { ledger: 'contract' });
const say = (line: string) => process.stdout.write(`${line}\n`);
const host = projectionHost(pool, store, [slowJournal(say)]);
await host.runners.start();
say('started');
