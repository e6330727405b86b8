import { randomUUID } from 'node:crypto';
import { encodeRequests, UnstorableEvent, type EncodedEvent } from '../new-event-check.js';
import {
  EventStoreUnavailable,
  type AppendOutcome,
  type AppendRequest,
  type AppendResult,
} from '../port.js';
import type { Connection } from './connection.js';
import { WRITER_KEY, type LedgerNames } from './names.js';
import { toStoredEvent } from './stored-event.js';

/** Appends of one call that are under way at the same time. */
const SIDE_BY_SIDE = 32;

/** Appends, and finds out what became of them. */
export class Appender {
  /** Appends under way, by the id of their first event. */
  private readonly underWay = new Map<string, Promise<unknown>>();

  constructor(
    private readonly connection: Connection,
    private readonly names: LedgerNames,
  ) {}

  /**
   * Each request by itself, several at a time; outcomes in the order of the requests.
   * @throws EventStoreUnavailable when it went away in between: some may have been appended
   */
  async appendAll(requests: readonly AppendRequest[]): Promise<AppendOutcome[]> {
    const encoded = encodeRequests(requests);
    const outcomes: AppendOutcome[] = [];
    let next = 0;
    const work = async () => {
      while (next < requests.length) {
        const index = next;
        next += 1;
        const [request, events] = [requests[index], encoded[index]];
        if (request && events) outcomes[index] = await this.inTurn(request, events);
      }
    };
    const workers = Array.from({ length: Math.min(SIDE_BY_SIDE, requests.length) }, work);
    const failed = (await Promise.allSettled(workers)).find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
    return outcomes;
  }

  /** A repeat waits for the first: the server is slow to answer both at once. */
  private async inTurn(
    request: AppendRequest,
    encoded: readonly EncodedEvent[],
  ): Promise<AppendOutcome> {
    const id = encoded[0]?.id ?? '';
    while (this.underWay.has(id)) await this.underWay.get(id)?.catch(() => undefined);
    const append = this.append(request, encoded);
    this.underWay.set(id, append);
    try {
      return await append;
    } finally {
      this.underWay.delete(id);
    }
  }

  private async append(
    { stream, expected }: AppendRequest,
    encoded: readonly EncodedEvent[],
  ): Promise<AppendOutcome> {
    const writer = randomUUID().slice(0, 13);
    const events = encoded.map((event) => signed(event, writer));
    const answer = await this.connection.append(this.names.inStore(stream), expected, events);
    if (answer.outcome === 'conflict') {
      return { outcome: 'conflict', stream, expected, actual: answer.actual };
    }
    return this.whatIsThere(stream, answer.revision, writer);
  }

  /**
   * The server gives a repeat the answer of the first time, and no append its stamp: both are read
   * from the event that is there now.
   */
  private async whatIsThere(
    stream: string,
    revision: bigint,
    writer: string,
  ): Promise<AppendResult> {
    const [record] = await this.connection.readStream({
      stream: this.names.inStore(stream),
      from: revision,
      backwards: false,
      count: 1,
    });
    if (!record) throw new EventStoreUnavailable(`${stream} was appended to but cannot be read`);
    const { event, writer: wrote } = toStoredEvent(record, this.names);
    return {
      outcome: wrote === writer ? 'appended' : 'repeated',
      revision: event.revision,
      position: event.position,
      recordedAt: event.recordedAt,
    };
  }
}

function signed(event: EncodedEvent, writer: string): EncodedEvent {
  const metadata = JSON.parse(event.metadata) as Record<string, string>;
  if (WRITER_KEY in metadata) {
    throw new UnstorableEvent(`event ${event.id}: metadata ${WRITER_KEY} is the store's own`);
  }
  return { ...event, metadata: JSON.stringify({ ...metadata, [WRITER_KEY]: writer }) };
}
