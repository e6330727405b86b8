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
import { follow } from '../subscription.js';
import { appendRequests } from './append-statement.js';
import { HighWater } from './high-water.js';
import { openLedger } from './ledger.js';
import { selectPage, selectStream } from './read-statements.js';

/** Most positions that one filtered page looks at, so that a rare match never means a long query. */
const FILTER_WINDOW = 50_000n;

/** The event store on PostgreSQL; needs `eventStoreMigrations` to have run. */
export class PostgresEventStore implements EventStore {
  private readonly highWater: HighWater;
  private readonly closing = new AbortController();

  private constructor(
    private readonly pool: Pool,
    readonly ledgerId: string,
  ) {
    this.highWater = new HighWater(pool);
  }

  /**
   * Opens the ledger of this database, and gives it its id when it is new.
   * @param pool shared; `close()` leaves it open
   * @throws Error when the database holds a ledger of another name; EventStoreUnavailable
   */
  static async open(pool: Pool, options: { readonly ledger: string }): Promise<PostgresEventStore> {
    return new PostgresEventStore(pool, await openLedger(pool, options.ledger));
  }

  async append(request: AppendRequest): Promise<AppendResult> {
    const [outcome] = await this.appendMany([request]);
    if (outcome === undefined) throw new Error('an append was not answered');
    if (outcome.outcome === 'conflict') throw new WrongExpectedRevision(outcome);
    return outcome;
  }

  async appendMany(requests: readonly AppendRequest[]): Promise<readonly AppendOutcome[]> {
    if (requests.length === 0) return [];
    const outcomes = await appendRequests(this.pool, requests);
    this.highWater.wake();
    return outcomes;
  }

  readStream(stream: string, options: ReadStreamOptions = {}): Promise<readonly RecordedEvent[]> {
    return selectStream(this.pool, stream, options);
  }

  async readAll({ after = 0n, upTo, filter, limit }: ReadAllOptions): Promise<Page> {
    const known = this.highWater.safe;
    // Far behind a mark that is known already there is no need to look for a newer one.
    const far = known !== undefined && (known - after >= BigInt(limit) || (upTo ?? known) < known);
    const ceiling = far ? known : await this.highWater.lookForSafe();
    const bound = lowest(ceiling, upTo, filter && after + FILTER_WINDOW);
    if (bound <= after) return { events: [], checkpoint: after, end: after >= ceiling };
    const events = await selectPage(this.pool, { after, upTo: bound, limit }, filter);
    const last = events.at(-1);
    const checkpoint = events.length === limit && last ? last.position : bound;
    const newest = far && checkpoint === ceiling ? await this.highWater.lookForSafe() : ceiling;
    return { events, checkpoint, end: checkpoint === newest };
  }

  horizon(): Promise<Horizon> {
    return this.highWater.horizon();
  }

  subscribe(options: SubscribeOptions): AsyncIterable<SubscriptionMessage> {
    const log = {
      readAll: (page: ReadAllOptions) => this.readAll(page),
      waitBeyond: (position: bigint, signal: AbortSignal) =>
        this.highWater.waitBeyond(position, signal),
    };
    return follow(log, {
      ...options,
      signal: AbortSignal.any([options.signal, this.closing.signal]),
    });
  }

  close(): Promise<void> {
    this.closing.abort();
    this.highWater.close();
    return Promise.resolve();
  }
}

function lowest(first: bigint, ...others: readonly (bigint | undefined)[]): bigint {
  return others.reduce<bigint>((low, x) => (x !== undefined && x < low ? x : low), first);
}
