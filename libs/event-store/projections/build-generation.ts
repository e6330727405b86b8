import { setTimeout as sleep } from 'node:timers/promises';
import pg, { type Pool, type PoolClient } from 'pg';
import type { EventFilter, EventStore, Page } from '../port.js';
import { applyPage, applyWithin } from './apply-page.js';
import {
  checkDefinition,
  createGeneration,
  dropGeneration,
  findLive,
  findOthers,
  goLive,
  lockGeneration,
  schemaOf,
  type Generation,
} from './generations.js';
import { unheard } from '../subscription.js';
import type { ProjectionDefinition } from './projection.js';
import type { ProjectionSignal } from './projection-signal.js';
import { inTransaction } from './transaction.js';

const PAGE_SIZE = 2000;
/** Pause between looks at the head of the log for the progress bar, ms. */
const HEAD_PAUSE = 500;
/** First key of the advisory locks that keep two builds of one projection apart. */
const BUILD_LOCK = 20_260_412;
/** Reads that are under way hold the views and the old tables; builds wait for them this long. */
const BEGIN_SWAP = `begin; set local lock_timeout = '2s'`;
const SWAP_ATTEMPTS = 30;
const LOCK_NOT_AVAILABLE = '55P03';

export interface BuildTools {
  readonly pool: Pool;
  readonly store: EventStore;
  readonly signal: ProjectionSignal;
}

export interface BuildOptions {
  readonly abort?: AbortSignal;
  /** Told after every page: how far the build is, and how far the log reaches. */
  readonly onProgress?: (position: bigint, head: bigint) => void;
}

/** Another process is building the same projection. */
export class BuildRunning extends Error {
  constructor(name: string) {
    super(`projection ${name} is being built by another process`);
    this.name = 'BuildRunning';
  }
}

/**
 * Builds a new generation beside the live one from the whole log, then swaps: views and live flag
 * change in one transaction, at a checkpoint that is not behind the old one's, so that no reader
 * sees time run backwards. Then the old tables are dropped.
 * @throws BuildRunning; whatever the projection throws, with the live generation left as it was
 */
export async function buildGeneration(
  tools: BuildTools,
  definition: ProjectionDefinition,
  options: BuildOptions = {},
): Promise<void> {
  checkDefinition(definition);
  await withBuildLock(tools.pool, definition.name, async () => {
    try {
      await buildAndSwap(tools, definition, options);
    } catch (error) {
      // Half of a generation is of no use, and would look as if it were still being built.
      await dropOthers(tools.pool, definition.name).catch(() => undefined);
      throw error;
    }
  });
}

async function buildAndSwap(
  tools: BuildTools,
  definition: ProjectionDefinition,
  options: BuildOptions,
): Promise<void> {
  await dropOthers(tools.pool, definition.name);
  const empty = await inTransaction(tools.pool, 'begin', async (client) => {
    const made = await createGeneration(client, definition, tools.store.ledgerId);
    await writeAheadLog(client, made, 'unlogged');
    return made;
  });
  const built = await catchUp(tools, definition, empty, options);
  if (!built) return;
  await writeAheadLog(tools.pool, built, 'logged');
  await analyse(tools.pool, definition, built);
  await swap(tools, definition, built);
  tools.signal.moved(definition.name);
  await dropOthers(tools.pool, definition.name);
}

/** The first generation of a projection goes live empty: there is nothing older to read meanwhile. */
export async function createFirstGeneration(
  tools: BuildTools,
  definition: ProjectionDefinition,
): Promise<void> {
  checkDefinition(definition);
  await inTransaction(tools.pool, 'begin', async (client) => {
    await client.query('select pg_advisory_xact_lock($1, hashtext($2))', [
      BUILD_LOCK,
      definition.name,
    ]);
    if (await findLive(client, definition.name)) return;
    const first = await createGeneration(client, definition, tools.store.ledgerId);
    await goLive(client, first, undefined);
  });
}

async function catchUp(
  { pool, store }: BuildTools,
  definition: ProjectionDefinition,
  empty: Generation,
  { abort, onProgress }: BuildOptions,
): Promise<Generation | undefined> {
  let building = empty;
  const read = (after: bigint) => unheard(readPage(store, after, definition.filter));
  let ahead = read(building.position);
  const head = headOf(store);
  for (;;) {
    if (abort?.aborted) return undefined;
    const page = await ahead;
    // Fetched and decoded while the server takes in this one.
    if (!page.end) ahead = unheard(read(page.checkpoint).then(decoded));
    const moved = await applyPage(pool, definition, building, page);
    if (!moved) throw new Error(`projection ${definition.name}: the build was taken away`);
    building = moved;
    onProgress?.(building.position, page.end ? building.position : await head());
    if (page.end) return building;
  }
}

/** Events decode lazily; here that is done while there is nothing else to do. */
function decoded(page: Page): Page {
  for (const event of page.events) void event.data;
  return page;
}

/**
 * A build that a crash interrupts begins anew, so its tables need no write-ahead log; one that is done
 * gets them into it as a whole, which is less than every change of every row.
 */
async function writeAheadLog(
  db: Pool | PoolClient,
  generation: Generation,
  log: 'logged' | 'unlogged',
): Promise<void> {
  const schema = schemaOf(generation);
  for (const table of generation.tables) {
    await db.query(`alter table ${schema}.${table} set ${log}`);
  }
}

/** The head of the log, looked up now and then: it is only shown. */
function headOf(store: EventStore): () => Promise<bigint> {
  let [head, until] = [0n, 0];
  return async () => {
    if (Date.now() < until) return head;
    head = (await store.horizon()).safe;
    until = Date.now() + HEAD_PAUSE;
    return head;
  };
}

/**
 * Without statistics the first questions after a swap are planned for empty tables, and autovacuum
 * looks in once a minute only.
 */
async function analyse(
  pool: Pool,
  { tables }: ProjectionDefinition,
  built: Generation,
): Promise<void> {
  const schema = schemaOf(built);
  await pool.query(`analyze ${tables.map((table) => `${schema}.${table}`).join(', ')}`);
}

/** Repeated when readers hold the views for too long: waiting in the queue would stop new readers. */
async function swap(
  tools: BuildTools,
  definition: ProjectionDefinition,
  built: Generation,
): Promise<void> {
  await repeatWhileLocked(() =>
    inTransaction(tools.pool, BEGIN_SWAP, async (client) => {
      const live = await findLive(client, definition.name);
      const previous = live && (await lockGeneration(client, live));
      if (live && !previous) throw new Error(`projection ${definition.name}: swapped by another`);
      // Positions of another ledger say nothing about this one.
      if (previous?.ledgerId === built.ledgerId) {
        await finishUpTo(tools.store, client, definition, built, previous.position);
      }
      await goLive(client, built, previous);
    }),
  );
}

/** Applies the few events by which the live generation, now locked, is still ahead. */
async function finishUpTo(
  store: EventStore,
  client: PoolClient,
  definition: ProjectionDefinition,
  built: Generation,
  target: bigint,
): Promise<void> {
  await client.query(`set local search_path to ${schemaOf(built)}`);
  let building = built;
  while (building.position < target) {
    const page = await readPage(store, building.position, definition.filter, target);
    building = await applyWithin(client, definition, building, page);
  }
}

function readPage(
  store: EventStore,
  after: bigint,
  filter: EventFilter | undefined,
  upTo?: bigint,
): Promise<Page> {
  return store.readAll({
    after,
    limit: PAGE_SIZE,
    ...(filter && { filter }),
    ...(upTo !== undefined && { upTo }),
  });
}

async function dropOthers(pool: Pool, name: string): Promise<void> {
  for (const generation of await findOthers(pool, name)) {
    await repeatWhileLocked(() =>
      inTransaction(pool, BEGIN_SWAP, (client) => dropGeneration(client, { name, generation })),
    );
  }
}

async function repeatWhileLocked(work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await work();
      return;
    } catch (error) {
      const locked = (error as { code?: unknown }).code === LOCK_NOT_AVAILABLE;
      if (!locked || attempt === SWAP_ATTEMPTS) throw error;
      await sleep(100);
    }
  }
}

/**
 * A lock of a session: it ends with the process, however that ends. The session is its own and not
 * one of the pool's, or as many builds as the pool has connections would wait for each other.
 */
async function withBuildLock(pool: Pool, name: string, work: () => Promise<void>): Promise<void> {
  const session = new pg.Client(pool.options);
  session.on('error', () => undefined);
  await session.connect();
  try {
    const sql = 'select pg_try_advisory_lock($1, hashtext($2)) as locked';
    const [row] = (await session.query<{ locked: boolean }>(sql, [BUILD_LOCK, name])).rows;
    if (!row?.locked) throw new BuildRunning(name);
    await work();
  } finally {
    await session.end();
  }
}
