import type { Pool } from 'pg';
import type { Horizon } from '../port.js';
import { queryRows } from './event-rows.js';
import { Poller } from './poller.js';

const LOOK = `select (extract(epoch from date_trunc('milliseconds', clock)) * 1000)::bigint,
  last_position, writers from es.look()`;
const LAST_EVENT =
  'select position from es.event where position <= $1 order by position desc limit 1';
const PARTITION_SIZE = 10_000_000n;
/** How often a first look is repeated while writers are in flight, ms. */
const FIRST_SETTLEMENT_PAUSE = 5;

interface Look {
  readonly clock: number;
  readonly last: bigint;
  readonly writers: readonly string[];
}

interface Settled {
  readonly last: bigint;
  readonly safe: bigint;
  readonly closedAt: number;
}

/**
 * Knows how far the log is settled. A look notes the clock, the last position handed out and who
 * holds the fence; once none of those writers holds it any more, everything up to that position is
 * settled, whatever newer writers do: a writer holds the fence from before it takes a position until
 * its commit is visible. So constant traffic delays the mark by a look or two but never stops it.
 */
export class HighWater {
  private settled: Settled | undefined;
  private pending: Look | undefined;
  private running: Promise<void> | undefined;
  private queued: Promise<void> | undefined;
  private partitionsUpTo = 0n;
  private readonly poller = new Poller(() => this.look());

  constructor(private readonly pool: Pool) {}

  /** Position of the last event known to be settled; undefined before the first settlement. */
  get safe(): bigint | undefined {
    return this.settled?.safe;
  }

  /** Looks now. Once settled it stays so: the answer is the newest mark, even with writers in flight. */
  async horizon(): Promise<Horizon> {
    await this.look();
    if (!this.settled) return { safe: 0n, closedAt: undefined };
    return { safe: this.settled.safe, closedAt: new Date(this.settled.closedAt).toISOString() };
  }

  /** Looks now and answers the safe end; waits while nothing has ever been settled. */
  async lookForSafe(): Promise<bigint> {
    await this.look();
    while (!this.settled) {
      await new Promise((resolve) => setTimeout(resolve, FIRST_SETTLEMENT_PAUSE));
      await this.look();
    }
    return this.settled.safe;
  }

  /** Resolves when the safe end lies beyond `position`, or when `signal` aborts. */
  waitBeyond(position: bigint, signal: AbortSignal): Promise<void> {
    return this.poller.until(() => (this.settled?.safe ?? 0n) > position, signal);
  }

  /** Something was appended by this process: waiting readers need not wait for the next poll. */
  wake(): void {
    this.poller.wake();
  }

  close(): void {
    this.poller.close();
  }

  /** A look that starts after this call; callers that come during one share the next. */
  private look(): Promise<void> {
    if (!this.running) {
      this.running = this.lookOnce().finally(() => (this.running = undefined));
      return this.running;
    }
    this.queued ??= this.running
      .catch(() => undefined)
      .then(() => {
        this.queued = undefined;
        return this.look();
      });
    return this.queued;
  }

  private async lookOnce(): Promise<void> {
    const seen = await this.readLook();
    const drained = this.drainedBy(seen);
    if (drained) await this.settle(drained);
    if (seen.last > this.partitionsUpTo - 2n * PARTITION_SIZE)
      await this.ensurePartitions(seen.last);
  }

  private async readLook(): Promise<Look> {
    const [row] = await queryRows<[string, string, string]>(this.pool, 'es_look', LOOK, []);
    if (!row) throw new Error('es.look() answered no row');
    const writers = row[2].slice(1, -1);
    return {
      clock: Number(row[0]),
      last: BigInt(row[1]),
      writers: writers === '' ? [] : writers.split(','),
    };
  }

  /** The look whose writers are now all gone, if there is one. */
  private drainedBy(seen: Look): Look | undefined {
    if (seen.writers.length === 0) {
      this.pending = undefined;
      return seen;
    }
    const { pending } = this;
    if (!pending) {
      this.pending = seen;
      return undefined;
    }
    if (pending.writers.some((writer) => seen.writers.includes(writer))) return undefined;
    this.pending = seen;
    return pending;
  }

  private async settle({ last, clock }: Look): Promise<void> {
    const closedAt = clock - 1;
    if (this.settled?.last === last) {
      this.settled = { ...this.settled, closedAt };
      return;
    }
    const [row] = await queryRows<[string]>(this.pool, 'es_last_event', LAST_EVENT, [String(last)]);
    this.settled = { last, safe: BigInt(row?.[0] ?? 0), closedAt };
    this.poller.advanced();
  }

  private async ensurePartitions(last: bigint): Promise<void> {
    await queryRows(this.pool, 'es_ensure_partitions', 'select es.ensure_partitions()', []);
    this.partitionsUpTo = (last / PARTITION_SIZE + 3n) * PARTITION_SIZE;
  }
}
