import type { EventStore, Page, RecordedEvent } from '../port.js';

export interface PageRange {
  /** Exclusive. */
  readonly after: bigint;
  /** Inclusive; default: as far as the log is settled. */
  readonly upTo?: bigint;
  readonly pageSize: number;
}

/** The events of a stretch of the log, page by page; the next page is fetched meanwhile. */
export async function* eventPages(
  store: EventStore,
  { after, upTo, pageSize }: PageRange,
): AsyncGenerator<readonly RecordedEvent[], void, undefined> {
  const read = (from: bigint) => {
    const page = store.readAll({
      after: from,
      limit: pageSize,
      ...(upTo !== undefined && { upTo }),
    });
    // Whoever stops in between never waits for this one.
    page.catch(() => undefined);
    return page;
  };
  let from = after;
  let next: Promise<Page> | undefined = read(from);
  while (next) {
    const { events, checkpoint, end }: Page = await next;
    const last: boolean = end || checkpoint <= from || (upTo !== undefined && checkpoint >= upTo);
    from = checkpoint;
    next = last ? undefined : read(from);
    if (events.length > 0) yield events;
  }
}

/** The same, event by event. */
export class EventCursor {
  private readonly pages: AsyncGenerator<readonly RecordedEvent[], void, undefined>;
  private page: readonly RecordedEvent[] = [];
  private index = 0;

  constructor(store: EventStore, range: PageRange) {
    this.pages = eventPages(store, range);
  }

  async next(): Promise<RecordedEvent | undefined> {
    while (this.index >= this.page.length) {
      const page = await this.pages.next();
      if (page.done) return undefined;
      this.page = page.value;
      this.index = 0;
    }
    const event = this.page[this.index];
    this.index += 1;
    return event;
  }
}
