import type { Pool } from 'pg';
import type { EventStore, RecordedEvent } from '#libs/event-store/port.js';
import type { Contender } from '../../harness/measure.js';
import { timed } from '../../harness/slice.js';
import { totalOf, UPSERT_ROW } from '../totals.projection.js';

const PAGE = 1_000;

/**
 * The simple projector: for every event one prepared upsert, committed by itself. A slice a round,
 * going on where the last one stopped.
 */
export function rowByRow(name: string, store: EventStore, pool: Pool, seconds: number): Contender {
  let after = 0n;
  let waiting: RecordedEvent[] = [];
  const next = async (): Promise<RecordedEvent> => {
    while (waiting.length === 0) {
      const page = await store.readAll({ after, limit: PAGE });
      waiting = [...page.events].reverse();
      after = page.end ? 0n : page.checkpoint;
    }
    return waiting.pop() as RecordedEvent;
  };
  const upsert = async () => {
    const { stream, kind, region, events, amount, position } = totalOf(await next());
    const values = [stream, kind, region, events, amount, String(position)];
    await pool.query({ name: 'row_upsert', text: UPSERT_ROW, values });
  };
  return {
    name,
    run: () => {
      const end = performance.now() + seconds * 1000;
      return timed(async () => {
        let done = 0;
        for (; performance.now() < end; done += 1) await upsert();
        return done;
      });
    },
  };
}
