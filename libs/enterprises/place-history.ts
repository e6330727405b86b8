import type { RecordedEvent } from '#libs/event-store/port.js';
import type { ProjectionTransaction } from '#libs/event-store/projections/projection.js';
import { upcast } from '#libs/event-store/upcasting.js';
import {
  ENTERPRISE_UPCASTERS,
  type EnterpriseMoved,
  type EnterpriseRegistered,
} from './domain/events.js';

/**
 * Where a holder was, on a day, by the history known at a position of the ledger (design §6).
 *
 * One component, many tables: every projection that needs places keeps a table of its own made by
 * {@link placeHistoryDdl}, fills it with {@link applyPlaceEvents} and asks it through
 * {@link placeAtSql}. The rows are append-only, so a prefix of the ledger can always be asked.
 *
 * The rule: of the rows known, the one with the latest first day that is not after the day asked
 * for; of several for one day, the one known last. The first known place has no first day: it holds
 * backwards without end.
 */
const PLACE_EVENT_TYPES = ['enterprise.registered', 'enterprise.moved'] as const;

/** Streams that a projection with places has to follow. */
export const PLACE_STREAM_PREFIX = 'enterprise-';

/**
 * CREATE statements of a place history.
 * @param table its unqualified name, prefixed by the projection's name, e.g. `tally_places`.
 */
export function placeHistoryDdl(table: string): string {
  return `
    CREATE TABLE ${table} (
      credit_code text NOT NULL,
      valid_from date,
      region_code text NOT NULL,
      -- where it is counted: the region's own code unless the ledger says otherwise (飞地)
      statistical_region_code text NOT NULL,
      township_code text,
      known_from bigint NOT NULL,
      PRIMARY KEY (credit_code, known_from)
    );
    CREATE INDEX ON ${table} (credit_code, valid_from DESC NULLS LAST, known_from DESC);`;
}

/** Adds the places that a page of events makes known; other events are passed over. */
export async function applyPlaceEvents(
  tx: ProjectionTransaction,
  table: string,
  events: readonly RecordedEvent[],
): Promise<void> {
  const rows = placesIn(events);
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO ${table}
       (credit_code, valid_from, region_code, statistical_region_code, township_code, known_from)
     SELECT * FROM unnest($1::text[], $2::date[], $3::text[], $4::text[], $5::text[], $6::bigint[])`,
    [
      rows.map((row) => row.creditCode),
      rows.map((row) => row.validFrom),
      rows.map((row) => row.regionCode),
      rows.map((row) => row.statisticalRegionCode),
      rows.map((row) => row.townshipCode),
      rows.map((row) => row.knownFrom),
    ],
  );
}

/** SQL expressions: column references or parameters, never user input. */
export interface PlaceQuestion {
  readonly table: string;
  readonly creditCode: string;
  /** Of type date: cast a parameter (`$2::date`). */
  readonly on: string;
  /** Of type bigint. */
  readonly position: string;
}

/**
 * The place of a holder on a day as a parenthesised subquery of at most one row with the columns
 * `region_code`, `statistical_region_code`, `township_code`; no row when the holder is not known.
 *
 *     LEFT JOIN LATERAL ${placeAtSql({
 *       table: 'tally_places', creditCode: 'e.credit_code', on: 'e.counted_on', position: '$1',
 *     })} AS place ON true
 */
export function placeAtSql(question: PlaceQuestion): string {
  const { table, creditCode, on, position } = question;
  return `(
    SELECT p.region_code, p.statistical_region_code, p.township_code
    FROM ${table} p
    WHERE p.credit_code = ${creditCode}
      AND p.known_from <= ${position}
      AND (p.valid_from IS NULL OR p.valid_from <= ${on})
    ORDER BY p.valid_from DESC NULLS LAST, p.known_from DESC
    LIMIT 1)`;
}

/**
 * {@link placeAtSql} for many holders at once, as conditions on a history joined as `place`:
 *
 *     JOIN tally_places place ON ${join.on} WHERE ${join.where}
 *
 * A subquery per row is a search for each of a hundred thousand holders; these conditions can be
 * hashed, and as hardly anybody moves, the moves that `where` looks for are few (index them).
 */
export function placeJoinSql(question: PlaceQuestion): {
  readonly on: string;
  readonly where: string;
} {
  const { table, creditCode, on, position } = question;
  return {
    on: `place.credit_code = ${creditCode} AND place.known_from <= ${position}
      AND (place.valid_from IS NULL OR place.valid_from <= ${on})`,
    where: `NOT EXISTS (
      SELECT 1 FROM ${table} later
      WHERE later.credit_code = ${creditCode} AND later.known_from <= ${position}
        AND later.valid_from IS NOT NULL AND later.valid_from <= ${on}
        AND (later.valid_from, later.known_from)
          > (coalesce(place.valid_from, '-infinity'), place.known_from))`,
  };
}

/** One row of a place history. */
export interface KnownPlace {
  readonly creditCode: string;
  /** First day there; null: the first known place. */
  readonly validFrom: string | null;
  readonly regionCode: string;
  readonly statisticalRegionCode: string;
  readonly townshipCode: string | null;
  /** Position. */
  readonly knownFrom: string;
}

/** The places that a page of events makes known, in position order. */
export function placesIn(events: readonly RecordedEvent[]): KnownPlace[] {
  return events.filter(isPlaceEvent).map(toPlace);
}

/**
 * The same rule as {@link placeAtSql}, for a projection that decides in memory.
 * @param places of one holder, in the order they became known
 */
export function placeOn(places: readonly KnownPlace[], day: string): KnownPlace | undefined {
  const startOf = ({ validFrom }: KnownPlace) => validFrom ?? '';
  return places
    .filter((place) => startOf(place) <= day)
    .reduce<KnownPlace | undefined>(
      (best, place) => (best && startOf(place) < startOf(best) ? best : place),
      undefined,
    );
}

function isPlaceEvent(event: RecordedEvent): boolean {
  return (PLACE_EVENT_TYPES as readonly string[]).includes(event.type);
}

function toPlace(event: RecordedEvent): KnownPlace {
  const { data } = upcast<EnterpriseRegistered | EnterpriseMoved>(event, ENTERPRISE_UPCASTERS);
  return {
    creditCode: data.creditCode,
    validFrom: 'effectiveOn' in data ? data.effectiveOn : null,
    regionCode: data.regionCode,
    statisticalRegionCode: data.statisticalRegionCode ?? data.regionCode,
    townshipCode: data.townshipCode ?? null,
    knownFrom: event.position.toString(),
  };
}
