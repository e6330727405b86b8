import {
  EventStoreUnavailable,
  type EventFilter,
  type Page,
  type ReadAllOptions,
  type SubscribeOptions,
  type SubscriptionMessage,
} from './port.js';

/** What following a log takes: pages, and a way to wait for more. */
export interface FollowedLog {
  /** Like `EventStore.readAll`; `end` may be as of the last look at the end, not of this one. */
  readPage(options: ReadAllOptions): Promise<Page>;
  /**
   * Where a page read from `after` ends whatever lies in it, when the log knows that beforehand;
   * `readPage` is then told so by `upTo`. The log goes on behind that place.
   */
  knownEnd?(options: ReadAllOptions): bigint | undefined;
  /** Resolves when the safe end lies beyond `position`, or when `signal` aborts. */
  waitBeyond(position: bigint, signal: AbortSignal): Promise<void>;
}

/** What every page of a subscription has in common. */
interface UnplacedRead {
  readonly filter: EventFilter | undefined;
  readonly limit: number;
}

const PAGE_SIZE = 1000;
/** With one page under way the store would stand idle while that page is taken in. */
const READ_AHEAD = 2;
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
  const pages = new PagesAhead(log, { filter, limit: pageSize }, signal);
  while (!signal.aborted) {
    const page = await pages.next(after);
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

/** Pages one after the other; far from the end the next ones are fetched while one is worked on. */
class PagesAhead {
  private readonly underWay: Promise<Page | undefined>[] = [];
  /** Where the next read begins; undefined while only the page under way can tell. */
  private from: bigint | undefined;

  constructor(
    private readonly log: FollowedLog,
    private readonly options: UnplacedRead,
    private readonly signal: AbortSignal,
  ) {}

  /** @param after where the page before ended */
  async next(after: bigint): Promise<Page | undefined> {
    if (this.underWay.length === 0) this.read(after);
    const page = await this.underWay.shift();
    if (page && !page.end) {
      if (this.underWay.length === 0) this.from = page.checkpoint;
      while (this.from !== undefined && this.underWay.length < READ_AHEAD) this.read(this.from);
    }
    return page;
  }

  private read(after: bigint): void {
    const { filter, limit } = this.options;
    const read: ReadAllOptions = { after, limit, ...(filter && { filter }) };
    this.from = this.log.knownEnd?.(read);
    const options = this.from === undefined ? read : { ...read, upTo: this.from };
    this.underWay.push(unheard(readThroughOutage(this.log, options, this.signal)));
  }
}

/** Whoever stops following does not wait for the page that was fetched ahead, nor for its failure. */
export function unheard<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

async function readThroughOutage(
  log: FollowedLog,
  options: ReadAllOptions,
  signal: AbortSignal,
): Promise<Page | undefined> {
  while (!signal.aborted) {
    try {
      return await log.readPage(options);
    } catch (error) {
      if (!(error instanceof EventStoreUnavailable)) throw error;
      await new Promise((resolve) => setTimeout(resolve, AFTER_FAILURE));
    }
  }
  return undefined;
}
