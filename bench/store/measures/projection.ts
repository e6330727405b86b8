import { applyPage } from '#libs/event-store/projections/apply-page.js';
import { createFirstGeneration } from '#libs/event-store/projections/build-generation.js';
import { findLive, type Generation } from '#libs/event-store/projections/generations.js';
import { ProjectionSignal } from '#libs/event-store/projections/projection-signal.js';
import type { Contender, Measure } from '../../harness/measure.js';
import { timed } from '../../harness/slice.js';
import { fillOurs } from '../full-log.js';
import { openOurs, type OurStore } from '../ours.js';
import { rowByRow } from '../peers/row-upsert.js';
import type { StoreBench } from '../store-bench.js';
import { DDL, totals } from '../totals.projection.js';

const EVENTS = 100_000;
const STREAMS = 20_000;
const PAGE = 1_000;

/** Every event of a page belongs to another row, so nothing folds: the worst case. */
export const projectionPages: Measure<StoreBench> = {
  name: 'projection',
  title: `a read model of ${STREAMS.toLocaleString('en-US')} rows with 2 more indexes, kept up to date; no two events of a page share a row`,
  ratios: [{ of: 'pages', to: 'row by row', floor: 15 }],
  setUp: async ({ lab, options }) => {
    const ours = await openOurs(lab, 'ours', 8);
    const events = Math.ceil(EVENTS * options.scale);
    await fillOurs(ours.store, ours.pool, { events, streams: STREAMS });
    await ours.pool.query(DDL);
    return {
      contenders: [
        await pageByPage(ours, options.seconds),
        rowByRow('row by row', ours.store, ours.pool, options.seconds),
      ],
      close: ours.close,
    };
  },
};

/** Page, fold, one upsert and the checkpoint in one transaction. */
async function pageByPage({ store, pool }: OurStore, seconds: number): Promise<Contender> {
  const tools = { pool, store, signal: new ProjectionSignal() };
  await createFirstGeneration(tools, totals);
  const live = await findLive(pool, totals.name);
  if (!live) throw new Error('the projection has no live generation');
  let generation: Generation = live;
  let after = 0n;
  return {
    name: 'pages',
    run: () => {
      const end = performance.now() + seconds * 1000;
      return timed(async () => {
        let done = 0;
        while (performance.now() < end) {
          const page = await store.readAll({ after, limit: PAGE });
          // At the end once more from the beginning: the checkpoint only ever goes up.
          const checkpoint = generation.position + BigInt(page.events.length);
          const moved = await applyPage(pool, totals, generation, {
            events: page.events,
            checkpoint,
          });
          if (!moved) throw new Error('the generation was taken away');
          generation = moved;
          after = page.end ? 0n : page.checkpoint;
          done += page.events.length;
        }
        return done;
      });
    },
  };
}
