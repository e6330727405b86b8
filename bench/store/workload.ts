import { randomUUID } from 'node:crypto';
import type { AppendRequest, NewEvent } from '#libs/event-store/port.js';

/** Events of a stream before the next one begins. */
export const STREAM_LENGTH = 10;

const TYPE = 'recognition.recorded';

/** About 230 bytes of JSON, of the shape of a recorded contract. */
export function dataOf(n: number): object {
  return {
    kind: 'tech-contract',
    creditCode: `91411323MA${String(n % 100_000_000).padStart(8, '0')}`,
    contractNumber: `2023411323${String(n % 1_000_000).padStart(6, '0')}`,
    name: '猕猴桃采后保鲜技术开发合同',
    signedOn: '2023-05-18',
    amount: `${(n % 9_000) + 1_000}00.00`,
    technicalIncome: '60000.00',
    region: `41132${n % 4}`,
  };
}

/** About 75 bytes of JSON. */
export function metadataOf(n: number): Readonly<Record<string, string>> {
  return { actor: 'officer-17', commandId: `c-${String(n).padStart(12, '0')}`, source: 'bench' };
}

export function eventOf(n: number): NewEvent {
  return { id: randomUUID(), type: TYPE, data: dataOf(n), metadata: metadataOf(n) };
}

/** Where a client writes next: a stream of its own, and the last revision in it (-1: not begun). */
export interface Place {
  readonly stream: string;
  readonly revision: number;
  /** Counts up over all clients: makes payloads differ. */
  readonly n: number;
}

/** Clients that each write one event after the other, ten to a stream. */
export class OneByOne {
  private readonly places = new Map<number, { stream: string; revision: number }>();
  private n = 0;
  private streams = 0;

  next(client: number): Place {
    let place = this.places.get(client);
    if (!place || place.revision === STREAM_LENGTH - 2) {
      this.streams += 1;
      place = { stream: `recognition-${client}-${this.streams}`, revision: -1 };
      this.places.set(client, place);
    } else {
      place.revision += 1;
    }
    this.n += 1;
    return { ...place, n: this.n };
  }
}

/** Requests that write `events` events, `size` to a stream, all new streams. */
export function newStreams(prefix: string, events: number, size: number): AppendRequest[] {
  return Array.from({ length: Math.ceil(events / size) }, (_, stream) => ({
    stream: `recognition-${prefix}-${stream}`,
    expected: 'no-stream',
    events: Array.from({ length: size }, (_, n) => eventOf(stream * size + n)),
  }));
}
