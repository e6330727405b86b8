import type { Pool } from 'pg';

const TAKE = `update seal.sealer s set host = $2
  where s.chain = $1 and (s.host = $2 or s.host is null or not exists (
    select from projection.host h where h.id = s.host and h.alive_until > clock_timestamp()))
  returning chain`;

/** Makes this host the one that seals; false while another host that is alive does. */
export async function takeSealer(pool: Pool, chain: number, host: string): Promise<boolean> {
  return (await pool.query(TAKE, [chain, host])).rows.length > 0;
}

/** Says why this host does not seal, or (undefined) that nothing is in the way any more. */
export async function setSealerError(
  pool: Pool,
  chain: number,
  host: string,
  error: string | undefined,
): Promise<void> {
  const sql = `update seal.sealer set error = $3
    where chain = $1 and host = $2 and error is distinct from $3`;
  await pool.query(sql, [chain, host, error ?? null]);
}
