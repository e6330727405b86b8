import type { Pool, PoolClient } from 'pg';
import type { RecordedEvent } from '../port.js';
import { checkpointSql, lockSql, schemaOf, type Generation } from './generations.js';
import type { ProjectionDefinition, ProjectionTransaction } from './projection.js';
import { selectRows } from './sql-rows.js';
import { inTransaction } from './transaction.js';

/** What a page changes: its events, and the checkpoint after them. */
export interface Step {
  readonly events: readonly RecordedEvent[];
  readonly checkpoint: bigint;
}

/** The commit need not reach the disk at once: a crash takes rows and checkpoint back together, and
 *  the log still has the events. */
const BEGIN = 'begin; set local synchronous_commit = off';

/** The same for a statement that is a transaction of its own. */
const NO_WAIT = `set_config('synchronous_commit', 'off', true) = 'off'`;

/**
 * Rows and checkpoint in one transaction, on condition that the generation still is where the
 * caller believes it to be.
 * @returns the generation after the page; undefined when somebody else has moved or replaced it
 */
export async function applyPage(
  pool: Pool,
  definition: ProjectionDefinition,
  generation: Generation,
  step: Step,
): Promise<Generation | undefined> {
  if (step.events.length === 0) return moveOn(pool, generation, step.checkpoint);
  // Sent together: between two processes on one machine it is the round trips that take the time.
  const begin = `${BEGIN}; set local search_path to ${schemaOf(generation)}; ${lockSql(generation)}`;
  const end = `${checkpointSql(generation, step.checkpoint)}; commit`;
  return inTransaction(
    pool,
    begin,
    async (client, locked) => {
      // Then the checkpoint does not move either.
      if (locked.length === 0) return undefined;
      await applyEvents(client, definition, step.events);
      return { ...generation, position: step.checkpoint };
    },
    end,
  );
}

/** The same inside a transaction that has locked the generation and set the search path. */
export async function applyWithin(
  client: PoolClient,
  definition: ProjectionDefinition,
  generation: Generation,
  { events, checkpoint }: Step,
): Promise<Generation> {
  if (events.length > 0) await applyEvents(client, definition, events);
  await client.query(checkpointSql(generation, checkpoint));
  return { ...generation, position: checkpoint };
}

function applyEvents(
  client: PoolClient,
  definition: ProjectionDefinition,
  events: readonly RecordedEvent[],
): Promise<void> {
  const query: ProjectionTransaction['query'] = (sql, values) => selectRows(client, sql, values);
  return definition.apply({ query }, events);
}

/** Nothing in the page concerns the projection: only its checkpoint moves, in one message. */
async function moveOn(
  pool: Pool,
  generation: Generation,
  checkpoint: bigint,
): Promise<Generation | undefined> {
  const { rowCount } = await pool.query(`${checkpointSql(generation, checkpoint)} and ${NO_WAIT}`);
  return rowCount === 0 ? undefined : { ...generation, position: checkpoint };
}
