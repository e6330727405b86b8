import { parseInstant } from '#libs/kernel/calendar-date.js';
import type { AppendRequest, NewEvent } from './port.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Text that a store cannot keep as it is: U+0000, or half of a surrogate pair. */
const UNSTORABLE = /\0|\p{Surrogate}/u;

/** The same inside JSON text, where an escaped backslash before `u0000` is just a backslash. */
const UNSTORABLE_IN_JSON = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/;

/** An event or a request no store could keep: a mistake of the program, found before anything is sent. */
export class UnstorableEvent extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnstorableEvent';
  }
}

/** An event with its data as JSON text and its metadata as it will be kept. */
export interface EncodedEvent {
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
}

/**
 * Checks requests and writes their events as JSON.
 * @returns for each request its events
 * @throws UnstorableEvent for an empty request, a stream that comes twice, an id that is no UUID,
 *   text with U+0000 or half a surrogate pair, metadata that is not text, or a brought record time
 *   that is no instant or lies in the future
 */
export function encodeRequests(requests: readonly AppendRequest[]): EncodedEvent[][] {
  const streams = new Set<string>();
  return requests.map((request) => {
    const { stream, expected, events } = request;
    if (stream === '' || UNSTORABLE.test(stream)) {
      throw new UnstorableEvent(`stream name ${JSON.stringify(stream)} cannot be kept`);
    }
    if (streams.has(stream)) throw new UnstorableEvent(`two requests for stream ${stream}`);
    streams.add(stream);
    if (events.length === 0) throw new UnstorableEvent(`no events to append to ${stream}`);
    if (typeof expected === 'bigint' && expected < 0n) {
      throw new UnstorableEvent(`expected revision ${expected} of ${stream} is negative`);
    }
    return events.map((event) => encodeEvent(stream, event));
  });
}

/**
 * One event of a stream, checked and written as JSON.
 * @throws UnstorableEvent
 */
export function encodeEvent(stream: string, event: NewEvent): EncodedEvent {
  const where = `event ${event.id} (${event.type}) for ${stream}`;
  if (!UUID.test(event.id)) throw new UnstorableEvent(`${where}: the id is not a UUID`);
  if (event.type === '' || UNSTORABLE.test(event.type)) {
    throw new UnstorableEvent(`${where}: the type cannot be kept`);
  }
  const data = JSON.stringify(event.data);
  const metadata = JSON.stringify(withRecordTime(where, event.metadata));
  if (isUnstorable(data) || isUnstorable(metadata)) {
    throw new UnstorableEvent(`${where}: text with U+0000 or half a surrogate pair cannot be kept`);
  }
  for (const [key, value] of Object.entries(event.metadata)) {
    if (typeof value !== 'string')
      throw new UnstorableEvent(`${where}: metadata ${key} is not text`);
  }
  return { id: event.id, type: event.type, data, metadata };
}

/** Most text has no escape of the kind, and looking for that is much cheaper. */
function isUnstorable(json: string): boolean {
  return json.includes('\\u') && UNSTORABLE_IN_JSON.test(json);
}

/** A record time that was brought along is kept normalised; it may not lie in the future. */
function withRecordTime(where: string, metadata: NewEvent['metadata']): NewEvent['metadata'] {
  const brought = metadata['recordedAt'];
  if (brought === undefined) return metadata;
  const recordedAt = parseInstant(brought);
  if (recordedAt === undefined) {
    throw new UnstorableEvent(`${where}: record time ${brought} is not an instant with zone`);
  }
  if (Date.parse(recordedAt) > Date.now()) {
    throw new UnstorableEvent(`${where}: record time ${brought} lies in the future`);
  }
  return { ...metadata, recordedAt };
}
