import pg, { type CustomTypesConfig, type PoolClient, type QueryConfig } from 'pg';
import { withArrayLiterals } from '#libs/runtime/database/array-literal.js';

const DATE = 1082;
const DATES = 1182;
const TIMESTAMP = 1114;
const TIMESTAMPTZ = 1184;

const asText = (text: string): string => text;
const parseDates = (text: string): string[] => (text === '{}' ? [] : text.slice(1, -1).split(','));

/**
 * How read models see values: a `date` is `YYYY-MM-DD` (a JavaScript Date would depend on the zone
 * of the process), a `timestamptz` an ISO instant in ms, `bigint` and `numeric` stay text, exact.
 */
const TYPES: CustomTypesConfig = {
  getTypeParser: ((oid: number) => {
    if (oid === DATE || oid === TIMESTAMP) return asText;
    if (oid === DATES) return parseDates;
    const parse = pg.types.getTypeParser(oid) as (text: string) => unknown;
    if (oid !== TIMESTAMPTZ) return parse;
    return (text: string) => (parse(text) as Date).toISOString();
  }) as CustomTypesConfig['getTypeParser'],
};

/** Rows of a statement of a projection or a query. */
export async function selectRows<Row extends object>(
  client: PoolClient,
  sql: string,
  parameters: readonly unknown[] = [],
): Promise<Row[]> {
  const config: QueryConfig = { text: sql, values: withArrayLiterals(parameters), types: TYPES };
  return (await client.query<Row>(config)).rows;
}
