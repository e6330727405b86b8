import type { Pool, PoolClient } from 'pg';
import type { ProjectionDefinition } from './projection.js';

/** One build of a projection: a schema with its tables, and the checkpoint they are at. */
export interface Generation {
  readonly name: string;
  readonly generation: number;
  readonly version: number;
  readonly ledgerId: string;
  readonly tables: readonly string[];
  readonly position: bigint;
  readonly live: boolean;
}

interface GenerationRow {
  readonly name: string;
  readonly generation: number;
  readonly version: number;
  readonly ledger_id: string;
  readonly tables: string[];
  readonly position: string;
  readonly live: boolean;
}

const COLUMNS = 'name, generation, version, ledger_id, tables, position, live';

/** The schema of a generation, quoted. Names are checked by {@link checkDefinition}. */
export function schemaOf({ name, generation }: Pick<Generation, 'name' | 'generation'>): string {
  return `"${name}_g${generation}"`;
}

/** @throws Error for names that could not be told apart, or need quoting, in schema `rm` */
export function checkDefinition(definition: ProjectionDefinition): void {
  const { name, tables } = definition;
  const prefix = name.replace(/s$/, '');
  for (const identifier of [name, ...tables]) {
    if (!/^[a-z][a-z0-9_]{0,50}$/.test(identifier)) {
      throw new Error(`projection ${name}: "${identifier}" is no name for it or a table of it`);
    }
    if (!identifier.startsWith(prefix)) {
      throw new Error(`projection ${name}: table ${identifier} does not begin with ${prefix}`);
    }
  }
}

export async function findLive(
  db: Pool | PoolClient,
  name: string,
): Promise<Generation | undefined> {
  const sql = `select ${COLUMNS} from projection.generation where name = $1 and live`;
  const [row] = (await db.query<GenerationRow>(sql, [name])).rows;
  return row && toGeneration(row);
}

/** Locks a generation against its own runner, and answers where it is now. */
export async function lockGeneration(
  client: PoolClient,
  { name, generation, live }: Generation,
): Promise<Generation | undefined> {
  const sql = `select ${COLUMNS} from projection.generation
    where name = $1 and generation = $2 and live = $3 for update`;
  const [row] = (await client.query<GenerationRow>(sql, [name, generation, live])).rows;
  return row && toGeneration(row);
}

/** Locks a generation, if it still is where it was; no row otherwise. Without parameters. */
export function lockSql(generation: Generation): string {
  return `select 1 from projection.generation where ${unmoved(generation)} for update`;
}

/** Moves the checkpoint, if it still is where it was. Without parameters. */
export function checkpointSql(generation: Generation, position: bigint): string {
  return `update projection.generation set position = ${position}, updated = clock_timestamp()
    where ${unmoved(generation)}`;
}

/** The name is an identifier (see {@link checkDefinition}), so it needs no quoting. */
function unmoved({ name, generation, live, position }: Generation): string {
  return `name = '${name}' and generation = ${generation} and live = ${live} and position = ${position}`;
}

/** Makes the tables of a new generation, empty, at the beginning of the log, and not yet live. */
export async function createGeneration(
  client: PoolClient,
  definition: ProjectionDefinition,
  ledgerId: string,
): Promise<Generation> {
  const { name, version, tables, ddl } = definition;
  const sql = `insert into projection.generation (name, generation, version, ledger_id, tables)
    select $1, coalesce(max(generation), 0) + 1, $2, $3, $4
    from projection.generation where name = $1 returning ${COLUMNS}`;
  const [row] = (await client.query<GenerationRow>(sql, [name, version, ledgerId, tables])).rows;
  if (!row) throw new Error(`projection ${name}: no generation was made`);
  const made = toGeneration(row);
  await client.query(`create schema ${schemaOf(made)}`);
  await client.query(`set local search_path to ${schemaOf(made)}`);
  await client.query(ddl);
  return made;
}

/** Makes a generation the live one: views and flag change in the caller's transaction, together. */
export async function goLive(
  client: PoolClient,
  next: Generation,
  previous: Generation | undefined,
): Promise<void> {
  // Dropped and made anew: a replaced view could not lose or change columns.
  for (const table of new Set([...(previous?.tables ?? []), ...next.tables])) {
    await client.query(`drop view if exists rm."${table}"`);
  }
  for (const table of next.tables) {
    await client.query(`create view rm."${table}" as select * from ${schemaOf(next)}."${table}"`);
  }
  const sql = 'update projection.generation set live = $3 where name = $1 and generation = $2';
  if (previous) await client.query(sql, [previous.name, previous.generation, false]);
  await client.query(sql, [next.name, next.generation, true]);
  await client.query(
    'update projection.runner set error = null, failed_position = null where name = $1',
    [next.name],
  );
}

/** Numbers of the generations that are not live: half-built, or replaced. */
export async function findOthers(pool: Pool, name: string): Promise<number[]> {
  const sql = 'select generation from projection.generation where name = $1 and not live';
  return (await pool.query<{ generation: number }>(sql, [name])).rows.map((row) => row.generation);
}

export async function dropGeneration(
  client: PoolClient,
  generation: Pick<Generation, 'name' | 'generation'>,
): Promise<void> {
  await client.query(`drop schema if exists ${schemaOf(generation)} cascade`);
  const sql = 'delete from projection.generation where name = $1 and generation = $2 and not live';
  await client.query(sql, [generation.name, generation.generation]);
}

function toGeneration(row: GenerationRow): Generation {
  return {
    name: row.name,
    generation: row.generation,
    version: row.version,
    ledgerId: row.ledger_id,
    tables: row.tables,
    position: BigInt(row.position),
    live: row.live,
  };
}
