import { applyPlaceEvents, placeHistoryDdl, placesIn } from '#libs/enterprises/place-history.js';
import type { RecordedEvent } from '#libs/event-store/port.js';
import type {
  ProjectionDefinition,
  ProjectionTransaction,
} from '#libs/event-store/projections/projection.js';
import { partyCodes } from '../domain/findings/own-findings.js';
import { comparableName } from '../domain/kinds/read.js';
import { nextVersion } from '../reading/version-rows.js';
import { groupScopeOf, idOfEvent, type ExaminedRecords } from './examined-records.js';
import type { FindingItem, FindingItems } from './finding-items.js';
import { loadPage } from './load-page.js';
import { pageEvent, type PageEvent } from './page-events.js';

/**
 * Doubts about what is recorded, each version of each with the prefix of the ledger that knows it.
 * A page is decided in memory, event by event, so that its size makes no difference to the rows.
 */
export const findingsProjection: ProjectionDefinition = {
  name: 'findings',
  version: 1,
  filter: { streamPrefixes: ['enterprise-', 'recognition-', 'finding-'] },
  tables: [
    'findings_items',
    'findings_subjects',
    'findings_records',
    'findings_names',
    'findings_places',
  ],
  ddl: `
    CREATE TABLE findings_items (
      id text NOT NULL,
      known_from bigint NOT NULL,
      known_to bigint,
      scope text NOT NULL,
      code text NOT NULL,
      message text NOT NULL,
      record_ids text[] NOT NULL,
      credit_codes text[] NOT NULL,
      status text NOT NULL,
      resolution text,
      note text,
      resolved_by text,
      resolved_at timestamptz,
      changed_at timestamptz NOT NULL,
      PRIMARY KEY (id, known_from)
    );
    CREATE INDEX ON findings_items USING gin (credit_codes);
    -- which findings there ever were about a record; a finding is always about the same records
    CREATE TABLE findings_subjects (
      record_id text NOT NULL,
      finding_id text NOT NULL,
      PRIMARY KEY (record_id, finding_id)
    );
    -- the records as they are now
    CREATE TABLE findings_records (
      id text PRIMARY KEY,
      scope text NOT NULL,
      credit_code text NOT NULL,
      parties text[] NOT NULL,
      version jsonb NOT NULL
    );
    CREATE INDEX ON findings_records (scope);
    CREATE INDEX ON findings_records (credit_code);
    CREATE INDEX ON findings_records USING gin (parties);
    CREATE TABLE findings_names (
      credit_code text NOT NULL,
      name_key text NOT NULL,
      known_from bigint NOT NULL,
      PRIMARY KEY (credit_code, known_from)
    );
    ${placeHistoryDdl('findings_places')}`,
  apply,
};

async function apply(tx: ProjectionTransaction, events: readonly RecordedEvent[]): Promise<void> {
  const page = events.flatMap((stored) => pageEvent(stored) ?? []);
  const { records, items } = await loadPage(tx, page);
  for (const one of page) examine(one, records, items);
  await writeRecords(tx, records);
  await writeItems(tx, items.written());
  await writeNames(tx, page);
  await applyPlaceEvents(tx, 'findings_places', events);
}

function examine(one: PageEvent, records: ExaminedRecords, items: FindingItems): void {
  const { stored } = one;
  if (one.about === 'finding') {
    items.resolve(one.event, stored);
  } else if (one.about === 'enterprise') {
    learn(one, records);
    for (const id of records.concerning(one.event.data.creditCode)) {
      items.examine(id, records.findingsOfRecord(id), stored);
    }
  } else {
    const id = idOfEvent(one.event);
    const next = nextVersion(records.get(id), one.event, stored);
    if (next) records.set(next);
    items.examine(id, records.findingsOfRecord(id), stored);
    const scope = groupScopeOf(one.event);
    if (scope !== undefined) items.examine(scope, records.findingsOfGroup(scope), stored);
  }
}

/** What an enterprise's event makes known of names and places. */
function learn(
  { event, stored }: PageEvent & { readonly about: 'enterprise' },
  records: ExaminedRecords,
): void {
  const { data } = event;
  if ('name' in data) records.addName(data.creditCode, comparableName(data.name));
  for (const place of placesIn([stored])) records.addPlace(place);
}

async function writeRecords(tx: ProjectionTransaction, records: ExaminedRecords): Promise<void> {
  const rows = records.changes().map((version) => ({
    id: version.id,
    scope: `${version.kind}@${version.credit_code}`,
    credit_code: version.credit_code,
    parties: partyCodes(version),
    version,
  }));
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO findings_records
     SELECT * FROM jsonb_populate_recordset(null::findings_records, $1::jsonb)
     ON CONFLICT (id) DO UPDATE SET scope = excluded.scope, credit_code = excluded.credit_code,
       parties = excluded.parties, version = excluded.version`,
    [JSON.stringify(rows)],
  );
}

async function writeItems(tx: ProjectionTransaction, items: readonly FindingItem[]): Promise<void> {
  if (items.length === 0) return;
  await tx.query(
    `INSERT INTO findings_items
     SELECT * FROM jsonb_populate_recordset(null::findings_items, $1::jsonb)
     ON CONFLICT (id, known_from) DO UPDATE SET known_to = excluded.known_to`,
    [JSON.stringify(items)],
  );
  const subjects = items.flatMap(({ id, record_ids }) => record_ids.map((record) => [record, id]));
  await tx.query(
    `INSERT INTO findings_subjects SELECT * FROM unnest($1::text[], $2::text[])
     ON CONFLICT DO NOTHING`,
    [subjects.map(([record]) => record), subjects.map(([, id]) => id)],
  );
}

async function writeNames(tx: ProjectionTransaction, page: readonly PageEvent[]): Promise<void> {
  const rows = page.flatMap(({ event, stored }) =>
    'creditCode' in event.data && 'name' in event.data
      ? [
          {
            credit_code: event.data.creditCode,
            name_key: comparableName(event.data.name),
            known_from: String(stored.position),
          },
        ]
      : [],
  );
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO findings_names
     SELECT * FROM jsonb_populate_recordset(null::findings_names, $1::jsonb)`,
    [JSON.stringify(rows)],
  );
}
