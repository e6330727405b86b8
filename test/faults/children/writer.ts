import { PostgresEventStore } from '#libs/event-store/postgres/postgres-event-store.js';
import { createPool } from '#libs/runtime/database/pools.js';
import { newEvents } from '../../contract/event-store/subject.js';

const [url = '', run = ''] = process.argv.slice(2);
const CLIENTS = 64;

/**
 * Appends as fast as it can, many at a time, so that they are batched: two events each, half of them
 * to streams of a client's own, half to streams that all share. Prints the ids of each append right
 * after it was acknowledged (a write to a pipe is done when it returns).
 */
const pool = createPool({ url, applicationName: 'doomed writer', max: 10 });
const store = await PostgresEventStore.open(pool, { ledger: 'contract' });
const write = async (client: number): Promise<never> => {
  for (let n = 0; ; n += 1) {
    const stream =
      n % 2 === 0 ? `${run}-own.${client}.${Math.floor(n / 10)}` : `${run}-shared.${n % 3}`;
    const events = newEvents(2);
    await store.append({ stream, expected: 'any', events });
    process.stdout.write(`${events.map(({ id }) => id).join(' ')}\n`);
  }
};
await Promise.all(Array.from({ length: CLIENTS }, (_, client) => write(client)));
