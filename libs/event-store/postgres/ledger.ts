import type { Pool } from 'pg';
import { queryRows } from './event-rows.js';

const CREATE = `insert into es.ledger (ledger_id, name)
  values (substr(replace(gen_random_uuid()::text, '-', ''), 1, 8), $1) on conflict do nothing`;
const READ = 'select ledger_id, name from es.ledger';

/**
 * The id of the ledger in this database, created at the first call.
 * @throws Error when it is another ledger than the one that is configured
 */
export async function openLedger(pool: Pool, name: string): Promise<string> {
  await queryRows(pool, 'es_create_ledger', CREATE, [name]);
  const [row] = await queryRows<[string, string]>(pool, 'es_read_ledger', READ, []);
  if (!row) throw new Error('the ledger has no identity');
  if (row[1] !== name) {
    throw new Error(
      `this database holds the ledger "${row[1]}", but LEDGER is "${name}": set LEDGER=${row[1]}, or use another database`,
    );
  }
  return row[0];
}
