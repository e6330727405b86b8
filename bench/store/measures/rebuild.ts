import type { Pool } from 'pg';
import {
  buildGeneration,
  createFirstGeneration,
} from '#libs/event-store/projections/build-generation.js';
import { ProjectionSignal } from '#libs/event-store/projections/projection-signal.js';
import type { Contender, Measure } from '../../harness/measure.js';
import { timed } from '../../harness/slice.js';
import { fillOurs } from '../full-log.js';
import { openOurs, type OurStore } from '../ours.js';
import { rowByRow } from '../peers/row-upsert.js';
import type { StoreBench } from '../store-bench.js';
import { DDL, GROUP_BY, TABLE, totals } from '../totals.projection.js';

const EVENTS = 200_000;
const STREAMS = 20_000;

/** A projection built anew from the whole log beside its live tables, then swapped. */
export const shadowRebuild: Measure<StoreBench> = {
  name: 'rebuild',
  title: `${EVENTS.toLocaleString('en-US')} events to ${STREAMS.toLocaleString('en-US')} rows beside the live ones, then the swap`,
  ratios: [
    { of: 'rebuild', to: 'INSERT…SELECT', floor: 0.2 },
    { of: 'rebuild', to: 'row by row', floor: 40 },
  ],
  setUp: async ({ lab, options }) => {
    const ours = await openOurs(lab, 'ours', 8);
    const events = Math.ceil(EVENTS * options.scale);
    await fillOurs(ours.store, ours.pool, { events, streams: STREAMS });
    await ours.pool.query(DDL);
    return {
      contenders: [
        await rebuilding(ours, events),
        await grouping(ours.pool, events),
        rowByRow('row by row', ours.store, ours.pool, options.seconds),
      ],
      close: ours.close,
    };
  },
};

async function rebuilding({ store, pool }: OurStore, events: number): Promise<Contender> {
  const tools = { pool, store, signal: new ProjectionSignal() };
  await createFirstGeneration(tools, totals);
  return {
    name: 'rebuild',
    run: () =>
      timed(async () => {
        await buildGeneration(tools, totals);
        return events;
      }),
  };
}

/** SQL alone, where the events lie: what a projection in code can only come near to. */
async function grouping(pool: Pool, events: number): Promise<Contender> {
  await pool.query('create schema grouped');
  return {
    name: 'INSERT…SELECT',
    run: () =>
      timed(async () => {
        await pool.query(`begin; set local search_path to grouped;
          drop table if exists bench_totals; ${TABLE} ${GROUP_BY}; commit;
          analyze grouped.bench_totals`);
        return events;
      }),
  };
}
