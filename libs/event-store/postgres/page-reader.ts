import type { Pool } from 'pg';
import type { EventFilter, RecordedEvent } from '../port.js';
import { selectPage } from './read-statements.js';

/** Most positions that one filtered page looks at, so that a rare match never means a long query. */
const FILTER_WINDOW = 50_000n;
/** Up to so many positions are read whole and filtered here, once for all who ask. */
const SHARED_WINDOW = 1_000n;

/** A settled part of the log: `after` exclusive, `upTo` inclusive. */
interface Range {
  readonly after: bigint;
  readonly upTo: bigint;
  readonly limit: number;
}

interface PagePart {
  readonly events: readonly RecordedEvent[];
  /** Everything in the range up to here has been looked at. */
  readonly checkpoint: bigint;
}

/**
 * Reads pages of the settled log. At its end many followers ask for the same few events at the same
 * moment, each with a filter of its own: they share one query.
 */
export class PageReader {
  private readonly running = new Map<string, Promise<readonly RecordedEvent[]>>();

  constructor(private readonly pool: Pool) {}

  async read(range: Range, filter: EventFilter | undefined): Promise<PagePart> {
    const { after, limit } = range;
    if (range.upTo - after <= SHARED_WINDOW) return this.readShared(range, filter);
    const upTo = filter && range.upTo - after > FILTER_WINDOW ? after + FILTER_WINDOW : range.upTo;
    return pagePart(await selectPage(this.pool, { after, upTo, limit }, filter), limit, upTo);
  }

  private async readShared(range: Range, filter: EventFilter | undefined): Promise<PagePart> {
    const events = await this.readOnce(range.after, range.upTo);
    const matching = filter ? events.filter((event) => matches(filter, event)) : events;
    return pagePart(matching.slice(0, range.limit), range.limit, range.upTo);
  }

  /** The range is settled, so whoever asks while the answer is under way gets the same answer. */
  private readOnce(after: bigint, upTo: bigint): Promise<readonly RecordedEvent[]> {
    const key = `${after}-${upTo}`;
    const running = this.running.get(key);
    if (running) return running;
    const range = { after, upTo, limit: Number(upTo - after) };
    const reading = selectPage(this.pool, range, undefined).finally(() => this.running.delete(key));
    this.running.set(key, reading);
    return reading;
  }
}

function pagePart(events: readonly RecordedEvent[], limit: number, upTo: bigint): PagePart {
  const last = events.at(-1);
  return { events, checkpoint: events.length === limit && last ? last.position : upTo };
}

function matches(filter: EventFilter, event: RecordedEvent): boolean {
  return 'streamPrefixes' in filter
    ? filter.streamPrefixes.some((prefix) => event.stream.startsWith(prefix))
    : filter.typePrefixes.some((prefix) => event.type.startsWith(prefix));
}
