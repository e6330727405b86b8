import type { Pool, PoolClient, QueryResult } from 'pg';

/**
 * Runs `work` in a transaction. `begin` may be followed by further statements without parameters,
 * sent in the same message; `work` gets the rows of the last one. `end` likewise, and ends with `commit`.
 * A connection that is lost, or whose rollback fails, is thrown away instead of going back to the pool.
 */
export async function inTransaction<T>(
  pool: Pool,
  begin: string,
  work: (client: PoolClient, rows: readonly unknown[]) => Promise<T>,
  end = 'commit',
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const lost = (error: Error): void => {
    broken = error;
  };
  // The pool listens to idle connections only: without this the process would end with the connection.
  client.on('error', lost);
  try {
    // Several statements are answered by as many results, which the types do not say.
    const answer = (await client.query(begin)) as QueryResult | QueryResult[];
    const last = Array.isArray(answer) ? answer.at(-1) : answer;
    const result = await work(client, last?.rows ?? []);
    await client.query(end);
    return result;
  } catch (error) {
    await client.query('rollback').catch(lost);
    throw error;
  } finally {
    client.off('error', lost);
    client.release(broken);
  }
}
