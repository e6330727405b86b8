import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Pool, PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { arrayLiteral } from '#libs/runtime/database/array-literal.js';
import { UnstorableEvent, encodeEvent, type EncodedEvent } from '../new-event-check.js';
import type { EventMetadata } from '../port.js';
import { inTransaction } from '../projections/transaction.js';
import { unheard } from '../subscription.js';
import { queryRows } from './event-rows.js';
import { withStoreErrors } from './store-errors.js';

/** Most events in one load: it is one transaction, and readers wait behind it. */
export const MOST_EVENTS = 10_000;
/** Length of a piece of COPY data, in characters. */
const PIECE = 65_536;
const PARTITION_SIZE = 10_000_000n;

/** An event that has a place already: in its stream, and by its record time in metadata `recordedAt`. */
export interface LoadEvent {
  readonly id: string;
  readonly stream: string;
  readonly revision: bigint;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: EventMetadata;
}

/** A stream does not stand where the events given for it begin; nothing was written. */
export class StreamDoesNotContinue extends Error {
  constructor(readonly stream: string) {
    super(`stream ${stream} does not stand right before the first event to be loaded into it`);
    this.name = 'StreamDoesNotContinue';
  }
}

/** What is to be loaded into one stream. */
interface Continuation {
  readonly first: bigint;
  next: bigint;
}

const COPY = `copy es.event (position, stream_id, revision, id, stream, type, data, metadata, recorded_at)
  from stdin`;
const CONTINUE = 'select es.continue_streams($1::text[], $2::bigint[], $3::int[])';
/** The stamp only after the positions, as in `es.append`. */
const RESERVE = `select es.reserve_positions($1),
  (extract(epoch from date_trunc('milliseconds', clock_timestamp())) * 1000)::bigint`;

/**
 * Writes events that exist already (of another ledger, of a first migration) several times faster
 * than appends do. Needs the right to insert into `es.event`, which the owner has.
 */
export class BulkLoader {
  /** Last partition that is known to be there. */
  private partition = -1n;

  constructor(private readonly pool: Pool) {}

  /**
   * Loads a chunk of at most {@link MOST_EVENTS} events in the order given, in one transaction:
   * all of them or none. Writers and other loads may go on meanwhile.
   * @returns the position of the last event; 0n for no events
   * @throws StreamDoesNotContinue, UnstorableEvent, RangeError for a chunk that is too large,
   *   EventStoreUnavailable
   */
  async load(events: readonly LoadEvent[]): Promise<bigint> {
    if (events.length === 0) return 0n;
    if (events.length > MOST_EVENTS) {
      throw new RangeError(`${events.length} events are too many for one load: ${MOST_EVENTS}`);
    }
    const streams = continuationsOf(events);
    const last = await withStoreErrors(() =>
      inTransaction(this.pool, 'begin', (client) => copyIn(client, streams, events)),
    );
    await this.ensurePartitions(last);
    return last;
  }

  private async ensurePartitions(last: bigint): Promise<void> {
    if (last / PARTITION_SIZE === this.partition) return;
    await queryRows(this.pool, 'es_ensure_partitions', 'select es.ensure_partitions()', []);
    this.partition = last / PARTITION_SIZE;
  }
}

/** @throws UnstorableEvent when the events of a stream do not follow each other */
function continuationsOf(events: readonly LoadEvent[]): Map<string, Continuation> {
  const streams = new Map<string, Continuation>();
  for (const { id, stream, revision } of events) {
    const seen = streams.get(stream);
    if (!seen) {
      streams.set(stream, { first: revision, next: revision + 1n });
    } else if (revision === seen.next) {
      seen.next += 1n;
    } else {
      throw new UnstorableEvent(`event ${id} of ${stream} is at ${revision}, not at ${seen.next}`);
    }
  }
  return streams;
}

async function copyIn(
  client: PoolClient,
  streams: ReadonlyMap<string, Continuation>,
  events: readonly LoadEvent[],
): Promise<bigint> {
  const continued = unheard(continueStreams(client, streams));
  // While the server makes the streams.
  const encoded = events.map(({ id, stream, type, data, metadata }) =>
    encodeEvent(stream, { id, type, data: data as object, metadata }),
  );
  const ids = await continued;
  const [row] = await queryRows<[string, string]>(client, 'es_reserve', RESERVE, [events.length]);
  const positions = numbersOf(row?.[0]);
  const stamped = new Date(Number(row?.[1])).toISOString();
  const line = (index: number): string => {
    const [event, { data, metadata }] = [events[index], encoded[index]] as [
      LoadEvent,
      EncodedEvent,
    ];
    const { id, stream, revision, type } = event;
    const [name, kind, json, meta] = [stream, type, data, metadata].map(escaped);
    return `${positions[index]}\t${ids.get(stream)}\t${revision}\t${id}\t${name}\t${kind}\t${json}\t${meta}\t${stamped}\n`;
  };
  await pipeline(Readable.from(pieces(events.length, line)), client.query(copyFrom(COPY)));
  return BigInt(positions.at(-1) ?? 0);
}

async function continueStreams(
  client: PoolClient,
  streams: ReadonlyMap<string, Continuation>,
): Promise<ReadonlyMap<string, string>> {
  const names = [...streams.keys()];
  const parts = [...streams.values()];
  const [row] = await queryRows<[string]>(client, 'es_continue_streams', CONTINUE, [
    arrayLiteral(names),
    arrayLiteral(parts.map(({ first }) => first)),
    arrayLiteral(parts.map(({ first, next }) => next - first)),
  ]);
  const ids = numbersOf(row?.[0]);
  const elsewhere = ids.indexOf('NULL');
  if (elsewhere >= 0) throw new StreamDoesNotContinue(names[elsewhere] ?? '');
  return new Map(names.map((name, index) => [name, ids[index] ?? '']));
}

function numbersOf(array: string | undefined): string[] {
  return array?.slice(1, -1).split(',') ?? [];
}

/** Rendered while the server takes in what went before. */
function* pieces(count: number, line: (index: number) => string): Generator<string> {
  let piece = '';
  for (let index = 0; index < count; index += 1) {
    piece += line(index);
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
};

/** A value in the text format of COPY. */
function escaped(text: string): string {
  return text.replace(/[\\\t\n\r]/g, (character) => ESCAPES[character] ?? character);
}
