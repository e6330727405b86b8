import type { ReadModels } from '#libs/event-store/projections/read-models.js';
import { regionLineage, regionPrefix } from '#libs/kernel/region.js';
import type { EnterpriseOnDay } from '../domain/enterprise.js';
import type { EntityType } from '../domain/events.js';
import { likeText, searchName } from '../domain/search-name.js';
import { placeAtSql } from '../place-history.js';

/** An enterprise as known at a position and as of a day, as the read model has it. */
export interface EnterpriseRow {
  readonly credit_code: string;
  readonly name: string;
  readonly names: readonly string[];
  readonly region_code: string;
  readonly statistical_region_code: string;
  readonly township_code: string | null;
  readonly industry_code: string | null;
  readonly entity_type: EntityType;
  readonly registered_on: string | null;
  readonly deregistered_on: string | null;
  readonly revision: number;
  readonly recorded_at: string;
  readonly event_ids: readonly string[];
  readonly total: string;
}

export interface EnterpriseQuestion {
  readonly position: bigint;
  readonly asOf: string;
  readonly creditCode?: string;
  readonly creditCodes?: readonly string[];
  /** Part of a name it has or had, or the beginning of its code. */
  readonly q?: string;
  readonly regionCode?: string;
  readonly limit?: number;
  readonly offset?: number;
}

/**
 * $1 position, $2 day, $3 credit code, $4 part of a name (null: any), $5 beginning of the code,
 * $6 prefixes of regions, $7 limit, $8 offset, $9 credit codes.
 *
 * The name on the day is found as place-history.ts finds the place.
 */
const ENTERPRISES = `
  WITH matched AS (
    SELECT e.*, place.region_code, place.statistical_region_code, place.township_code, n.name
    FROM enterprises_registered e
    JOIN LATERAL ${placeAtSql({
      table: 'enterprises_places',
      creditCode: 'e.credit_code',
      on: '$2::date',
      position: '$1',
    })} AS place ON true
    JOIN LATERAL (
      SELECT n.name FROM enterprises_names n
      WHERE n.credit_code = e.credit_code AND n.known_from <= $1
        AND (n.valid_from IS NULL OR n.valid_from <= $2::date)
      ORDER BY n.valid_from DESC NULLS LAST, n.known_from DESC LIMIT 1) n ON true
    WHERE e.known_from <= $1
      AND ($3::text IS NULL OR e.credit_code = $3)
      AND ($9::text[] IS NULL OR e.credit_code = ANY ($9))
      AND ($4::text IS NULL OR e.credit_code LIKE $5 OR EXISTS (
        SELECT FROM enterprises_names s
        WHERE s.credit_code = e.credit_code AND s.known_from <= $1 AND s.search_name LIKE $4))
      AND ($6::text[] IS NULL OR place.region_code LIKE ANY ($6))
  ), page AS (
    SELECT *, count(*) OVER () AS total FROM matched ORDER BY credit_code LIMIT $7 OFFSET $8
  )
  SELECT page.*, names.names, h.*
  FROM page
  JOIN LATERAL (
    SELECT array_agg(n.name ORDER BY n.known_from) AS names FROM enterprises_names n
    WHERE n.credit_code = page.credit_code AND n.known_from <= $1) names ON true
  JOIN LATERAL (
    SELECT max(h.revision) AS revision,
      max(h.recorded_at) FILTER (WHERE h.last) AS recorded_at,
      min(h.effective_on) FILTER (
        WHERE h.type = 'enterprise.deregistered' AND h.effective_on <= $2::date) AS deregistered_on,
      array_agg(h.event_id::text ORDER BY h.revision) FILTER (
        WHERE h.effective_on IS NULL OR h.effective_on <= $2::date) AS event_ids
    FROM (
      SELECT *, revision = max(revision) OVER () AS last FROM enterprises_history
      WHERE credit_code = page.credit_code AND known_from <= $1) h) h ON true
  ORDER BY page.credit_code`;

/** Enterprises known at a position as they were on a day, by code; each row carries the total. */
export function findEnterprises(
  readModels: ReadModels,
  question: EnterpriseQuestion,
): Promise<EnterpriseRow[]> {
  const { position, asOf, creditCode, creditCodes, q, regionCode, limit, offset } = question;
  const name = q === undefined ? '' : searchName(q);
  return readModels.query<EnterpriseRow>(ENTERPRISES, [
    String(position),
    asOf,
    creditCode ?? null,
    name === '' ? null : `%${likeText(name)}%`,
    `${likeText(name.toUpperCase())}%`,
    regionCode === undefined ? null : regionLineage(regionCode).map(likeRegion),
    limit ?? null,
    offset ?? 0,
    creditCodes ?? null,
  ]);
}

export function enterpriseOfRow(row: EnterpriseRow): EnterpriseOnDay {
  return {
    creditCode: row.credit_code,
    name: row.name,
    regionCode: row.region_code,
    statisticalRegionCode:
      row.statistical_region_code === row.region_code ? null : row.statistical_region_code,
    townshipCode: row.township_code,
    industryCode: row.industry_code,
    entityType: row.entity_type,
    registeredOn: row.registered_on,
    deregisteredOn: row.deregistered_on,
  };
}

export function otherNamesOfRow(row: EnterpriseRow): string[] {
  return [...new Set(row.names)].filter((name) => name !== row.name);
}

function likeRegion(code: string): string {
  return `${regionPrefix(code)}%`;
}
