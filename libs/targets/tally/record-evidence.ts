import type { ReadModels } from '#libs/event-store/projections/read-models.js';
import { countedRowsSql, type RecordRule } from './counted-rows.sql.js';
import { SqlParameters } from './sql-parameters.js';
import type { TallyScope } from './tally-scope.js';

/** One record behind a number. */
export interface RecordRow {
  readonly recognitionId: string;
  readonly kind: string;
  readonly number: string;
  readonly creditCode: string;
  readonly enterpriseName: string | null;
  readonly title: string | null;
  readonly regionCode: string;
  readonly countedOn: string;
  /** Fen; null where the kind has no amount. */
  readonly amount: bigint | null;
  readonly contribution: bigint;
  /** Events the record is made of, oldest first. */
  readonly eventIds: readonly string[];
  readonly position: bigint;
  readonly sourceTitle: string;
}

export interface RecordPage {
  readonly rows: readonly RecordRow[];
  readonly total: number;
}

/**
 * A page of the records behind a number, earliest first.
 * @param own show the records of this holder only; what stands for what is decided before.
 */
export async function recordEvidence(
  readModels: ReadModels,
  rule: RecordRule,
  scope: TallyScope,
  page: { readonly page: number; readonly pageSize: number; readonly own: string | undefined },
): Promise<RecordPage> {
  const [rows, total] = await Promise.all([
    selectPage(readModels, rule, scope, page),
    countAll(readModels, rule, scope, page.own),
  ]);
  return { rows, total };
}

function ownRowsSql(
  rule: RecordRule,
  scope: TallyScope,
  own: string | undefined,
  p: SqlParameters,
): string {
  const rows = countedRowsSql(rule, scope, p);
  if (own === undefined) return rows;
  return `SELECT * FROM (${rows}) all_rows WHERE credit_code = ${p.add(own, 'text')}`;
}

async function countAll(
  readModels: ReadModels,
  rule: RecordRule,
  scope: TallyScope,
  own: string | undefined,
): Promise<number> {
  const p = new SqlParameters();
  const sql = `SELECT count(*)::text AS total FROM (${ownRowsSql(rule, scope, own, p)}) counted`;
  const [row] = await readModels.query<{ total: string }>(sql, p.values);
  return Number(row?.total ?? 0);
}

interface Row {
  readonly recognition_id: string;
  readonly kind: string;
  readonly number: string;
  readonly credit_code: string;
  readonly enterprise_name: string | null;
  readonly title: string | null;
  readonly place_code: string;
  readonly counted_on: string;
  readonly value_fen: string | null;
  readonly contribution: string;
  readonly event_ids: readonly string[];
  readonly known_from: string;
  readonly source_title: string;
}

/** Names are looked up for the page only. */
async function selectPage(
  readModels: ReadModels,
  rule: RecordRule,
  scope: TallyScope,
  { page, pageSize, own }: { page: number; pageSize: number; own: string | undefined },
): Promise<readonly RecordRow[]> {
  const p = new SqlParameters();
  const rows = ownRowsSql(rule, scope, own, p);
  const limits = `LIMIT ${p.add(pageSize, 'int')} OFFSET ${p.add((page - 1) * pageSize, 'bigint')}`;
  const order = 'counted_on, number, contribution';
  const found = await readModels.query<Row>(
    `SELECT r.recognition_id, r.kind, r.number, r.credit_code, holder.name AS enterprise_name,
       r.title, r.place_code, r.counted_on::text, r.value_fen::text, r.contribution::text,
       r.event_ids::text[], r.known_from::text, r.source_title
     FROM (SELECT * FROM (${rows}) counted ORDER BY ${order} ${limits}) r
     LEFT JOIN LATERAL (
       SELECT n.name FROM tally_names n
       WHERE n.credit_code = r.credit_code
         AND n.known_from <= ${p.add(String(scope.position), 'bigint')}
         AND (n.effective_on IS NULL OR n.effective_on <= ${p.add(scope.asOf, 'date')})
       ORDER BY n.effective_on DESC NULLS LAST, n.known_from DESC LIMIT 1) holder ON true
     ORDER BY r.counted_on, r.number, r.contribution`,
    p.values,
  );
  return found.map(toRecord);
}

function toRecord(row: Row): RecordRow {
  return {
    recognitionId: row.recognition_id,
    kind: row.kind,
    number: row.number,
    creditCode: row.credit_code,
    enterpriseName: row.enterprise_name,
    title: row.title,
    regionCode: row.place_code,
    countedOn: row.counted_on,
    amount: row.value_fen === null ? null : BigInt(row.value_fen),
    contribution: BigInt(row.contribution),
    eventIds: row.event_ids,
    position: BigInt(row.known_from),
    sourceTitle: row.source_title,
  };
}
