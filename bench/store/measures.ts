import type { Measure } from '../harness/measure.js';
import { append32Clients } from './measures/append-32-clients.js';
import { appendOneClient } from './measures/append-one-client.js';
import { bulk } from './measures/bulk.js';
import { catchUp } from './measures/catch-up.js';
import { fenceCost } from './measures/fence.js';
import { projectionPages } from './measures/projection.js';
import { shadowRebuild } from './measures/rebuild.js';
import type { StoreBench } from './store-bench.js';

/** In the order in which they run. */
export const MEASURES: readonly Measure<StoreBench>[] = [
  appendOneClient,
  append32Clients,
  fenceCost,
  bulk,
  catchUp,
  projectionPages,
  shadowRebuild,
];
