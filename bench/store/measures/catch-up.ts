import type { Pool } from 'pg';
import type { EventStore, RecordedEvent } from '#libs/event-store/port.js';
import { poolOf } from '../../harness/lab.js';
import type { Contender, Measure } from '../../harness/measure.js';
import { timed } from '../../harness/slice.js';
import { fillEmmett, fillKurrent, fillOurs } from '../full-log.js';
import { openOurs } from '../ours.js';
import { copyOut, unescaped } from '../peers/copy.js';
import { openEmmett, type OpenEmmett } from '../peers/emmett.js';
import { openKurrent } from '../peers/kurrentdb.js';
import type { StoreBench } from '../store-bench.js';

const EVENTS = 200_000;
const STREAMS = 20_000;
const PAGE = 1_000;

const LOG = `select id, stream, revision, position, type, data, metadata, recorded_at
  from es.event order by position`;

/** Reading the whole log from its beginning, every event's data parsed. */
export const catchUp: Measure<StoreBench> = {
  name: 'catch-up',
  title: `catch-up over ${EVENTS.toLocaleString('en-US')} events, pages of ${PAGE.toLocaleString('en-US')}, data parsed`,
  ratios: [
    { of: 'subscribe', to: 'COPY TO + parse', floor: 0.7 },
    { of: 'subscribe', to: 'Emmett', floor: 15 },
  ],
  setUp: async ({ lab, options, emmett, kurrentUrl }) => {
    const events = Math.ceil(EVENTS * options.scale);
    const size = { events, streams: STREAMS };
    const ours = await openOurs(lab, 'ours', 4);
    await fillOurs(ours.store, ours.pool, size);
    const peer = emmett && (await openEmmett(emmett, lab, 4));
    if (peer) await filled(peer, size);
    const kurrent = await openKurrent(kurrentUrl);
    if (kurrent) await fillKurrent(kurrent, size);
    return {
      contenders: [
        subscribing('subscribe', ours.store, events),
        readingPages(ours.store),
        copying(ours.pool),
        ...(peer ? [readingEmmett(peer, events, options)] : []),
        ...(kurrent ? [subscribing('KurrentDB', kurrent, events)] : []),
      ],
      ratios: kurrent ? [{ of: 'subscribe', to: 'KurrentDB', floor: 4 }] : [],
      close: async () => {
        await ours.close();
        await peer?.close();
        await kurrent?.close();
      },
    };
  },
};

async function filled(
  { url }: OpenEmmett,
  size: { readonly events: number; readonly streams: number },
): Promise<void> {
  const pool = poolOf(url, 1);
  await fillEmmett(pool, size);
  await pool.end();
}

/** Looks into the data of every event, so that none of them may stay unread text. */
function lookInto(events: readonly Pick<RecordedEvent, 'data'>[]): number {
  let seen = 0;
  for (const { data } of events) if ((data as { kind?: string }).kind !== undefined) seen += 1;
  return seen;
}

/** As projections read. */
function subscribing(name: string, store: EventStore, events: number): Contender {
  return {
    name,
    run: () =>
      timed(async () => {
        const stop = new AbortController();
        let seen = 0;
        for await (const message of store.subscribe({
          after: 0n,
          pageSize: PAGE,
          signal: stop.signal,
        })) {
          if (message.kind === 'page') seen += lookInto(message.page.events);
          if (seen >= events) stop.abort();
        }
        return seen;
      }),
  };
}

/** As rebuilds and checks read. */
function readingPages(store: EventStore): Contender {
  return {
    name: 'readAll',
    run: () =>
      timed(async () => {
        let seen = 0;
        for (let after = 0n, end = false; !end;) {
          const page = await store.readAll({ after, limit: PAGE });
          seen += lookInto(page.events);
          ({ checkpoint: after, end } = page);
        }
        return seen;
      }),
  };
}

/** One COPY of the whole log, made into the same objects. */
function copying(pool: Pool): Contender {
  return {
    name: 'COPY TO + parse',
    run: () =>
      timed(async () => {
        let seen = 0;
        await copyOut(pool, LOG, ([id, stream, revision, position, type, data, metadata, at]) => {
          const event = {
            id,
            stream,
            revision: BigInt(revision ?? 0),
            position: BigInt(position ?? 0),
            type,
            data: JSON.parse(unescaped(data ?? '')) as unknown,
            metadata,
            at,
          };
          seen += lookInto([event]);
        });
        return seen;
      }),
  };
}

/**
 * Its batches get faster towards the end of the log, since each sorts what is left; a slice a round,
 * begun further on each time, stands for the whole.
 */
function readingEmmett(
  { readBatch }: OpenEmmett,
  events: number,
  { rounds, seconds }: { readonly rounds: number; readonly seconds: number },
): Contender {
  return {
    name: 'Emmett',
    run: (round) => {
      let after = BigInt(Math.floor((events * Math.max(round - 0.5, 0)) / rounds));
      const end = performance.now() + seconds * 1000;
      return timed(async () => {
        let seen = 0;
        do {
          const batch = await readBatch(after, PAGE);
          seen += lookInto(batch.messages);
          after = batch.areMessagesLeft ? batch.currentGlobalPosition : 0n;
        } while (performance.now() < end);
        return seen;
      });
    },
  };
}
