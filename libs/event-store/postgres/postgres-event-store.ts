import type { Pool } from 'pg';
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
import { Gathered } from '#libs/runtime/database/gathered.js';
import { follow } from '../subscription.js';
import { AppendBatcher } from './append-batcher.js';
import { encodeAppends, sendAppends, type EncodedAppend } from './append-statement.js';
import { chunksOf } from './chunks.js';
import { HighWater } from './high-water.js';
import { openLedger } from './ledger.js';
import { PageReader } from './page-reader.js';
import { selectStream, selectWholeStreams } from './read-statements.js';

/** A long stream shall not hold up others for long, nor fill the memory together with many more. */
const STREAMS_TOGETHER = { most: 50, underWay: 2 };

/** The event store on PostgreSQL; needs `eventStoreMigrations` to have run. */
export class PostgresEventStore implements EventStore {
  private readonly highWater: HighWater;
  private readonly pages: PageReader;
  private readonly batcher: AppendBatcher<EncodedAppend, AppendOutcome>;
  private readonly wholeStreams: Gathered<string, readonly RecordedEvent[]>;
  private readonly closing = new AbortController();

  private constructor(
    private readonly pool: Pool,
    readonly ledgerId: string,
  ) {
    this.highWater = new HighWater(pool);
    this.pages = new PageReader(pool);
    this.batcher = new AppendBatcher((appends) => this.send(appends));
    this.wholeStreams = new Gathered((names) => selectWholeStreams(pool, names), STREAMS_TOGETHER);
  }

  /**
   * Opens the ledger of this database, and gives it its id when it is new.
   * @param pool shared; `close()` leaves it open
   * @throws Error when the database holds a ledger of another name; EventStoreUnavailable
   */
  static async open(pool: Pool, options: { readonly ledger: string }): Promise<PostgresEventStore> {
    return new PostgresEventStore(pool, await openLedger(pool, options.ledger));
  }

  /** Appends that meet are written together, each with its own outcome. */
  async append(request: AppendRequest): Promise<AppendResult> {
    const [append] = encodeAppends([request]);
    if (append === undefined) throw new Error('an append was lost');
    const outcome = await this.batcher.submit(append);
    if (outcome.outcome === 'conflict') throw new WrongExpectedRevision(outcome);
    return outcome;
  }

  /** In chunks with a transaction each, so that no call holds readers back for long. */
  async appendMany(requests: readonly AppendRequest[]): Promise<readonly AppendOutcome[]> {
    const outcomes: AppendOutcome[] = [];
    for (const chunk of chunksOf(encodeAppends(requests))) {
      outcomes.push(...(await this.send(chunk)));
    }
    return outcomes;
  }

  private async send(appends: readonly EncodedAppend[]): Promise<AppendOutcome[]> {
    const outcomes = await sendAppends(this.pool, appends);
    this.highWater.wake();
    return outcomes;
  }

  /** Whole streams, which commands decide on, are read together when they are asked for together. */
  readStream(stream: string, options: ReadStreamOptions = {}): Promise<readonly RecordedEvent[]> {
    return Object.keys(options).length === 0
      ? this.wholeStreams.add(stream)
      : selectStream(this.pool, stream, options);
  }

  async readAll({ after = 0n, upTo, filter, limit }: ReadAllOptions): Promise<Page> {
    const known = this.highWater.safe;
    // Far behind a mark that is known already there is no need to look for a newer one.
    const far = known !== undefined && (known - after >= BigInt(limit) || (upTo ?? known) < known);
    const ceiling = far ? known : await this.highWater.lookForSafe();
    const bound = upTo !== undefined && upTo < ceiling ? upTo : ceiling;
    if (bound <= after) return { events: [], checkpoint: after, end: after >= ceiling };
    const { events, checkpoint } = await this.pages.read({ after, upTo: bound, limit }, filter);
    const newest = far && checkpoint === ceiling ? await this.highWater.lookForSafe() : ceiling;
    return { events, checkpoint, end: checkpoint === newest };
  }

  /** A page for a subscription: the mark it was woken by will do, and needs no second look. */
  private async readOn(options: ReadAllOptions): Promise<Page> {
    const { after = 0n, upTo, filter, limit } = options;
    const { safe } = this.highWater;
    if (safe === undefined || safe <= after) return this.readAll(options);
    const bound = upTo !== undefined && upTo < safe ? upTo : safe;
    const { events, checkpoint } = await this.pages.read({ after, upTo: bound, limit }, filter);
    // What came during the read is for the next page: under load there would never be an end.
    return { events, checkpoint, end: checkpoint === safe };
  }

  /**
   * Far behind the mark a page without a filter is as many positions as it may have events: almost
   * every position has its event.
   */
  private knownEnd({ after = 0n, filter, limit }: ReadAllOptions): bigint | undefined {
    const { safe } = this.highWater;
    const end = after + BigInt(limit);
    return !filter && safe !== undefined && end < safe ? end : undefined;
  }

  horizon(): Promise<Horizon> {
    return this.highWater.horizon();
  }

  subscribe(options: SubscribeOptions): AsyncIterable<SubscriptionMessage> {
    const log = {
      readPage: (page: ReadAllOptions) => this.readOn(page),
      knownEnd: (page: ReadAllOptions) => this.knownEnd(page),
      waitBeyond: (position: bigint, signal: AbortSignal) =>
        this.highWater.waitBeyond(position, signal),
    };
    return follow(log, {
      ...options,
      signal: AbortSignal.any([options.signal, this.closing.signal]),
    });
  }

  /** Appends that wait are still made; then everything ends. */
  async close(): Promise<void> {
    await this.batcher.close();
    this.closing.abort();
    this.highWater.close();
  }
}
