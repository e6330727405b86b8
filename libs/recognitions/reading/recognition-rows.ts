import { placeAtSql } from '#libs/enterprises/place-history.js';
import type { ReadModels } from '#libs/event-store/projections/read-models.js';
import { regionLineage, regionPrefix } from '#libs/kernel/region.js';
import { comparableName } from '../domain/kinds/read.js';
import type { RecognitionStatus } from '../domain/recognition.js';
import type { RecognitionAnswer, RecognitionFilter, RecognitionFinding } from '../queries.js';
import type { VersionRow } from './version-rows.js';

export interface RecognitionRow extends VersionRow {
  readonly status: RecognitionStatus;
  readonly enterprise_name: string;
  readonly findings: readonly RecognitionFinding[];
  readonly total: string;
}

export interface RecognitionQuestion extends RecognitionFilter {
  readonly position: bigint;
  readonly asOf: string;
  readonly id?: string;
  /** What has not begun on `asOf` is left out. */
  readonly begunOnly?: boolean;
  /** A holder besides `creditCode`: both have to fit. */
  readonly ownCreditCode?: string;
  readonly limit?: number;
  readonly offset?: number;
}

/** As `statusOn` of the domain, in SQL: $2 is the day. */
const STATUS = `
  CASE WHEN v.withdrawn THEN 'withdrawn'
    WHEN v.revoked_on <= $2::date THEN 'revoked'
    WHEN v.valid_to < $2::date THEN 'expired'
    WHEN v.valid_from > $2::date THEN 'not-yet-valid'
    ELSE 'valid' END`;

/** The holder's name on the day, found as place-history.ts finds the place. */
const NAME = `(
  SELECT n.name FROM recognitions_names n
  WHERE n.credit_code = m.credit_code AND n.known_from <= $1
    AND (n.valid_from IS NULL OR n.valid_from <= $2::date)
  ORDER BY n.valid_from DESC NULLS LAST, n.known_from DESC LIMIT 1)`;

const FINDINGS = `(
  SELECT coalesce(jsonb_agg(jsonb_build_object(
      'id', f.id, 'code', f.code, 'message', f.message, 'status', f.status) ORDER BY f.id), '[]')
  FROM findings_subjects s JOIN findings_items f ON f.id = s.finding_id
  WHERE s.record_id = m.id AND f.known_from <= $1
    AND (f.known_to IS NULL OR f.known_to > $1) AND f.status <> 'gone')`;

/** $1 position, $2 day; the others stand beside their conditions. */
const RECOGNITIONS = `
  WITH page AS (
    -- keys only: the whole rows are fetched for the page, not sorted for the list
    SELECT v.id, v.known_from, v.counted_on, ${STATUS} AS status, count(*) OVER () AS total
    FROM recognitions_versions v
    WHERE v.known_from <= $1 AND (v.known_to IS NULL OR v.known_to > $1)
      AND ($3::text IS NULL OR v.id = $3)
      AND ($4::text IS NULL OR v.kind = $4)
      AND ($5::text IS NULL OR v.credit_code = $5)
      AND ($6::text IS NULL OR v.credit_code = $6)
      AND ($7::int IS NULL OR v.counting_year = $7)
      AND ($8::text IS NULL OR ${STATUS} = $8)
      AND ($8::text IS NOT NULL OR $3::text IS NOT NULL OR NOT v.withdrawn)
      AND ($9::date IS NULL OR (v.valid_to < $9 AND ${STATUS} = 'valid'))
      AND (NOT $10::boolean OR v.valid_from <= $2::date)
      AND ($11::text[] IS NULL OR EXISTS (
        SELECT FROM ${placeAtSql({
          table: 'recognitions_places',
          creditCode: 'v.credit_code',
          on: 'v.counted_on',
          position: '$1',
        })} AS place WHERE place.region_code LIKE ANY ($11)))
      AND ($12::text IS NULL OR v.search_text LIKE $12 OR EXISTS (
        SELECT FROM recognitions_names s
        WHERE s.credit_code = v.credit_code AND s.known_from <= $1 AND s.search_name LIKE $12))
    ORDER BY v.counted_on DESC, v.id LIMIT $13 OFFSET $14
  )
  SELECT m.*, page.status, page.total, coalesce(${NAME}, '') AS enterprise_name,
    ${FINDINGS} AS findings
  FROM page JOIN recognitions_versions m ON m.id = page.id AND m.known_from = page.known_from
  ORDER BY page.counted_on DESC, page.id`;

/** Records known at a position as they were on a day; each row carries the total. */
export function findRecognitions(
  readModels: ReadModels,
  question: RecognitionQuestion,
): Promise<RecognitionRow[]> {
  const { regionCode, q } = question;
  const text = q === undefined ? '' : comparableName(q);
  return readModels.query<RecognitionRow>(RECOGNITIONS, [
    String(question.position),
    question.asOf,
    question.id ?? null,
    question.kind ?? null,
    question.creditCode ?? null,
    question.ownCreditCode ?? null,
    question.countingYear ?? null,
    question.status ?? null,
    question.expiringBefore ?? null,
    question.begunOnly ?? false,
    regionCode === undefined
      ? null
      : regionLineage(regionCode).map((code) => `${regionPrefix(code)}%`),
    // comparableName leaves nothing that LIKE takes for a wildcard.
    text === '' ? null : `%${text}%`,
    question.limit ?? null,
    question.offset ?? 0,
  ]);
}

/** @param position token of the prefix it was read at */
export function answerOfRow(row: RecognitionRow, position: string): RecognitionAnswer {
  return {
    id: row.id,
    kind: row.kind,
    number: row.number,
    creditCode: row.credit_code,
    enterpriseName: row.enterprise_name,
    status: row.status,
    countingYear: row.counting_year,
    countedOn: row.counted_on,
    validFrom: row.valid_from,
    validTo: row.valid_to,
    attributes: row.attributes,
    source: row.source,
    revision: row.revision,
    recordedAt: row.recorded_at,
    position,
    findings: row.findings,
  };
}
