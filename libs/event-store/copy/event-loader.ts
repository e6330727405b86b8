import { setTimeout as sleep } from 'node:timers/promises';
import { EventStoreUnavailable, type EventStore } from '../port.js';
import type { CarriedEvent } from './carried-event.js';

/** Puts events behind the last one of a ledger, in the order given. */
export interface EventLoader {
  /** Most events it likes to be given at once. */
  readonly chunkSize: number;
  load(events: readonly CarriedEvent[]): Promise<void>;
}

/** A KurrentDB refuses appends of 1 MiB; some of that is its own. */
const MOST_BYTES = 900_000;
const MOST_EVENTS = 500;
/** An outage is waited out for about two minutes: a restart, a change of leader. */
const ATTEMPTS = 60;
const PAUSE = 2_000;

/**
 * Loads by appends one after the other, since only that keeps the order on any store. Neighbours of
 * one stream go together. The same event ids at the same revisions count once, so an append whose
 * answer was lost is simply sent again.
 */
export class AppendLoader implements EventLoader {
  readonly chunkSize = 2_000;

  constructor(private readonly store: EventStore) {}

  async load(events: readonly CarriedEvent[]): Promise<void> {
    for (const run of runsOf(events)) await this.append(run);
  }

  private async append(run: readonly CarriedEvent[]): Promise<void> {
    const [first] = run;
    if (!first) return;
    const { stream, revision } = first;
    const expected = revision === 0n ? ('no-stream' as const) : revision - 1n;
    const events = run.map(({ id, type, data, metadata }) => ({
      id,
      type,
      data: data as object,
      metadata,
    }));
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.store.append({ stream, expected, events });
        return;
      } catch (error) {
        if (!(error instanceof EventStoreUnavailable) || attempt === ATTEMPTS) throw error;
        await sleep(PAUSE);
      }
    }
  }
}

/** Neighbours of the same stream, as far as they may go into one append. */
export function* runsOf(events: readonly CarriedEvent[]): Generator<readonly CarriedEvent[]> {
  let run: CarriedEvent[] = [];
  let bytes = 0;
  for (const event of events) {
    const size = sizeOf(event);
    const full = run.length === MOST_EVENTS || bytes + size > MOST_BYTES;
    if (run.length > 0 && (run[0]?.stream !== event.stream || full)) {
      yield run;
      [run, bytes] = [[], 0];
    }
    run.push(event);
    bytes += size;
  }
  if (run.length > 0) yield run;
}

function sizeOf({ data, metadata, type }: CarriedEvent): number {
  const text = JSON.stringify(data) + JSON.stringify(metadata);
  return Buffer.byteLength(text, 'utf8') + type.length + 100;
}
