import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Pool } from 'pg';

/**
 * Only what is called here: the packages are no dependency of the registry, so neither the compiler
 * nor a reader may count on their being there.
 */
export interface EmmettStore {
  appendToStream(
    stream: string,
    events: readonly EmmettEvent[],
    options: { readonly expectedStreamVersion: bigint | 'STREAM_DOES_NOT_EXIST' },
  ): Promise<unknown>;
  readonly schema: { migrate(): Promise<unknown> };
  close(): Promise<void>;
}

export interface EmmettEvent {
  readonly type: string;
  readonly data: object;
  readonly metadata: object;
}

export interface EmmettBatch {
  readonly messages: readonly { readonly data: unknown; readonly metadata: unknown }[];
  readonly currentGlobalPosition: bigint;
  readonly areMessagesLeft: boolean;
}

export interface EmmettPackages {
  getPostgreSQLEventStore(
    url: string,
    options: {
      readonly schema: { readonly autoMigration: 'None' | 'CreateOrUpdate' };
      readonly connectionOptions: { readonly pool: Pool };
    },
  ): EmmettStore;
  readMessagesBatch(
    execute: unknown,
    options: { readonly after: bigint; readonly batchSize: number },
  ): Promise<EmmettBatch>;
  dumbo(options: { readonly connectionString: string; readonly pool: Pool }): {
    readonly execute: unknown;
  };
}

const folder = fileURLToPath(new URL('../../peers/', import.meta.url));
const entry = (name: string) =>
  join(folder, 'node_modules', '@event-driven-io', name, 'dist', 'index.js');

/**
 * Emmett 0.42.0 with its SQL library, from `bench/peers`; installed there at the first use. Its npm
 * packages name no licence, which is one more reason not to depend on them: they are fetched to be
 * measured, and neither shipped nor built upon.
 * @throws Error when they cannot be installed
 */
export async function loadEmmett(say: (line: string) => void): Promise<EmmettPackages> {
  if (!existsSync(entry('emmett-postgresql'))) {
    say('installing what is compared with into bench/peers (npm ci) …');
    const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (npm.status !== 0) {
      throw new Error('bench/peers could not be installed; --no-peers measures without Emmett');
    }
  }
  const load = (name: string) => import(pathToFileURL(entry(name)).href) as Promise<EmmettPackages>;
  const [store, sql] = await Promise.all([load('emmett-postgresql'), load('dumbo')]);
  const { getPostgreSQLEventStore, readMessagesBatch } = store;
  return { getPostgreSQLEventStore, readMessagesBatch, dumbo: sql.dumbo };
}
