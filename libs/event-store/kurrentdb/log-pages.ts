import type { EventFilter, RecordedEvent } from '../port.js';
import type { Connection } from './connection.js';
import { isInvalidPosition } from './errors.js';
import type { LogTail } from './log-tail.js';
import type { LedgerNames } from './names.js';
import type { StoredRecord } from './protocol.js';
import { isSystemRecord, positionOf, toStoredEvent } from './stored-event.js';

/** A filter by type leaves events out only here, so that pages shorter than this are not worth a call. */
const SHORTEST_READ = 500;
/** Step on the way to a position that no event has. */
const SEARCH_PAGE = 2_000;

/** A settled part of the log: `after` exclusive, `upTo` inclusive. */
export interface Range {
  readonly after: bigint;
  readonly upTo: bigint;
  readonly limit: number;
}

export interface PagePart {
  readonly events: readonly RecordedEvent[];
  /** Everything in the range up to here has been looked at. */
  readonly checkpoint: bigint;
}

/** Reads pages: of the newest events from memory, of older ones from the server. */
export class LogPages {
  constructor(
    private readonly connection: Connection,
    private readonly names: LedgerNames,
    private readonly tail: LogTail,
  ) {}

  async read(range: Range, filter: EventFilter | undefined): Promise<PagePart> {
    const kept = this.tail.eventsAfter(range.after);
    if (kept) return cut(kept, range, filter, true);
    const count = Math.max(range.limit, filter && 'typePrefixes' in filter ? SHORTEST_READ : 0) + 1;
    const records = await this.recordsFrom(range.after, count, this.prefixesFor(filter));
    const events = records
      .filter((record) => positionOf(record) > range.after && !isSystemRecord(record))
      .map((record) => toStoredEvent(record, this.names).event);
    const last = records.at(-1);
    const reached = records.length < count || !last ? range.upTo : positionOf(last);
    const upTo = reached < range.upTo ? reached : range.upTo;
    return cut(events, { ...range, upTo }, filter, false);
  }

  /** The server looks at names or at types, never at both, and names tell the ledgers apart. */
  private prefixesFor(filter: EventFilter | undefined): readonly string[] {
    if (filter && 'streamPrefixes' in filter) {
      return filter.streamPrefixes.map((prefix) => this.names.inStore(prefix));
    }
    return [this.names.prefix];
  }

  /** Records at and after a position, which is that of an event but for rare exceptions. */
  private async recordsFrom(
    after: bigint,
    count: number,
    prefixes: readonly string[],
  ): Promise<StoredRecord[]> {
    try {
      const from = after <= 0n ? 'start' : after;
      return await this.connection.readLog({ from, prefixes, count });
    } catch (error) {
      if (!isInvalidPosition(error)) throw error;
      return this.connection.readLog({ from: await this.eventBefore(after), prefixes, count });
    }
  }

  /** The last position before a given one at which a read can begin, found by walking the log. */
  private async eventBefore(position: bigint): Promise<bigint | 'start'> {
    let before: bigint | 'start' = 'start';
    for (;;) {
      const records: StoredRecord[] = await this.connection.readLog({
        from: before,
        prefixes: [this.names.prefix],
        count: SEARCH_PAGE,
      });
      const earlier = records.map(positionOf).filter((found) => found <= position);
      const last = earlier.at(-1);
      if (last === undefined || last === before) return before;
      before = last;
      if (earlier.length < records.length || records.length < SEARCH_PAGE) return before;
    }
  }
}

/**
 * Of events in order, those that belong into the page.
 * @param all true when the filter's events have to be picked from all of the ledger's
 */
function cut(
  events: readonly RecordedEvent[],
  { upTo, limit }: Range,
  filter: EventFilter | undefined,
  all: boolean,
): PagePart {
  const picks = filter && (all || 'typePrefixes' in filter) ? filter : undefined;
  const taken: RecordedEvent[] = [];
  for (const event of events) {
    if (event.position > upTo) break;
    if (picks && !matches(picks, event)) continue;
    taken.push(event);
    if (taken.length === limit) return { events: taken, checkpoint: event.position };
  }
  return { events: taken, checkpoint: upTo };
}

function matches(filter: EventFilter, event: RecordedEvent): boolean {
  return 'streamPrefixes' in filter
    ? filter.streamPrefixes.some((prefix) => event.stream.startsWith(prefix))
    : filter.typePrefixes.some((prefix) => event.type.startsWith(prefix));
}
