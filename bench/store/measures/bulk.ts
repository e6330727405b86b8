import type { EventStore } from '#libs/event-store/port.js';
import type { Contender, Measure } from '../../harness/measure.js';
import { timed } from '../../harness/slice.js';
import { openOurs } from '../ours.js';
import { copyIn, renderRows } from '../peers/copy.js';
import { openRawTable, type RawTable } from '../peers/raw-insert.js';
import type { StoreBench } from '../store-bench.js';
import { newStreams } from '../workload.js';

const EVENTS = 50_000;
const EVENTS_A_STREAM = 5;
const STREAMS_A_CALL = 200;

/** Imports: 50,000 events in 10,000 new streams. */
export const bulk: Measure<StoreBench> = {
  name: 'bulk',
  title: `${EVENTS.toLocaleString('en-US')} events, ${EVENTS_A_STREAM} to a new stream`,
  ratios: [{ of: 'appendMany', to: 'COPY limit', floor: 0.4 }],
  setUp: async ({ lab, options }) => {
    const events = Math.ceil(EVENTS * options.scale);
    const ours = await openOurs(lab, 'ours', 4);
    const raw = await openRawTable(lab, 4);
    return {
      contenders: [appendMany(ours.store, events), copyLimit(raw, events)],
      close: async () => {
        await ours.close();
        await raw.close();
      },
    };
  },
};

/** One call after the other, 200 streams in each. */
function appendMany(store: EventStore, events: number): Contender {
  return {
    name: 'appendMany',
    run: (round) => {
      const requests = newStreams(`many-${round}`, events, EVENTS_A_STREAM);
      return timed(async () => {
        for (let at = 0; at < requests.length; at += STREAMS_A_CALL) {
          await store.appendMany(requests.slice(at, at + STREAMS_A_CALL));
        }
        return requests.length * EVENTS_A_STREAM;
      });
    },
  };
}

/** Text made beforehand into a table with the ledger's columns and indexes: no streams, no checks. */
function copyLimit(raw: RawTable, events: number): Contender {
  return {
    name: 'COPY limit',
    run: (round) => {
      const requests = newStreams(`copy-${round}`, events, EVENTS_A_STREAM);
      const rows = renderRows(requests, round * events);
      return timed(async () => {
        await copyIn(raw.pool, rows);
        return requests.length * EVENTS_A_STREAM;
      });
    },
  };
}
