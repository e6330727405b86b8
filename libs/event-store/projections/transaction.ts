import type { Pool, PoolClient } from 'pg';

/**
 * Runs `work` in a transaction. `begin` may be followed by settings, e.g. `begin; set local …`.
 * A connection whose rollback fails is thrown away instead of going back to the pool.
 */
export async function inTransaction<T>(
  pool: Pool,
  begin: string,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(begin);
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    broken = await client.query('rollback').then(
      () => undefined,
      (failure: Error) => failure,
    );
    throw error;
  } finally {
    client.release(broken);
  }
}
