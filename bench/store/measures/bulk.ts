import type { AppendRequest, EventStore } from '#libs/event-store/port.js';
import type { Contender, Measure } from '../../harness/measure.js';
import { timed } from '../../harness/slice.js';
import { BulkLoader, MOST_EVENTS, type LoadEvent } from '#libs/event-store/postgres/bulk-load.js';
import { openOurs, type OurStore } from '../ours.js';
import { copyIn, renderRows } from '../peers/copy.js';
import { openKurrent } from '../peers/kurrentdb.js';
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
  ratios: [
    { of: 'appendMany', to: 'COPY limit', floor: 0.4 },
    { of: 'COPY load', to: 'COPY limit', floor: 0.65 },
  ],
  setUp: async ({ lab, options, kurrentUrl }) => {
    const events = Math.ceil(EVENTS * options.scale);
    const ours = await openOurs(lab, 'ours', 4);
    const raw = await openRawTable(lab, 4);
    const kurrent = await openKurrent(kurrentUrl);
    return {
      contenders: [
        appendMany('appendMany', ours.store, events),
        copyLoad(ours, events),
        copyLimit(raw, events),
        ...(kurrent ? [appendMany('KurrentDB', kurrent, events)] : []),
      ],
      ratios: kurrent ? [{ of: 'appendMany', to: 'KurrentDB', floor: 1.5 }] : [],
      close: async () => {
        await ours.close();
        await raw.close();
        await kurrent?.close();
      },
    };
  },
};

/** One call after the other, 200 streams in each. */
function appendMany(name: string, store: EventStore, events: number): Contender {
  return {
    name,
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

/** Events that have their places already, in chunks of the largest size that is allowed. */
function copyLoad({ pool }: OurStore, events: number): Contender {
  const loader = new BulkLoader(pool);
  return {
    name: 'COPY load',
    run: (round) => {
      const all = newStreams(`load-${round}`, events, EVENTS_A_STREAM).flatMap(placed);
      return timed(async () => {
        for (let at = 0; at < all.length; at += MOST_EVENTS) {
          await loader.load(all.slice(at, at + MOST_EVENTS));
        }
        return all.length;
      });
    },
  };
}

function placed({ stream, events }: AppendRequest): LoadEvent[] {
  return events.map((event, revision) => ({ ...event, stream, revision: BigInt(revision) }));
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
