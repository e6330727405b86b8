import type { Pool } from 'pg';
import type { EventStore } from '#libs/event-store/port.js';
import type { Measure } from '../../harness/measure.js';
import { appendOneByOne, openOurs } from '../ours.js';
import type { StoreBench } from '../store-bench.js';

const CLIENTS = 32;
const FENCE_LINE = /^\s*(?:perform |v_fenced := )pg_advisory_xact_lock_shared\([^)]*\)[^\n]*\n/gm;

/** What it costs that readers lose nothing: the same function without the line that takes the lock. */
export const fenceCost: Measure<StoreBench> = {
  name: 'fence',
  title: 'the fence, 32 clients, one call an append',
  ratios: [{ of: 'with fence', to: 'without', floor: 0.9 }],
  setUp: async ({ lab, options }) => {
    const slice = { clients: CLIENTS, seconds: options.seconds };
    const fenced = await openOurs(lab, 'fenced', CLIENTS);
    const bare = await openOurs(lab, 'bare', CLIENTS);
    await takeAwayFence(bare.pool);
    return {
      contenders: [
        appendOneByOne('with fence', oneCallAnAppend(fenced.store), slice),
        appendOneByOne('without', oneCallAnAppend(bare.store), slice),
      ],
      close: async () => {
        await fenced.close();
        await bare.close();
      },
    };
  },
};

/** Past the micro-batcher, which would share the cost among many appends. */
function oneCallAnAppend(store: EventStore): Pick<EventStore, 'append'> {
  return {
    append: async (request) => {
      const [outcome] = await store.appendMany([request]);
      if (outcome?.outcome !== 'appended') throw new Error('the append was not accepted');
      return outcome;
    },
  };
}

/** @throws Error when the fence is not found where it is looked for */
async function takeAwayFence(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ definition: string }>(
    `select pg_get_functiondef(p.oid) as definition from pg_proc p
     join pg_namespace n on n.oid = p.pronamespace
     where n.nspname = 'es' and p.prosrc like '%pg_advisory_xact_lock_shared(%'`,
  );
  if (rows.length === 0) throw new Error('no function of the event store takes the fence');
  for (const { definition } of rows) {
    const bare = definition.replace(FENCE_LINE, '\n');
    if (bare.includes('pg_advisory_xact_lock_shared')) throw new Error('the fence stayed');
    await pool.query(bare);
  }
}
