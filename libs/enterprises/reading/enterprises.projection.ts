import type { RecordedEvent } from '#libs/event-store/port.js';
import type {
  ProjectionDefinition,
  ProjectionTransaction,
} from '#libs/event-store/projections/projection.js';
import { upcast } from '#libs/event-store/upcasting.js';
import { entityTypeOf } from '../domain/enterprise.js';
import {
  ENTERPRISE_UPCASTERS,
  type EnterpriseEvent,
  type EnterpriseRegistered,
} from '../domain/events.js';
import { searchName } from '../domain/search-name.js';
import { applyPlaceEvents, PLACE_STREAM_PREFIX, placeHistoryDdl } from '../place-history.js';

/**
 * Enterprises as any prefix of the ledger knows them: what never changes in one table, what does in
 * histories that are only ever added to. There is no “current row”: as of today is one of the days
 * that can be asked about.
 */
export const enterprisesProjection: ProjectionDefinition = {
  name: 'enterprises',
  version: 1,
  filter: { streamPrefixes: [PLACE_STREAM_PREFIX] },
  tables: [
    'enterprises_registered',
    'enterprises_names',
    'enterprises_places',
    'enterprises_history',
  ],
  ddl: `
    CREATE TABLE enterprises_registered (
      credit_code text PRIMARY KEY,
      known_from bigint NOT NULL,
      industry_code text,
      entity_type text NOT NULL,
      registered_on date
    );
    CREATE TABLE enterprises_names (
      credit_code text NOT NULL,
      -- null: the first name, which holds backwards without end
      valid_from date,
      name text NOT NULL,
      search_name text NOT NULL,
      known_from bigint NOT NULL,
      PRIMARY KEY (credit_code, known_from)
    );
    ${placeHistoryDdl('enterprises_places')}
    -- every event of the stream, and for which day it speaks
    CREATE TABLE enterprises_history (
      credit_code text NOT NULL,
      revision int NOT NULL,
      known_from bigint NOT NULL,
      event_id uuid NOT NULL,
      type text NOT NULL,
      effective_on date,
      recorded_at timestamptz NOT NULL,
      PRIMARY KEY (credit_code, revision)
    );`,
  apply,
};

interface Known {
  readonly stored: RecordedEvent;
  readonly event: EnterpriseEvent;
}

async function apply(tx: ProjectionTransaction, events: readonly RecordedEvent[]): Promise<void> {
  const known = events
    .filter(({ type }) => type.startsWith('enterprise.'))
    .map((stored) => ({
      stored,
      event: upcast<EnterpriseEvent>(stored, ENTERPRISE_UPCASTERS),
    }));
  await addRegistrations(tx, known);
  await addNames(tx, known);
  await applyPlaceEvents(tx, 'enterprises_places', events);
  await addHistory(tx, known);
}

async function addRegistrations(tx: ProjectionTransaction, known: readonly Known[]): Promise<void> {
  const rows = known.flatMap(({ stored, event }) =>
    event.type === 'enterprise.registered' ? [{ stored, data: event.data }] : [],
  );
  const column = <T>(value: (data: EnterpriseRegistered['data']) => T) =>
    rows.map(({ data }) => value(data));
  await tx.query(
    `INSERT INTO enterprises_registered
       (credit_code, known_from, industry_code, entity_type, registered_on)
     SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::date[])`,
    [
      column((data) => data.creditCode),
      rows.map(({ stored }) => String(stored.position)),
      column((data) => data.industryCode ?? null),
      column(entityTypeOf),
      column((data) => data.registeredOn ?? null),
    ],
  );
}

async function addNames(tx: ProjectionTransaction, known: readonly Known[]): Promise<void> {
  const rows = known.filter(({ event }) => 'name' in event.data);
  const names = rows.map(({ event }) => ('name' in event.data ? event.data.name : ''));
  await tx.query(
    `INSERT INTO enterprises_names (credit_code, valid_from, name, search_name, known_from)
     SELECT * FROM unnest($1::text[], $2::date[], $3::text[], $4::text[], $5::bigint[])`,
    [
      rows.map(({ event }) => event.data.creditCode),
      rows.map(effectiveOn),
      names,
      names.map(searchName),
      rows.map(({ stored }) => String(stored.position)),
    ],
  );
}

async function addHistory(tx: ProjectionTransaction, known: readonly Known[]): Promise<void> {
  await tx.query(
    `INSERT INTO enterprises_history
       (credit_code, revision, known_from, event_id, type, effective_on, recorded_at)
     SELECT * FROM unnest(
       $1::text[], $2::int[], $3::bigint[], $4::uuid[], $5::text[], $6::date[], $7::timestamptz[])`,
    [
      known.map(({ event }) => event.data.creditCode),
      known.map(({ stored }) => Number(stored.revision)),
      known.map(({ stored }) => String(stored.position)),
      known.map(({ stored }) => stored.id),
      known.map(({ event }) => event.type),
      known.map(effectiveOn),
      known.map(({ stored }) => stored.recordedAt),
    ],
  );
}

/** First day an event speaks for; null: all days. */
function effectiveOn({ event }: Known): string | null {
  return 'effectiveOn' in event.data ? event.data.effectiveOn : null;
}
