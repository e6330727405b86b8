import type { Pool } from 'pg';
import { queryRows } from './event-rows.js';

const CREATE = 'select es.create_ledger($1)';
const READ = `select ledger_id, name, current_setting('default_transaction_isolation') from es.ledger`;

/**
 * The id of the ledger in this database, created at the first call.
 * @throws Error when it is another ledger than the one that is configured, or when transactions of
 *   this user do not see, statement by statement, what others have committed: appending relies on it
 */
export async function openLedger(pool: Pool, name: string): Promise<string> {
  await queryRows(pool, 'es_create_ledger', CREATE, [name]);
  const [row] = await queryRows<[string, string, string]>(pool, 'es_read_ledger', READ, []);
  if (!row) throw new Error('the ledger has no identity');
  if (row[1] !== name) {
    throw new Error(
      `this database holds the ledger "${row[1]}", but LEDGER is "${name}": set LEDGER=${row[1]}, or use another database`,
    );
  }
  if (row[2] !== 'read committed') {
    throw new Error(
      `default_transaction_isolation of this database is "${row[2]}": the event store needs "read committed"`,
    );
  }
  return row[0];
}
