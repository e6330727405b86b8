import { poolOf, type Lab } from '../../harness/lab.js';
import type { Contender } from '../../harness/measure.js';
import { workFor } from '../../harness/slice.js';
import { eventOf, OneByOne } from '../workload.js';
import type { EmmettBatch, EmmettPackages, EmmettStore } from './emmett-packages.js';

export interface OpenEmmett {
  readonly store: EmmettStore;
  readonly url: string;
  /** A page of its global log, as its consumers read it. */
  readonly readBatch: (after: bigint, batchSize: number) => Promise<EmmettBatch>;
  readonly close: () => Promise<void>;
}

export async function openEmmett(
  packages: EmmettPackages,
  lab: Lab,
  connections: number,
): Promise<OpenEmmett> {
  const url = await lab.database('emmett');
  const pool = poolOf(url, connections);
  const store = packages.getPostgreSQLEventStore(url, {
    schema: { autoMigration: 'None' },
    connectionOptions: { pool },
  });
  await store.schema.migrate();
  const { execute } = packages.dumbo({ connectionString: url, pool });
  return {
    store,
    url,
    readBatch: (after, batchSize) => packages.readMessagesBatch(execute, { after, batchSize }),
    close: async () => {
      await store.close();
      if (!pool.ending) await pool.end();
    },
  };
}

/** One event a call, at the revision the client knows; its versions count from 1. */
export function emmettAppend(
  name: string,
  { store }: OpenEmmett,
  { clients, seconds }: { readonly clients: number; readonly seconds: number },
): Contender {
  const writers = new OneByOne();
  const step = async (client: number) => {
    const { stream, revision, n } = writers.next(client);
    const { type, data, metadata } = eventOf(n);
    await store.appendToStream(stream, [{ type, data, metadata }], {
      expectedStreamVersion: revision < 0 ? 'STREAM_DOES_NOT_EXIST' : BigInt(revision + 1),
    });
    return 1;
  };
  return { name, run: () => workFor({ clients, seconds, step }) };
}
