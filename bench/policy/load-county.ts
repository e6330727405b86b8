import type { Pool } from 'pg';
import { BulkLoader, MOST_EVENTS, type LoadEvent } from '#libs/event-store/postgres/bulk-load.js';
import { eventsOf } from './county-events.js';

/** Most events of one enterprise. */
const MOST_OF_ONE = 10;

/** Loads an invented county, as a first migration would. @returns how many events that were */
export async function loadCounty(pool: Pool, enterprises: number): Promise<number> {
  const loader = new BulkLoader(pool);
  let waiting: LoadEvent[] = [];
  let events = 0;
  for (let n = 0; n < enterprises; n += 1) {
    waiting.push(...eventsOf(n));
    if (waiting.length < MOST_EVENTS - MOST_OF_ONE && n < enterprises - 1) continue;
    await loader.load(waiting);
    events += waiting.length;
    waiting = [];
  }
  return events;
}
