import {
  AccessDeniedError,
  CancelledError,
  convertToCommandError,
  DeadlineExceededError,
  MaxAppendSizeExceededError,
  NotLeaderError,
  TimeoutError,
  UnavailableError,
} from '@kurrent/kurrentdb-client';
import { EventStoreUnavailable } from '../port.js';
import { UnstorableEvent } from '../new-event-check.js';
import { EventStoreDenied } from '../event-store-denied.js';

/** What a failed call tells: whether it may be repeated, and what to throw when it is not. */
export interface Failure {
  /** The same call may succeed later. */
  readonly transient: boolean;
  /** The server cannot have carried the call out. */
  readonly untouched: boolean;
  /** The server is there, but did not get it done: no sign of an outage. */
  readonly busy: boolean;
  /** The connection as such is to be made anew before the next call. */
  readonly brokenConnection: boolean;
  readonly error: Error;
}

/** gRPC status code. */
const ABORTED = 10;

/** grpc-js before anything was sent; the server refuses such calls before it looks at them. */
const NEVER_SENT =
  /ECONNREFUSED|No connection established|Name resolution failed|not ready|too busy/i;
/** Plain errors of the client, and answers of a cluster without a leader. */
const NOBODY_THERE = /Failed to discover|no leader info|Channel has been shut down|Channel closed/i;

/** Reads an error of the client or of gRPC. Always has a message; some of the client's have none. */
export function failureOf(thrown: unknown): Failure {
  const error = convertToCommandError(thrown as Error);
  if (error instanceof NotLeaderError) {
    return transient('this KurrentDB node is not the leader', thrown, { untouched: true });
  }
  // Several appends with the same ids at once: the server lets those that come second wait for the
  // first to be committed, and sometimes does not notice that it has been.
  // The client calls it unknown unless the server adds details.
  if (error instanceof TimeoutError || (error as { code?: unknown }).code === ABORTED) {
    return transient('KurrentDB did not finish in time', thrown, { busy: true });
  }
  if (error instanceof DeadlineExceededError) {
    return transient('KurrentDB did not answer in time', thrown, { brokenConnection: true });
  }
  if (error instanceof UnavailableError || error instanceof CancelledError) {
    const untouched = NEVER_SENT.test(error.message);
    return transient('KurrentDB cannot be reached', thrown, { untouched, brokenConnection: true });
  }
  if (NOBODY_THERE.test(error.message)) {
    const how = { untouched: true, brokenConnection: true };
    return transient('no KurrentDB node can be reached', thrown, how);
  }
  const how = { transient: false, untouched: false, busy: false, brokenConnection: false };
  return { ...how, error: lasting(error) };
}

function transient(
  what: string,
  cause: unknown,
  how: Partial<Pick<Failure, 'untouched' | 'busy' | 'brokenConnection'>>,
): Failure {
  const { untouched = false, busy = false, brokenConnection = false } = how;
  const error = new EventStoreUnavailable(`${what}${detailOf(cause)}`, { cause });
  return { transient: true, untouched, busy, brokenConnection, error };
}

function lasting(error: Error): Error {
  if (error instanceof MaxAppendSizeExceededError) {
    return new UnstorableEvent(
      `the append is larger than the ${error.maxAppendSize} bytes that this KurrentDB takes at once`,
    );
  }
  if (error instanceof AccessDeniedError) {
    return new EventStoreDenied(`KurrentDB denies access to this user${detailOf(error)}`, error);
  }
  if (error.message !== '') return error;
  return new Error(`KurrentDB: ${error.constructor.name}`, { cause: error });
}

function detailOf(error: unknown): string {
  const message = (error as { message?: unknown } | null)?.message;
  return typeof message === 'string' && message !== '' ? ` (${message})` : '';
}

/** The answer to a read that begins where no event does. */
export function isInvalidPosition(error: unknown): boolean {
  return error instanceof Error && /InvalidPosition/.test(error.message);
}
