import { BulkLoader } from '../postgres/bulk-load.js';
import type { CopyEnd } from './copy-ledger.js';
import { AppendLoader, type EventLoader } from './event-loader.js';

/** Large enough for COPY to pay, small enough for readers that wait behind its transaction. */
const BULK_CHUNK = 5_000;

/** The fastest way into a store that keeps the order. */
export function loaderFor({ store, pool }: Pick<CopyEnd, 'store' | 'pool'>): EventLoader {
  if (!pool) return new AppendLoader(store);
  const bulk = new BulkLoader(pool);
  return {
    chunkSize: BULK_CHUNK,
    load: async (events) => {
      await bulk.load(events);
    },
  };
}
