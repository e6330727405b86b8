import type { ReadModels } from '#libs/event-store/projections/read-models.js';
import type { CalendarDate } from '#libs/kernel/calendar-date.js';
import type { RuleOf } from '../domain/counting-rule.js';
import {
  certificateRowsSql,
  countedRowsSql,
  netDays,
  stockSizesSql,
  type RecordRule,
} from './counted-rows.sql.js';
import { SqlParameters } from './sql-parameters.js';
import type { TallyScope } from './tally-scope.js';

export interface RecordCount {
  /** Sum of the contributions: things, or fen. */
  readonly sum: bigint;
  /** Number of records that make it. */
  readonly records: number;
}

/** One pass over the records of an indicator. */
export async function countRecords(
  readModels: ReadModels,
  rule: RecordRule,
  scope: TallyScope,
): Promise<RecordCount> {
  const p = new SqlParameters();
  const [row] = await readModels.query<{ sum: string; records: string }>(
    `SELECT coalesce(sum(contribution), 0)::text AS sum, count(*)::text AS records
     FROM (${countedRowsSql(rule, scope, p)}) counted`,
    p.values,
  );
  return { sum: BigInt(row?.sum ?? 0), records: Number(row?.records ?? 0) };
}

/** What always stands beside the number of high-tech firms, whatever its rule counts. */
export interface HighTechBreakdown {
  readonly first: string;
  readonly renewed: string;
  readonly net: string;
  readonly stock: string;
}

export async function highTechBreakdown(
  readModels: ReadModels,
  { place }: RuleOf<'high-tech-firms'>,
  scope: TallyScope,
): Promise<HighTechBreakdown> {
  const p = new SqlParameters();
  const [from, to] = netDays(scope);
  const at = (day: CalendarDate): string =>
    `coalesce((SELECT firms FROM stock WHERE day = ${p.add(day, 'date')}), 0)`;
  const [row] = await readModels.query<{ [K in keyof HighTechBreakdown]: string }>(
    `WITH stock AS MATERIALIZED (${stockSizesSql(place, scope, [from, to, scope.asOf], p)})
     SELECT count(*) FILTER (WHERE is_first)::text AS first,
       count(*) FILTER (WHERE NOT is_first)::text AS renewed,
       (${at(to)} - ${at(from)})::text AS net,
       ${at(scope.asOf)}::text AS stock
     FROM (${certificateRowsSql(place, scope, p)}) certificates`,
    p.values,
  );
  return row ?? { first: '0', renewed: '0', net: '0', stock: '0' };
}
