import type { Measure } from '../../harness/measure.js';
import { appendOneByOne, openOurs } from '../ours.js';
import { emmettAppend, openEmmett } from '../peers/emmett.js';
import { openKurrent } from '../peers/kurrentdb.js';
import { openRawTable, rawInsert } from '../peers/raw-insert.js';
import type { StoreBench } from '../store-bench.js';

/** What a quiet registry does: one writer, one event, one answer, then the next. */
export const appendOneClient: Measure<StoreBench> = {
  name: 'append-1',
  title: 'one event an append, 1 client',
  ratios: [
    { of: 'append', to: 'raw INSERT', floor: 0.8 },
    { of: 'append', to: 'Emmett', floor: 1.7 },
  ],
  setUp: async ({ lab, options, emmett, kurrentUrl }) => {
    const slice = { clients: 1, seconds: options.seconds };
    const ours = await openOurs(lab, 'ours', 4);
    const raw = await openRawTable(lab, 4);
    const kurrent = await openKurrent(kurrentUrl);
    const peer = emmett && (await openEmmett(emmett, lab, 4));
    return {
      contenders: [
        appendOneByOne('append', ours.store, slice),
        rawInsert('raw INSERT', raw.pool, slice),
        ...(peer ? [emmettAppend('Emmett', peer, slice)] : []),
        ...(kurrent ? [appendOneByOne('KurrentDB', kurrent, slice)] : []),
      ],
      close: async () => {
        await ours.close();
        await raw.close();
        await peer?.close();
        await kurrent?.close();
      },
    };
  },
};
