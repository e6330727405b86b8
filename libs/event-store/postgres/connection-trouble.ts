import { EventStoreUnavailable } from '../port.js';

/** Classes and codes of SQLSTATE that say "not now", not "not so" (PostgreSQL manual, appendix A). */
const SQLSTATE = /^(08...|57P0[1-5]|53300)$/;
const SYSTEM = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ENOENT)/;
/** What node-postgres says without a code. */
const DRIVER =
  /Connection terminated|timeout exceeded when trying to connect|connection error and is not queryable|Client was closed/;

/** True when an error means that the database cannot be reached, or is starting or stopping. */
export function isConnectionTrouble(error: unknown): boolean {
  if (error instanceof EventStoreUnavailable) return true;
  if (error instanceof AggregateError) return error.errors.some(isConnectionTrouble);
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (code !== undefined) return SQLSTATE.test(code) || SYSTEM.test(code);
  return DRIVER.test(error.message);
}

/** Runs a database call and reports connection trouble as {@link EventStoreUnavailable}. */
export async function withStoreErrors<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof EventStoreUnavailable || !isConnectionTrouble(error)) throw error;
    throw new EventStoreUnavailable('the event store cannot be reached', { cause: error });
  }
}
