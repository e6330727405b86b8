import type { Measure } from '../../harness/measure.js';
import { appendOneByOne, openOurs } from '../ours.js';
import { emmettAppend, openEmmett } from '../peers/emmett.js';
import { openKurrent } from '../peers/kurrentdb.js';
import { openRawTable, rawInsert } from '../peers/raw-insert.js';
import { openTypeOrm, typeOrmSave } from '../peers/typeorm-audit.js';
import type { StoreBench } from '../store-bench.js';

const CLIENTS = 32;

/** Many writers at once: here waiting appends share calls and commits (the micro-batcher). */
export const append32Clients: Measure<StoreBench> = {
  name: 'append-32',
  title: 'one event an append, 32 clients (micro-batched)',
  ratios: [
    { of: 'append', to: 'raw INSERT', floor: 1.6 },
    { of: 'append', to: 'Emmett', floor: 6 },
    { of: 'append', to: 'TypeORM + audit', floor: 10 },
  ],
  setUp: async ({ lab, options, emmett, kurrentUrl }) => {
    const slice = { clients: CLIENTS, seconds: options.seconds };
    const ours = await openOurs(lab, 'ours', CLIENTS);
    const raw = await openRawTable(lab, CLIENTS);
    const typeOrm = await openTypeOrm(lab, CLIENTS);
    const kurrent = await openKurrent(kurrentUrl);
    const peer = emmett && (await openEmmett(emmett, lab, CLIENTS));
    return {
      contenders: [
        appendOneByOne('append', ours.store, slice),
        rawInsert('raw INSERT', raw.pool, slice),
        typeOrmSave('TypeORM + audit', typeOrm.dataSource, slice),
        ...(peer ? [emmettAppend('Emmett', peer, slice)] : []),
        ...(kurrent ? [appendOneByOne('KurrentDB', kurrent, slice)] : []),
      ],
      ratios: kurrent ? [{ of: 'append', to: 'KurrentDB', floor: 1.8 }] : [],
      close: async () => {
        await ours.close();
        await raw.close();
        await typeOrm.close();
        await peer?.close();
        await kurrent?.close();
      },
    };
  },
};
