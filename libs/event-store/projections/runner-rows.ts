import type { Pool } from 'pg';

const TAKE = `
  insert into projection.runner as r (name, host) values ($1, $2)
  on conflict (name) do update set host = $2, caught_up = false
    where r.host = $2 or r.host is null or not exists (
      select from projection.host h where h.id = r.host and h.alive_until > clock_timestamp())
  returning name`;

/** Makes this host the runner of a projection; false while another host that is alive is. */
export async function takeOver(pool: Pool, name: string, host: string): Promise<boolean> {
  return (await pool.query(TAKE, [name, host])).rows.length > 0;
}

/** Under load it changes often; a crash takes it back at the next take-over anyway, so no disk is waited for. */
export async function setCaughtUp(
  pool: Pool,
  name: string,
  host: string,
  caughtUp: boolean,
): Promise<void> {
  const sql = `update projection.runner set caught_up = $3 where name = $1 and host = $2
    and set_config('synchronous_commit', 'off', true) = 'off'`;
  await pool.query(sql, [name, host, caughtUp]);
}

export async function setFailure(
  pool: Pool,
  name: string,
  host: string,
  failure: { readonly message: string; readonly position: bigint | undefined } | undefined,
): Promise<void> {
  const sql = `update projection.runner set error = $3, failed_position = $4
    where name = $1 and host = $2`;
  await pool.query(sql, [name, host, failure?.message ?? null, failure?.position ?? null]);
}

/** True while the projection is marked as stopped. */
export async function isStopped(pool: Pool, name: string): Promise<boolean> {
  const sql = 'select 1 from projection.runner where name = $1 and error is not null';
  return (await pool.query(sql, [name])).rows.length > 0;
}
