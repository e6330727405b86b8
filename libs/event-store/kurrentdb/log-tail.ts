import { setTimeout as sleep } from 'node:timers/promises';
import type { Horizon, RecordedEvent } from '../port.js';
import type { Connection } from './connection.js';
import type { LedgerNames } from './names.js';
import type { ReadResponse, StoredRecord } from './protocol.js';
import { isSystemRecord, positionOf, toStoredEvent } from './stored-event.js';
import { Waiters } from './waiters.js';

/**
 * The clocks of the nodes, and of this machine, agree within this, and an append is visible by then,
 * ms. Whoever runs the cluster has to see to it.
 */
export const CLOCK_TOLERANCE = 5_000;
/** The newest events are kept for all followers of this process. */
const KEPT_EVENTS = 5_000;
const KEPT_BYTES = 8 * 1024 * 1024;
/** Events a look reads at once. */
const LOOK_PAGE = 1_000;
/** Events that arrive within this time are passed on together: few pages instead of many, ms. */
const GATHERING = 5;
/** Pause before a subscription that broke is opened again, ms; doubled up to the longest. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 2_000;

/**
 * The end of the ledger: how far it reaches, and its newest events. The server's log has one order and
 * shows an event only when nothing can come before it any more, so all that is there is settled. Two
 * sources feed the tail, each in order and without a gap: looks, made when an answer must not be older
 * than the question, and while somebody waits a subscription to the ledger's streams.
 */
export class LogTail {
  private newest: bigint | undefined;
  /** The whole log, other ledgers included, has been looked at up to here. */
  private covered: bigint | undefined;
  private kept: { readonly event: RecordedEvent; readonly size: number }[] = [];
  private keptBytes = 0;
  /** Every event of the ledger after this one is kept; undefined before the first look. */
  private keptAfter: bigint | undefined;
  private running: Promise<number> | undefined;
  private queued: Promise<number> | undefined;
  private listening: Promise<void> | undefined;
  private gathering: NodeJS.Timeout | undefined;
  private readonly closing = new AbortController();
  private readonly waiters = new Waiters();

  constructor(
    private readonly connection: Connection,
    private readonly names: LedgerNames,
  ) {}

  /** Position of the ledger's last event, 0n when there is none; undefined before the first look. */
  get safe(): bigint | undefined {
    return this.newest;
  }

  /** The kept events after a position; undefined when not all of them are kept. */
  eventsAfter(after: bigint): readonly RecordedEvent[] | undefined {
    if (this.keptAfter === undefined || after < this.keptAfter) return undefined;
    let [low, high] = [0, this.kept.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.kept[middle]?.event.position ?? 0n) > after) high = middle;
      else low = middle + 1;
    }
    return this.kept.slice(low).map(({ event }) => event);
  }

  /** Looks now and answers the end. @throws EventStoreUnavailable */
  async lookForSafe(): Promise<bigint> {
    await this.look();
    return this.newest ?? 0n;
  }

  async horizon(): Promise<Horizon> {
    const lookedAt = await this.look();
    const closedAt = new Date(lookedAt - CLOCK_TOLERANCE).toISOString();
    return { safe: this.newest ?? 0n, closedAt };
  }

  /** Resolves when the end lies beyond `position`, or when `signal` aborts. */
  waitBeyond(position: bigint, signal: AbortSignal): Promise<void> {
    this.listening ??= this.listen();
    return this.waiters.until(() => (this.newest ?? 0n) > position, signal);
  }

  close(): void {
    this.closing.abort();
    clearTimeout(this.gathering);
    this.waiters.close();
  }

  /** A look that starts after this call; callers that come during one share the next. */
  private look(): Promise<number> {
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

  /** @returns the clock before the look, ms */
  private async lookOnce(): Promise<number> {
    const now = Date.now();
    const [head] = await this.connection.readLog({ from: 'end', backwards: true, count: 1 });
    const end = head ? positionOf(head) : 0n;
    if (this.covered === undefined) await this.findEnd();
    else if (end > this.covered) await this.readUpTo(end, this.covered);
    if (this.covered === undefined || this.covered < end) this.covered = end;
    return now;
  }

  /** The first look. Stops at the ledger's identity, which is older than any of its events. */
  private async findEnd(): Promise<void> {
    const prefixes = [this.names.prefix, this.names.identity];
    const [last] = await this.connection.readLog({
      from: 'end',
      backwards: true,
      prefixes,
      count: 1,
    });
    const stored = last?.getStreamIdentifier()?.getStreamName_asU8() ?? [];
    const isEvent = Buffer.from(stored).toString('utf8').startsWith(this.names.prefix);
    this.newest = last && isEvent ? positionOf(last) : 0n;
    this.keptAfter = this.newest;
  }

  private async readUpTo(end: bigint, covered: bigint): Promise<void> {
    for (let from = covered; ;) {
      const prefixes = [this.names.prefix];
      const records = await this.connection.readLog({ from, prefixes, count: LOOK_PAGE });
      for (const record of records) this.add(record);
      const last = records.at(-1);
      if (!last || records.length < LOOK_PAGE || positionOf(last) >= end) break;
      from = positionOf(last);
    }
    this.waiters.look();
  }

  private add(record: StoredRecord): void {
    const position = positionOf(record);
    if (position <= (this.newest ?? 0n) || isSystemRecord(record)) return;
    const { event, size } = toStoredEvent(record, this.names);
    this.kept.push({ event, size });
    this.keptBytes += size;
    this.newest = position;
    if (this.kept.length > KEPT_EVENTS || this.keptBytes > KEPT_BYTES) this.forgetOldest();
  }

  /** A good part at once, since taking from the front of a list costs its length. */
  private forgetOldest(): void {
    let dropped = 0;
    const enough = () =>
      this.kept.length - dropped <= KEPT_EVENTS * 0.8 && this.keptBytes <= KEPT_BYTES * 0.8;
    while (dropped < this.kept.length && !enough()) {
      this.keptBytes -= this.kept[dropped]?.size ?? 0;
      dropped += 1;
    }
    this.keptAfter = this.kept[dropped - 1]?.event.position ?? this.keptAfter;
    this.kept = this.kept.slice(dropped);
  }

  /** Keeps a subscription open for as long as the store is; in between it breaks it looks itself. */
  private async listen(): Promise<void> {
    const { signal } = this.closing;
    for (let pause = FIRST_PAUSE; !signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      try {
        // What was appended while nobody listened must not wait for the next append.
        await this.look();
        const from = this.covered ?? 0n;
        await this.connection.follow(
          { from: from === 0n ? 'start' : from, prefixes: [this.names.prefix] },
          (message) => {
            pause = FIRST_PAUSE;
            this.hear(message);
          },
          signal,
        );
      } catch {
        // Away: followers wait, and whoever asks is told by their own call.
      }
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  private hear(message: ReadResponse): void {
    const record = message.getEvent()?.getEvent();
    if (!record) return;
    this.add(record);
    this.gathering ??= setTimeout(() => {
      this.gathering = undefined;
      this.waiters.look();
    }, GATHERING);
  }
}
