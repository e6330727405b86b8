import { EventStoreUnavailable } from '../port.js';

/** One append that waits for its turn. */
export interface BatchItem {
  readonly stream: string;
  /** How many events it brings, and how long they are (bytes or characters; a rough measure). */
  readonly events: number;
  readonly bytes: number;
}

export interface BatcherLimits {
  /** Most appends, events and bytes in one call; a single append may be larger. */
  readonly requests: number;
  readonly events: number;
  readonly bytes: number;
  /** Calls under way at the same time. */
  readonly inFlight: number;
  /** Appends, and bytes, that may wait; whoever comes then is sent away. */
  readonly waiting: number;
  readonly waitingBytes: number;
}

const LIMITS: BatcherLimits = {
  requests: 200,
  events: 1_000,
  bytes: 4_000_000,
  inFlight: 2,
  waiting: 10_000,
  waitingBytes: 64_000_000,
};

/** Two calls side by side are worth their round trips only from here on. */
const WORTH_SPLITTING = 8;

interface Waiting<Item, Outcome> {
  readonly item: Item;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Gathers appends that come faster than calls return, into few calls with one transaction each. An
 * append that comes alone is passed on at once. Appends to one stream keep their order: the next
 * one is sent when the one before is answered. Each caller gets its own outcome.
 *
 * Knows nothing of how a call is made.
 */
export class AppendBatcher<Item extends BatchItem, Outcome> {
  private readonly limits: BatcherLimits;
  /** At most one of each stream, in the order of arrival. */
  private ready: Waiting<Item, Outcome>[] = [];
  /** Streams with an append that is ready or under way, and what waits behind that one. */
  private readonly behind = new Map<string, Waiting<Item, Outcome>[]>();
  private waiting = 0;
  private waitingBytes = 0;
  private inFlight = 0;
  /** True while calls come back with more than one append: then it pays to wait for company. */
  private busy = false;
  private scheduled = false;
  private closed = false;
  private drained: (() => void) | undefined;

  /**
   * @param execute makes one call for appends of different streams; outcomes in their order. When it
   *   throws, none of them was made.
   */
  constructor(
    private readonly execute: (items: readonly Item[]) => Promise<readonly Outcome[]>,
    limits: Partial<BatcherLimits> = {},
  ) {
    this.limits = { ...LIMITS, ...limits };
  }

  /**
   * @throws EventStoreUnavailable when too much waits already, in an outage, and after `close`;
   *   whatever the call throws for this append
   */
  submit(item: Item): Promise<Outcome> {
    if (this.closed) return Promise.reject(new EventStoreUnavailable('the event store is closed'));
    if (
      this.waiting >= this.limits.waiting ||
      this.waitingBytes + item.bytes > this.limits.waitingBytes
    ) {
      return Promise.reject(new EventStoreUnavailable('too many appends are waiting already'));
    }
    return new Promise((resolve, reject) => {
      this.enqueue({ item, resolve, reject });
    });
  }

  /** Takes no more, and resolves when everything that waited has been answered. */
  close(): Promise<void> {
    this.closed = true;
    if (this.inFlight === 0 && this.waiting === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const before = this.drained;
      this.drained = () => {
        before?.();
        resolve();
      };
    });
  }

  private enqueue(entry: Waiting<Item, Outcome>): void {
    this.waiting += 1;
    this.waitingBytes += entry.item.bytes;
    const queue = this.behind.get(entry.item.stream);
    if (queue) {
      queue.push(entry);
      return;
    }
    this.behind.set(entry.item.stream, []);
    this.ready.push(entry);
    if (this.inFlight >= this.limits.inFlight) return;
    if (this.busy || this.ready.length > 1) this.schedule();
    else this.dispatch();
  }

  /** After the callers that were just answered had a chance to come back with their next append. */
  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.dispatch();
    });
  }

  private dispatch(): void {
    while (this.inFlight < this.limits.inFlight && this.ready.length > 0) {
      const free = this.limits.inFlight - this.inFlight;
      const share = Math.max(WORTH_SPLITTING, Math.ceil(this.ready.length / free));
      const batch = this.take(Math.min(share, this.limits.requests));
      this.inFlight += 1;
      void this.run(batch);
    }
  }

  private take(most: number): Waiting<Item, Outcome>[] {
    let [count, events, bytes] = [0, 0, 0];
    for (const { item } of this.ready) {
      const full =
        count === most ||
        events + item.events > this.limits.events ||
        bytes + item.bytes > this.limits.bytes;
      if (count > 0 && full) break;
      count += 1;
      events += item.events;
      bytes += item.bytes;
    }
    this.waiting -= count;
    this.waitingBytes -= bytes;
    return this.ready.splice(0, count);
  }

  private async run(batch: readonly Waiting<Item, Outcome>[]): Promise<void> {
    this.busy = batch.length > 1;
    await this.answer(batch);
    this.inFlight -= 1;
    for (const { item } of batch) this.letNext(item.stream);
    if (this.ready.length > 0) this.schedule();
    else if (this.inFlight === 0 && this.waiting === 0) this.drained?.();
  }

  /** Never throws: every caller of the batch is told. */
  private async answer(batch: readonly Waiting<Item, Outcome>[]): Promise<void> {
    try {
      const outcomes = await this.execute(batch.map(({ item }) => item));
      batch.forEach(({ resolve, reject }, index) => {
        const outcome = outcomes[index];
        if (outcome === undefined) reject(new Error('an append was not answered'));
        else resolve(outcome);
      });
    } catch (error) {
      const [only] = batch;
      if (error instanceof EventStoreUnavailable) this.giveUp(batch, error);
      else if (batch.length === 1) only?.reject(error);
      else await this.answerOneByOne(batch);
    }
  }

  /** One of them is at fault, and the call as a whole was taken back: the others shall not suffer. */
  private async answerOneByOne(batch: readonly Waiting<Item, Outcome>[]): Promise<void> {
    for (const [index, { item, resolve, reject }] of batch.entries()) {
      try {
        const [outcome] = await this.execute([item]);
        if (outcome === undefined) throw new Error('an append was not answered');
        resolve(outcome);
      } catch (error) {
        if (error instanceof EventStoreUnavailable) {
          this.giveUp(batch.slice(index), error);
          return;
        }
        reject(error);
      }
    }
  }

  /** An outage: nobody is kept waiting for it to end. */
  private giveUp(batch: readonly Waiting<Item, Outcome>[], error: EventStoreUnavailable): void {
    const behind = [...this.behind.values()].flatMap((queue) => queue.splice(0));
    const ready = this.ready.splice(0);
    for (const { item } of ready) this.behind.delete(item.stream);
    this.waiting = 0;
    this.waitingBytes = 0;
    for (const { reject } of [...batch, ...ready, ...behind]) reject(error);
  }

  private letNext(stream: string): void {
    const next = this.behind.get(stream)?.shift();
    if (next) this.ready.push(next);
    else this.behind.delete(stream);
  }
}
