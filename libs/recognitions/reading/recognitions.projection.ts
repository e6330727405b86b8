import { applyPlaceEvents, placeHistoryDdl } from '#libs/enterprises/place-history.js';
import {
  ENTERPRISE_UPCASTERS,
  type EnterpriseRegistered,
  type EnterpriseRenamed,
} from '#libs/enterprises/domain/events.js';
import type { RecordedEvent } from '#libs/event-store/port.js';
import type {
  ProjectionDefinition,
  ProjectionTransaction,
} from '#libs/event-store/projections/projection.js';
import { upcast } from '#libs/event-store/upcasting.js';
import { RECOGNITION_UPCASTERS, recognitionId, type RecognitionEvent } from '../domain/events.js';
import { comparableName } from '../domain/kinds/read.js';
import { nextVersion, type VersionRow } from './version-rows.js';

/**
 * Every version of every record, and where and under which name its holder was: all that is needed
 * to answer about any day by what any prefix of the ledger says.
 */
export const recognitionsProjection: ProjectionDefinition = {
  name: 'recognitions',
  version: 1,
  filter: { streamPrefixes: ['enterprise-', 'recognition-'] },
  tables: ['recognitions_versions', 'recognitions_places', 'recognitions_names'],
  ddl: `
    CREATE TABLE recognitions_versions (
      id text NOT NULL,
      kind text NOT NULL,
      number text NOT NULL,
      credit_code text NOT NULL,
      revision int NOT NULL,
      known_from bigint NOT NULL,
      known_to bigint,
      counting_year int NOT NULL,
      counted_on date NOT NULL,
      valid_from date NOT NULL,
      valid_to date,
      revoked_on date,
      withdrawn boolean NOT NULL,
      issued boolean NOT NULL,
      attributes jsonb NOT NULL,
      source jsonb NOT NULL,
      search_text text NOT NULL,
      event_ids uuid[] NOT NULL,
      recorded_at timestamptz NOT NULL,
      PRIMARY KEY (id, known_from)
    );
    CREATE INDEX ON recognitions_versions (id) WHERE known_to IS NULL;
    CREATE INDEX ON recognitions_versions (credit_code, known_from);
    CREATE INDEX ON recognitions_versions (kind, counting_year, counted_on);
    CREATE INDEX ON recognitions_versions ((attributes #>> '{seller,creditCode}'))
      WHERE kind = 'tech-contract';
    CREATE INDEX ON recognitions_versions ((attributes #>> '{buyer,creditCode}'))
      WHERE kind = 'tech-contract';
    ${placeHistoryDdl('recognitions_places')}
    CREATE TABLE recognitions_names (
      credit_code text NOT NULL,
      valid_from date,
      name text NOT NULL,
      search_name text NOT NULL,
      known_from bigint NOT NULL,
      PRIMARY KEY (credit_code, known_from)
    );`,
  apply,
};

async function apply(tx: ProjectionTransaction, events: readonly RecordedEvent[]): Promise<void> {
  await addNames(tx, events);
  await applyPlaceEvents(tx, 'recognitions_places', events);
  const changes = events.filter(({ type }) => type.startsWith('recognition.'));
  if (changes.length > 0) await writeVersions(tx, await versionsOf(tx, changes));
}

/** The versions that begin in this page, and those it ends, oldest first. */
async function versionsOf(
  tx: ProjectionTransaction,
  events: readonly RecordedEvent[],
): Promise<VersionRow[]> {
  const known = events.map((stored) => ({
    stored,
    event: upcast<RecognitionEvent>(stored, RECOGNITION_UPCASTERS),
  }));
  const ids = known.map(({ event: { data } }) => recognitionId(data.kind, data.number));
  const current = await tx.query<VersionRow>(
    'SELECT * FROM recognitions_versions WHERE id = ANY ($1) AND known_to IS NULL',
    [[...new Set(ids)]],
  );
  const latest = new Map(current.map((version) => [version.id, version]));
  const written: VersionRow[] = [];
  for (const { event, stored } of known) {
    const id = recognitionId(event.data.kind, event.data.number);
    const previous = latest.get(id);
    const next = nextVersion(previous, event, stored);
    if (!next) continue;
    if (previous) written.push({ ...previous, known_to: next.known_from });
    latest.set(id, next);
    written.push(next);
  }
  return written;
}

/** A version that begins and ends within the page stands here twice; its end is what counts. */
async function writeVersions(
  tx: ProjectionTransaction,
  versions: readonly VersionRow[],
): Promise<void> {
  const final = new Map(
    versions.map((version) => [`${version.id} ${version.known_from}`, version]),
  );
  await tx.query(
    `INSERT INTO recognitions_versions
     SELECT * FROM jsonb_populate_recordset(null::recognitions_versions, $1::jsonb)
     ON CONFLICT (id, known_from) DO UPDATE SET known_to = excluded.known_to`,
    [JSON.stringify([...final.values()])],
  );
}

async function addNames(
  tx: ProjectionTransaction,
  events: readonly RecordedEvent[],
): Promise<void> {
  const rows = events
    .filter(({ type }) => type === 'enterprise.registered' || type === 'enterprise.renamed')
    .map((stored) => ({
      position: stored.position,
      data: upcast<EnterpriseRegistered | EnterpriseRenamed>(stored, ENTERPRISE_UPCASTERS).data,
    }));
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO recognitions_names (credit_code, valid_from, name, search_name, known_from)
     SELECT * FROM unnest($1::text[], $2::date[], $3::text[], $4::text[], $5::bigint[])`,
    [
      rows.map(({ data }) => data.creditCode),
      rows.map(({ data }) => ('effectiveOn' in data ? data.effectiveOn : null)),
      rows.map(({ data }) => data.name),
      rows.map(({ data }) => comparableName(data.name)),
      rows.map(({ position }) => String(position)),
    ],
  );
}
