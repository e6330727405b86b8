import { setTimeout as sleep } from 'node:timers/promises';
import { KurrentDBClient } from '@kurrent/kurrentdb-client';
import { EventStoreUnavailable } from '../port.js';
import { connectionString } from './connection-string.js';
import { failureOf, type Failure } from './errors.js';
import { collect, listen, sendAppend, type AppendAnswer } from './calls.js';
import {
  logRequest,
  streamRequest,
  type LogRead,
  type ReadResponse,
  type StoredRecord,
  type StreamRead,
} from './protocol.js';
import type { EncodedEvent } from '../new-event-check.js';
import type { ExpectedRevision } from '../port.js';

/** How long a call is repeated through an outage before its caller is told, ms. */
const PATIENCE = 3_000;
const BUSY_ATTEMPTS = 4;
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 800;
/** Time for a page of the log, ms: with a filter the server may have to look through much. */
const PAGE_DEADLINE = 120_000;

type Repeat = 'always' | 'untouched';

/**
 * The connection to a KurrentDB, made anew when it breaks. Calls are repeated with back-off for as
 * long as a restart or a change of leader may take; in a longer outage each call tries once.
 */
export class Connection {
  private client: KurrentDBClient | undefined;
  private generation = 0;
  private awaySince: number | undefined;
  private closed = false;

  constructor(private readonly url: string) {}

  /** Records of one stream; empty when it does not exist. */
  readStream(read: StreamRead): Promise<StoredRecord[]> {
    return this.repeat('always', (client) => collect(client, streamRequest(read), undefined));
  }

  /** Records of the whole log. */
  readLog(read: LogRead & { readonly count: number }): Promise<StoredRecord[]> {
    return this.repeat('always', (client) => collect(client, logRequest(read), PAGE_DEADLINE));
  }

  /**
   * Appends with the server's own check. A call whose answer was lost is only repeated where the
   * server recognises the repeat.
   */
  async append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly EncodedEvent[],
  ): Promise<AppendAnswer> {
    const recognised = typeof expected === 'bigint' || expected === 'no-stream';
    const answer = await this.repeat(recognised ? 'always' : 'untouched', (client) =>
      sendAppend(client, stream, expected, events),
    );
    if (answer.outcome === 'conflict') await this.readable(stream, answer.actual);
    return answer;
  }

  /**
   * The server refuses an append for a write that it has accepted but does not show yet. Whoever is
   * refused reads again to decide anew, and has to see what was in the way.
   * @throws EventStoreUnavailable when it does not come to light
   */
  private async readable(stream: string, revision: bigint): Promise<void> {
    if (revision < 0n) return;
    const started = Date.now();
    for (let pause = 2; ; pause = Math.min(2 * pause, FIRST_PAUSE)) {
      const read = { stream, from: revision, backwards: false, count: 1 } as const;
      if ((await this.readStream(read)).length > 0) return;
      if (Date.now() - started > PATIENCE) {
        throw new EventStoreUnavailable(`${stream} is said to be at ${revision}, and is not there`);
      }
      await sleep(pause);
    }
  }

  /** Follows the log until `signal` aborts; rejects when the connection breaks. */
  async follow(
    read: Omit<LogRead, 'count'>,
    onMessage: (message: ReadResponse) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const client = this.current();
    try {
      await listen(client, logRequest({ ...read, count: 'live' }), onMessage, signal);
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (failure.brokenConnection) this.discard(client);
      throw failure.error;
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.client?.dispose();
  }

  private async repeat<T>(
    allowed: Repeat,
    call: (client: KurrentDBClient) => Promise<T>,
  ): Promise<T> {
    const started = Date.now();
    for (let attempt = 1; ; attempt += 1) {
      const client = this.current();
      try {
        const answer = await call(client);
        this.awaySince = undefined;
        return answer;
      } catch (thrown) {
        const failure = failureOf(thrown);
        if (failure.brokenConnection) this.discard(client);
        if (failure.transient && !failure.busy) this.awaySince ??= started;
        const pause = Math.min(FIRST_PAUSE * 2 ** (attempt - 1), LONGEST_PAUSE);
        if (!this.mayRepeat(failure, allowed, attempt, pause)) throw failure.error;
        await sleep(pause);
      }
    }
  }

  private mayRepeat(failure: Failure, allowed: Repeat, attempt: number, pause: number): boolean {
    if (!failure.transient || this.closed) return false;
    if (allowed === 'untouched' && !failure.untouched) return false;
    if (failure.busy) return attempt < BUSY_ATTEMPTS;
    return Date.now() + pause <= (this.awaySince ?? 0) + PATIENCE;
  }

  private current(): KurrentDBClient {
    if (this.closed) throw new EventStoreUnavailable('the event store has been closed');
    this.client ??= KurrentDBClient.connectionString(connectionString(this.url, this.generation++));
    return this.client;
  }

  private discard(client: KurrentDBClient): void {
    if (this.client !== client) return;
    this.client = undefined;
    void client.dispose().catch(() => undefined);
  }
}
