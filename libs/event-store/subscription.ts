import {
  EventStoreUnavailable,
  type Page,
  type ReadAllOptions,
  type SubscribeOptions,
  type SubscriptionMessage,
} from './port.js';

/** What following a log takes: pages, and a way to wait for more. */
export interface FollowedLog {
  /** Like `EventStore.readAll`; `end` may be as of the last look at the end, not of this one. */
  readPage(options: ReadAllOptions): Promise<Page>;
  /** Resolves when the safe end lies beyond `position`, or when `signal` aborts. */
  waitBeyond(position: bigint, signal: AbortSignal): Promise<void>;
}

const PAGE_SIZE = 1000;
/** Pause before a read that found the store away is tried again, ms. */
const AFTER_FAILURE = 500;

/** A subscription on top of pages: see `EventStore.subscribe`. Outlives an outage of the store. */
export async function* follow(
  log: FollowedLog,
  options: SubscribeOptions,
): AsyncGenerator<SubscriptionMessage, void, undefined> {
  const { filter, signal, pageSize = PAGE_SIZE } = options;
  let { after } = options;
  let live = false;
  const read = (from: bigint) =>
    readThroughOutage(log, { after: from, filter, limit: pageSize }, signal);
  let ahead: Promise<Page | undefined> | undefined;
  while (!signal.aborted) {
    const page = await (ahead ?? read(after));
    if (!page) return;
    // Far from the end the next page is fetched while this one is being worked on; never one more.
    ahead = page.end ? undefined : unheard(read(page.checkpoint));
    if (live && !page.end) {
      live = false;
      yield { kind: 'fellBehind', position: after };
    }
    if (page.checkpoint > after) yield { kind: 'page', page };
    after = page.checkpoint;
    if (!page.end) continue;
    if (!live) {
      live = true;
      yield { kind: 'caughtUp', position: after };
    }
    await log.waitBeyond(after, signal);
  }
}

/** Whoever stops following does not wait for the page that was fetched ahead, nor for its failure. */
export function unheard<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

async function readThroughOutage(
  log: FollowedLog,
  options: Omit<ReadAllOptions, 'filter'> & {
    readonly filter: ReadAllOptions['filter'] | undefined;
  },
  signal: AbortSignal,
): Promise<Page | undefined> {
  const { filter, ...rest } = options;
  while (!signal.aborted) {
    try {
      return await log.readPage(filter ? { ...rest, filter } : rest);
    } catch (error) {
      if (!(error instanceof EventStoreUnavailable)) throw error;
      await new Promise((resolve) => setTimeout(resolve, AFTER_FAILURE));
    }
  }
  return undefined;
}
