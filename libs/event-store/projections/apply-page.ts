import type { Pool, PoolClient } from 'pg';
import type { RecordedEvent } from '../port.js';
import { lockGeneration, moveCheckpoint, schemaOf, type Generation } from './generations.js';
import type { ProjectionDefinition } from './projection.js';
import { selectRows } from './sql-rows.js';
import { inTransaction } from './transaction.js';

/** What a page changes: its events, and the checkpoint after them. */
export interface Step {
  readonly events: readonly RecordedEvent[];
  readonly checkpoint: bigint;
}

/**
 * Rows and checkpoint in one transaction, on condition that the generation still is where the
 * caller believes it to be. Its commit need not reach the disk at once: what a crash takes away is
 * rows and checkpoint together, and the log still has the events.
 * @returns the generation after the page; undefined when somebody else has moved or replaced it
 */
export function applyPage(
  pool: Pool,
  definition: ProjectionDefinition,
  generation: Generation,
  step: Step,
): Promise<Generation | undefined> {
  const begin = `begin; set local synchronous_commit = off; set local search_path to ${schemaOf(generation)}`;
  return inTransaction(pool, begin, async (client) => {
    const current = await lockGeneration(client, generation);
    if (current?.position !== generation.position) return undefined;
    return applyWithin(client, definition, generation, step);
  });
}

/** The same inside a transaction that has locked the generation and set the search path. */
export async function applyWithin(
  client: PoolClient,
  definition: ProjectionDefinition,
  generation: Generation,
  { events, checkpoint }: Step,
): Promise<Generation> {
  if (events.length > 0) {
    await definition.apply(
      { query: (sql, parameters) => selectRows(client, sql, parameters) },
      events,
    );
  }
  await moveCheckpoint(client, generation, checkpoint);
  return { ...generation, position: checkpoint };
}
