import pg from 'pg';

/** DI token of the one `pg.Pool` of this process: event store, projections and read models. */
export const PG_POOL = Symbol('PG_POOL');

export interface PoolOptions {
  readonly url: string;
  /** Shown in `pg_stat_activity`, so that an operator sees whose connections these are. */
  readonly applicationName: string;
  /** Most connections; default 20. */
  readonly max?: number;
  /** Told when an idle connection breaks; the pool replaces it by itself. */
  readonly onError?: (error: Error) => void;
}

/** Longest wait for a connection, free or new, in ms: better a 503 than requests that pile up. */
const CONNECTION_WAIT = 5_000;

/** A pool that survives a restart of the database: a broken connection is told, not thrown. */
export function createPool(options: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: options.applicationName,
    max: options.max ?? 20,
    connectionTimeoutMillis: CONNECTION_WAIT,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
  });
  // Without a listener the process would end when the server closes an idle connection.
  pool.on('error', (error) => {
    // The pool says it has ended before the last of its connections are gone, and whoever stops the
    // server next cuts those off: that is no trouble.
    if (!pool.ending) options.onError?.(error);
  });
  return pool;
}
