import { isDatabaseTrouble } from '#libs/runtime/database/database-trouble.js';
import { EventStoreUnavailable } from '../port.js';

/** Runs a database call and reports trouble with the connection as {@link EventStoreUnavailable}. */
export async function withStoreErrors<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!isDatabaseTrouble(error)) throw error;
    throw new EventStoreUnavailable('the event store cannot be reached', { cause: error });
  }
}
