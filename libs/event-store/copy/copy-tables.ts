import { pipeline } from 'node:stream/promises';
import type { Pool, PoolClient } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { inTransaction } from '../projections/transaction.js';

/** A table of a registry that is not made from events and therefore moves with them. */
export interface MovedTable {
  /** With its schema. */
  readonly name: string;
  /** `replace`: a row that is there already is brought up to date; `add`: rows never change. */
  readonly rows: 'replace' | 'add';
}

/** What makes a repeated command count once, and issued numbers go on. In this order. */
export const COMMAND_TABLES: readonly MovedTable[] = [
  { name: 'es.command_log', rows: 'replace' },
  { name: 'es.number_series', rows: 'replace' },
  { name: 'es.issued_number', rows: 'add' },
];

interface Shape {
  readonly columns: readonly string[];
  readonly key: readonly string[];
  readonly identity: string | null;
}

const SHAPE = `
  select array(select quote_ident(a.attname) from pg_attribute a
      where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum) as columns,
    array(select quote_ident(a.attname) from pg_index i join pg_attribute a
      on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
      where i.indrelid = $1::regclass and i.indisprimary order by a.attnum) as key,
    (select a.attname from pg_attribute a where a.attrelid = $1::regclass and a.attidentity <> '') as identity`;

/**
 * Brings the rows of a table over, all or none; rows that are there already are recognised by their
 * primary key, so it may be repeated.
 * @returns how many rows the source has
 */
export async function copyTable(source: Pool, target: Pool, table: MovedTable): Promise<number> {
  const shape = await shapeOf(target, table.name);
  return inTransaction(target, 'begin', async (client) => {
    const columns = shape.columns.join(', ');
    await client.query(
      `create temp table arriving on commit drop as select ${columns} from ${table.name} with no data`,
    );
    const rows = await stream(source, client, table.name, columns);
    await client.query(mergeSql(table, shape));
    if (shape.identity !== null) {
      await client.query(
        `select setval(pg_get_serial_sequence($1, $2), greatest(1, max(${shape.identity})), count(*) > 0)
         from ${table.name}`,
        [table.name, shape.identity],
      );
    }
    await client.query('drop table arriving');
    return rows;
  });
}

function mergeSql({ name, rows }: MovedTable, { columns, key }: Shape): string {
  const others = columns.filter((column) => !key.includes(column));
  const update = others.map((column) => `${column} = excluded.${column}`).join(', ');
  const known = rows === 'replace' && others.length > 0 ? `do update set ${update}` : 'do nothing';
  return `insert into ${name} (${columns.join(', ')}) overriding system value
    select ${columns.join(', ')} from arriving on conflict (${key.join(', ')}) ${known}`;
}

async function shapeOf(pool: Pool, table: string): Promise<Shape> {
  const [shape] = (await pool.query<Shape>(SHAPE, [table])).rows;
  if (!shape || shape.key.length === 0) throw new Error(`${table} has no primary key`);
  return shape;
}

async function stream(
  source: Pool,
  target: PoolClient,
  table: string,
  columns: string,
): Promise<number> {
  const client = await source.connect();
  try {
    const out = client.query(copyTo(`copy (select ${columns} from ${table}) to stdout`));
    const into = target.query(copyFrom(`copy arriving (${columns}) from stdin`));
    await pipeline(out, into);
    return into.rowCount ?? 0;
  } finally {
    client.release();
  }
}
