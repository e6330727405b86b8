import { randomUUID } from 'node:crypto';
import type { Connection } from './connection.js';
import type { LedgerNames } from './names.js';

const TYPE = 'ledger.created';

/** The id of the ledger in this store, created at the first call; whoever comes first wins. */
export async function openIdentity(connection: Connection, names: LedgerNames): Promise<string> {
  const existing = await readIdentity(connection, names);
  if (existing !== undefined) return existing;
  const id = randomUUID();
  const data = JSON.stringify({ ledgerId: id.slice(0, 8), name: names.ledger });
  await connection.append(names.identity, 'no-stream', [{ id, type: TYPE, data, metadata: '{}' }]);
  const created = await readIdentity(connection, names);
  if (created === undefined) throw new Error(`the ledger ${names.ledger} has no identity`);
  return created;
}

async function readIdentity(
  connection: Connection,
  names: LedgerNames,
): Promise<string | undefined> {
  const [record] = await connection.readStream({
    stream: names.identity,
    from: 'start',
    backwards: false,
    count: 1,
  });
  if (!record) return undefined;
  const data = JSON.parse(Buffer.from(record.getData_asU8()).toString('utf8')) as unknown;
  const { ledgerId } = data as { readonly ledgerId?: unknown };
  if (typeof ledgerId === 'string' && /^[0-9a-f]{8}$/.test(ledgerId)) return ledgerId;
  throw new Error(`stream ${names.identity} was not written by a registry`);
}
