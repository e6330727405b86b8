import type { KnownPlace } from '#libs/enterprises/place-history.js';
import type { ProjectionTransaction } from '#libs/event-store/projections/projection.js';
import { partyCodes } from '../domain/findings/own-findings.js';
import type { VersionRow } from '../reading/version-rows.js';
import { ExaminedRecords, groupScopeOf, idOfEvent } from './examined-records.js';
import { FindingItems, type FindingItem } from './finding-items.js';
import type { PageEvent } from './page-events.js';

/** What the events of a page touch, as it was before the page. */
export async function loadPage(
  tx: ProjectionTransaction,
  page: readonly PageEvent[],
): Promise<{ readonly records: ExaminedRecords; readonly items: FindingItems }> {
  const ids = page.flatMap((one) => (one.about === 'record' ? [idOfEvent(one.event)] : []));
  const groups = page.flatMap((one) =>
    one.about === 'record' ? (groupScopeOf(one.event) ?? []) : [],
  );
  const enterprises = page.flatMap((one) =>
    one.about === 'enterprise' ? [one.event.data.creditCode] : [],
  );
  const versions = await loadRecords(tx, ids, groups, enterprises);
  const records = new ExaminedRecords(versions);
  const codes = [...codesIn(page), ...versions.flatMap(codesOf)];
  await loadNames(tx, records, [...new Set(codes)]);
  await loadPlaces(tx, records, [...new Set(codes)]);
  const recordIds = [...new Set([...ids, ...versions.map(({ id }) => id)])];
  const items = await loadItems(tx, recordIds, page);
  return { records, items: new FindingItems(items) };
}

async function loadRecords(
  tx: ProjectionTransaction,
  ids: readonly string[],
  groups: readonly string[],
  enterprises: readonly string[],
): Promise<VersionRow[]> {
  const rows = await tx.query<{ version: VersionRow }>(
    `SELECT version FROM findings_records
     WHERE id = ANY ($1) OR scope = ANY ($2) OR credit_code = ANY ($3) OR parties && $3::text[]
     ORDER BY id`,
    [ids, groups, enterprises],
  );
  return rows.map(({ version }) => version);
}

async function loadNames(
  tx: ProjectionTransaction,
  records: ExaminedRecords,
  codes: readonly string[],
): Promise<void> {
  const rows = await tx.query<{ credit_code: string; name_key: string }>(
    'SELECT credit_code, name_key FROM findings_names WHERE credit_code = ANY ($1)',
    [codes],
  );
  for (const row of rows) records.addName(row.credit_code, row.name_key);
}

async function loadPlaces(
  tx: ProjectionTransaction,
  records: ExaminedRecords,
  codes: readonly string[],
): Promise<void> {
  const places = await tx.query<KnownPlace>(
    `SELECT credit_code AS "creditCode", valid_from AS "validFrom", region_code AS "regionCode",
       statistical_region_code AS "statisticalRegionCode", township_code AS "townshipCode",
       known_from AS "knownFrom"
     FROM findings_places WHERE credit_code = ANY ($1) ORDER BY known_from`,
    [codes],
  );
  for (const place of places) records.addPlace(place);
}

/** By records, not by scope: a group's records may all have passed to another holder. */
async function loadItems(
  tx: ProjectionTransaction,
  recordIds: readonly string[],
  page: readonly PageEvent[],
): Promise<FindingItem[]> {
  const resolved = page.flatMap((one) =>
    one.about === 'finding' ? [one.event.data.findingId] : [],
  );
  return tx.query<FindingItem>(
    `SELECT * FROM findings_items
     WHERE known_to IS NULL AND id IN (
       SELECT finding_id FROM findings_subjects WHERE record_id = ANY ($1)
       UNION SELECT unnest($2::text[]))
     ORDER BY id`,
    [recordIds, resolved],
  );
}

/** Enterprises that the page's events speak of, as holders, parties or themselves. */
function codesIn(page: readonly PageEvent[]): string[] {
  return page.flatMap((one) => {
    if (one.about === 'finding') return [];
    const { data } = one.event;
    return 'attributes' in data ? [data.creditCode, ...partyCodes(data)] : [data.creditCode];
  });
}

function codesOf(version: VersionRow): string[] {
  return [version.credit_code, ...partyCodes(version)];
}
