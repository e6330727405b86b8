import type { Pool, PoolClient } from 'pg';
import type { RecordedEvent } from '#libs/event-store/port.js';
import type { ProjectionDefinition } from '#libs/event-store/projections/projection.js';
import {
  ReadModels,
  type ReadPosition,
  type ReadRequest,
} from '#libs/event-store/projections/read-models.js';
import { selectRows } from '#libs/event-store/projections/sql-rows.js';
import { inTransaction } from '#libs/event-store/projections/transaction.js';

const BEGIN = 'begin';

/**
 * The tables of some projections in one schema, at a position that the test moves.
 * The pool's connections must have the search path `bench`.
 */
export class BenchReadModels extends ReadModels {
  position = 0n;

  constructor(
    readonly pool: Pool,
    private readonly ledgerId: string,
  ) {
    super();
  }

  async create(definitions: readonly ProjectionDefinition[]): Promise<void> {
    await this.pool.query('create schema bench');
    await inTransaction(this.pool, BEGIN, async (client) => {
      for (const { ddl } of definitions) await client.query(ddl);
    });
  }

  async truncate(definitions: readonly ProjectionDefinition[]): Promise<void> {
    const tables = definitions.flatMap((definition) => definition.tables);
    // DELETE: a few rows each time, where TRUNCATE would make new files for every table.
    const sql = tables.map((table) => `delete from ${table}`).join('; ');
    await inTransaction(this.pool, BEGIN, (client) => client.query(sql));
  }

  override query<Row extends object = Record<string, unknown>>(
    sql: string,
    parameters: readonly unknown[] = [],
  ): Promise<Row[]> {
    return withClient(this.pool, (client) => selectRows<Row>(client, sql, parameters));
  }

  override resolve(_projections: readonly string[], request: ReadRequest): Promise<ReadPosition> {
    const asked = request.knownAt?.split('.')[1];
    const position = asked === undefined ? this.position : BigInt(asked);
    const token = `${this.ledgerId}.${position}`;
    return Promise.resolve({ position, token, knownAt: request.knownAt ?? null });
  }

  override waitFor(): Promise<void> {
    return Promise.resolve();
  }
}

async function withClient<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    return await work(client);
  } finally {
    client.release();
  }
}

/** Applies a page to every projection whose filter lets it through, each in its own transaction. */
export async function applyPageOf(
  models: BenchReadModels,
  definitions: readonly ProjectionDefinition[],
  events: readonly RecordedEvent[],
): Promise<void> {
  for (const { filter, apply } of definitions) {
    const prefixes = filter && 'streamPrefixes' in filter ? filter.streamPrefixes : [''];
    const own = events.filter(({ stream }) => prefixes.some((prefix) => stream.startsWith(prefix)));
    if (own.length === 0) continue;
    await inTransaction(models.pool, BEGIN, (client) =>
      apply({ query: (sql, parameters) => selectRows(client, sql, parameters) }, own),
    );
  }
}
