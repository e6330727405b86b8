/** PostgreSQL's classes of "not now": connection lost (08), no resources (53), being shut down (57P). */
const TRANSIENT = /^(08...|53...|57P0[1-5])$/;
/** What Node says when there is nobody to talk to. */
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
]);
/** The `pg` driver tells these by their message only. */
const DRIVER =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|timeout expired)/;

/**
 * True when the database cannot be reached just now and the same call may succeed later: the
 * server is away, restarting or out of connections. Looks through TypeORM's wrapping.
 */
export function isDatabaseTrouble(error: unknown): boolean {
  const { code, message, driverError, errors, syscall } = (error ?? {}) as {
    code?: unknown;
    message?: unknown;
    driverError?: unknown;
    errors?: unknown;
    syscall?: unknown;
  };
  if (typeof code === 'string' && TRANSIENT.test(code)) return true;
  // A missing file has the code of a missing socket; only connecting counts here.
  const networked = code !== 'ENOENT' || syscall === 'connect';
  if (typeof code === 'string' && NETWORK.has(code) && networked) return true;
  if (typeof message === 'string' && DRIVER.test(message)) return true;
  // "localhost" is tried as IPv6 and IPv4; both failures come in one AggregateError.
  if (Array.isArray(errors) && errors.length > 0) return errors.every(isDatabaseTrouble);
  return driverError !== undefined && driverError !== error && isDatabaseTrouble(driverError);
}
