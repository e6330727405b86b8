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
  page: EvidencePage,
): Promise<RecordPage> {
  const rows = await selectPage(readModels, rule, scope, page);
  // A page beyond the last has no row that could carry the total.
  const total = rows[0]?.total ?? (await countAll(readModels, rule, scope, page.own));
  return { rows: rows.map(toRecord), total: Number(total) };
}

export interface EvidencePage {
  readonly page: number;
  readonly pageSize: number;
  readonly own: string | undefined;
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
): Promise<string> {
  const p = new SqlParameters();
  const sql = `SELECT count(*)::text AS total FROM (${ownRowsSql(rule, scope, own, p)}) counted`;
  const [row] = await readModels.query<{ total: string }>(sql, p.values);
  return row?.total ?? '0';
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
  readonly total: string;
}

/** All rows are sorted by a few columns; the rest, and names, are looked up for the page only. */
async function selectPage(
  readModels: ReadModels,
  rule: RecordRule,
  scope: TallyScope,
  { page, pageSize, own }: EvidencePage,
): Promise<Row[]> {
  const p = new SqlParameters();
  const rows = ownRowsSql(rule, scope, own, p);
  const limits = `LIMIT ${p.add(pageSize, 'int')} OFFSET ${p.add((page - 1) * pageSize, 'bigint')}`;
  return readModels.query<Row>(
    `SELECT e.recognition_id, e.kind, e.number, e.credit_code, holder.name AS enterprise_name,
       e.title, r.place_code, e.counted_on::text, e.value_fen::text, r.contribution::text,
       e.event_ids::text[], e.known_from::text, e.source_title, r.total::text
     FROM (
       SELECT recognition_id, known_from, place_code, contribution, count(*) OVER () AS total
       FROM (${rows}) counted ORDER BY counted_on, number, contribution ${limits}) r
     JOIN tally_evidence e USING (recognition_id, known_from)
     LEFT JOIN LATERAL (
       SELECT n.name FROM tally_names n
       WHERE n.credit_code = e.credit_code
         AND n.known_from <= ${p.add(String(scope.position), 'bigint')}
         AND (n.effective_on IS NULL OR n.effective_on <= ${p.add(scope.asOf, 'date')})
       ORDER BY n.effective_on DESC NULLS LAST, n.known_from DESC LIMIT 1) holder ON true
     ORDER BY e.counted_on, e.number, r.contribution`,
    p.values,
  );
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
