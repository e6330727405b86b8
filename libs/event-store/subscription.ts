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
  while (!signal.aborted) {
    const page = await readThroughOutage(log, { after, filter, limit: pageSize }, signal);
    if (!page) return;
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
