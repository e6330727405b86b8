import { createHash } from 'node:crypto';

/**
 * The environment that puts a registry under test on the event store of this run: PostgreSQL, or with
 * `EVENT_STORE_URL` the KurrentDB there, in a ledger that belongs to one database (or data directory)
 * and is found again by whoever is started on the same one.
 */
export function testEventStore(belongsTo: string): Record<string, string> {
  const url = process.env['EVENT_STORE_URL'];
  if (url === undefined || url === '') return {};
  const digest = createHash('sha256').update(belongsTo).digest('hex').slice(0, 16);
  return { EVENT_STORE_URL: url, LEDGER: `t-${digest}` };
}
