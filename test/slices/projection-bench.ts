import pg from 'pg';
import type { RecordedEvent } from '#libs/event-store/port.js';
import type { ProjectionDefinition } from '#libs/event-store/projections/projection.js';
import { ReadModels, type ReadPosition } from '#libs/event-store/projections/read-models.js';
import { selectRows } from '#libs/event-store/projections/sql-rows.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

/** Runs projections by hand, page by page, each run in a schema of its own. */
export class ProjectionBench {
  private schemas = 0;

  private constructor(
    private readonly database: TestDatabase,
    private readonly client: pg.PoolClient,
    private readonly pool: pg.Pool,
  ) {}

  static async open(): Promise<ProjectionBench> {
    const database = await createTestDatabase();
    const pool = new pg.Pool({ connectionString: database.url, max: 1 });
    return new ProjectionBench(database, await pool.connect(), pool);
  }

  async close(): Promise<void> {
    this.client.release();
    await this.pool.end();
    await this.database.drop();
  }

  /** Tables of these projections after the events, delivered in pages of that size. */
  async build(
    definitions: readonly ProjectionDefinition[],
    events: readonly RecordedEvent[],
    pageSize: number,
  ): Promise<BuiltTables> {
    // What was built is looked at before the next but four is built.
    await this.client.query(`drop schema if exists bench_${Math.max(this.schemas - 4, 0)} cascade`);
    this.schemas += 1;
    const schema = `bench_${this.schemas}`;
    await this.client.query(`create schema ${schema}; set search_path to ${schema}`);
    for (const definition of definitions) {
      await this.client.query(definition.ddl);
      const wanted = events.filter((event) => isWanted(definition, event));
      for (let from = 0; from < wanted.length; from += pageSize) {
        await this.applyPage(definition, wanted.slice(from, from + pageSize));
      }
    }
    return new BuiltTables(this.client, schema);
  }

  private async applyPage(
    definition: ProjectionDefinition,
    page: readonly RecordedEvent[],
  ): Promise<void> {
    const query = <Row extends object>(sql: string, parameters?: readonly unknown[]) =>
      selectRows<Row>(this.client, sql, parameters);
    await definition.apply({ query }, page);
  }
}

function isWanted({ filter }: ProjectionDefinition, event: RecordedEvent): boolean {
  if (!filter) return true;
  return 'streamPrefixes' in filter
    ? filter.streamPrefixes.some((prefix) => event.stream.startsWith(prefix))
    : filter.typePrefixes.some((prefix) => event.type.startsWith(prefix));
}

/** The tables of one run, as read models. */
export class BuiltTables extends ReadModels {
  constructor(
    private readonly client: pg.PoolClient,
    private readonly schema: string,
  ) {
    super();
  }

  override async query<Row extends object>(
    sql: string,
    parameters: readonly unknown[] = [],
  ): Promise<Row[]> {
    await this.client.query(`set search_path to ${this.schema}`);
    return selectRows<Row>(this.client, sql, parameters);
  }

  override resolve(
    _names: readonly string[],
    request: { knownAt?: string },
  ): Promise<ReadPosition> {
    const token = request.knownAt ?? 'bench.9000000000';
    const position = BigInt(token.slice(token.indexOf('.') + 1));
    return Promise.resolve({ position, token, knownAt: request.knownAt ?? null });
  }

  override waitFor(): Promise<void> {
    return Promise.resolve();
  }

  /** Every row of every table, in an order of its own. */
  async dump(definitions: readonly ProjectionDefinition[]): Promise<Record<string, string[]>> {
    const tables = definitions.flatMap((definition) => definition.tables);
    const dumps: Record<string, string[]> = {};
    for (const table of tables) {
      const rows = await this.query<{ row: string }>(
        `select to_jsonb(t)::text as row from ${table} t`,
      );
      dumps[table] = rows.map(({ row }) => row).sort();
    }
    return dumps;
  }
}
