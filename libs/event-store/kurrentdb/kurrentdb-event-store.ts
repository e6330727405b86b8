import {
  WrongExpectedRevision,
  type AppendOutcome,
  type AppendRequest,
  type AppendResult,
  type EventStore,
  type Horizon,
  type Page,
  type ReadAllOptions,
  type ReadStreamOptions,
  type RecordedEvent,
  type SubscribeOptions,
  type SubscriptionMessage,
} from '../port.js';
import { follow } from '../subscription.js';
import { Appender } from './appender.js';
import { Connection } from './connection.js';
import { openIdentity } from './ledger-identity.js';
import { LogPages } from './log-pages.js';
import { LogTail } from './log-tail.js';
import { LedgerNames } from './names.js';
import { isSystemRecord, toStoredEvent } from './stored-event.js';

/** The event store on KurrentDB, from version 24.6. The server may hold other ledgers and other data. */
export class KurrentDbEventStore implements EventStore {
  private readonly appender: Appender;
  private readonly tail: LogTail;
  private readonly pages: LogPages;
  private readonly closing = new AbortController();

  private constructor(
    private readonly connection: Connection,
    private readonly names: LedgerNames,
    readonly ledgerId: string,
  ) {
    this.appender = new Appender(connection, names);
    this.tail = new LogTail(connection, names);
    this.pages = new LogPages(connection, names, this.tail);
  }

  /**
   * Opens a ledger, and gives it its id when it is new.
   * @param url see docs/how-to/run-on-kurrentdb.md
   * @throws EventStoreUnavailable, EventStoreDenied
   */
  static async open(
    url: string,
    options: { readonly ledger: string },
  ): Promise<KurrentDbEventStore> {
    const connection = new Connection(url);
    const names = new LedgerNames(options.ledger);
    try {
      const ledgerId = await openIdentity(connection, names);
      return new KurrentDbEventStore(connection, names, ledgerId);
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  async append(request: AppendRequest): Promise<AppendResult> {
    const [outcome] = await this.appendMany([request]);
    if (outcome === undefined) throw new Error('an append was not answered');
    if (outcome.outcome === 'conflict') throw new WrongExpectedRevision(outcome);
    return outcome;
  }

  async appendMany(requests: readonly AppendRequest[]): Promise<readonly AppendOutcome[]> {
    return requests.length === 0 ? [] : this.appender.appendAll(requests);
  }

  async readStream(
    stream: string,
    options: ReadStreamOptions = {},
  ): Promise<readonly RecordedEvent[]> {
    const { direction, from, to, limit = Infinity } = options;
    const backwards = direction === 'backwards';
    const start = from ?? (backwards ? 'end' : 'start');
    const count = Math.min(limit, lengthOf(start, to ?? (backwards ? 0n : undefined), backwards));
    if (count <= 0) return [];
    const records = await this.connection.readStream({
      stream: this.names.inStore(stream),
      from: start,
      backwards,
      count,
    });
    return records
      .filter((record) => !isSystemRecord(record))
      .map((record) => toStoredEvent(record, this.names).event)
      .filter(({ revision }) => to === undefined || (backwards ? revision >= to : revision <= to));
  }

  async readAll({ after = 0n, upTo, filter, limit }: ReadAllOptions): Promise<Page> {
    const known = this.tail.safe;
    // Far behind an end that is known already there is no need to look for a newer one.
    const far =
      known !== undefined &&
      ((upTo !== undefined && upTo < known) || !this.tail.eventsAfter(after)) &&
      after < known;
    const ceiling = far ? known : await this.tail.lookForSafe();
    const bound = upTo !== undefined && upTo < ceiling ? upTo : ceiling;
    if (bound <= after) return { events: [], checkpoint: after, end: after >= ceiling };
    const { events, checkpoint } = await this.pages.read({ after, upTo: bound, limit }, filter);
    const newest = far && checkpoint === ceiling ? await this.tail.lookForSafe() : ceiling;
    return { events, checkpoint, end: checkpoint === newest };
  }

  /** A page for a subscription: the end it was woken by will do, and needs no second look. */
  private async readOn(options: ReadAllOptions): Promise<Page> {
    const { after = 0n, filter, limit } = options;
    const { safe } = this.tail;
    if (safe === undefined || safe <= after) return this.readAll(options);
    const { events, checkpoint } = await this.pages.read({ after, upTo: safe, limit }, filter);
    return { events, checkpoint, end: checkpoint === this.tail.safe };
  }

  horizon(): Promise<Horizon> {
    return this.tail.horizon();
  }

  subscribe(options: SubscribeOptions): AsyncIterable<SubscriptionMessage> {
    const log = {
      readPage: (page: ReadAllOptions) => this.readOn(page),
      waitBeyond: (position: bigint, signal: AbortSignal) => this.tail.waitBeyond(position, signal),
    };
    return follow(log, {
      ...options,
      signal: AbortSignal.any([options.signal, this.closing.signal]),
    });
  }

  async close(): Promise<void> {
    this.closing.abort();
    this.tail.close();
    await this.connection.close();
  }
}

/** How many events a range can hold; unbounded ranges are. */
function lengthOf(from: bigint | 'start' | 'end', to: bigint | undefined, back: boolean): number {
  if (to === undefined || from === 'end') return Infinity;
  const first = from === 'start' ? 0n : from;
  return Number(back ? first - to : to - first) + 1;
}
