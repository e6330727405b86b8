import type { RecordedEvent } from '#libs/event-store/port.js';
import type {
  ProjectionDefinition,
  ProjectionTransaction,
} from '#libs/event-store/projections/projection.js';
import { upcast, type Upcasters } from '#libs/event-store/upcasting.js';
import type { DomainEvent } from '#libs/kernel/event.js';
import {
  RECOGNITION_UPCASTERS,
  recognitionId,
  type RecognitionEvent,
} from '#libs/recognitions/domain/events.js';
import {
  AWARD_UPCASTERS,
  POLICY_UPCASTERS,
  STORY_STREAM_PREFIXES,
} from '#libs/policy/domain/events.js';
import { ENTERPRISE_UPCASTERS, type EnterpriseEvent } from '../domain/events.js';

/**
 * Every event of an enterprise: its own, its records', what was declared, answered, objected to and
 * awarded; with who did it and from which paper.
 */
export const timelineProjection: ProjectionDefinition = {
  name: 'timeline',
  version: 2,
  filter: { streamPrefixes: ['enterprise-', 'recognition-', ...STORY_STREAM_PREFIXES] },
  tables: ['timeline_events'],
  ddl: `
    CREATE TABLE timeline_events (
      position bigint PRIMARY KEY,
      credit_code text NOT NULL,
      stream text NOT NULL,
      event_id uuid NOT NULL,
      type text NOT NULL,
      recognition_id text,
      recorded_at timestamptz NOT NULL,
      actor text NOT NULL,
      role text NOT NULL,
      data jsonb NOT NULL
    );
    CREATE INDEX ON timeline_events (credit_code, position DESC);
    CREATE INDEX ON timeline_events (stream, position);`,
  apply,
};

/** What these events of the policy slice have in common. */
type StoryEvent = DomainEvent<string, { readonly creditCode: string }>;
type LedgerEvent = EnterpriseEvent | RecognitionEvent | StoryEvent;

const UPCASTERS: Upcasters = {
  ...ENTERPRISE_UPCASTERS,
  ...RECOGNITION_UPCASTERS,
  ...POLICY_UPCASTERS,
  ...AWARD_UPCASTERS,
};
const TOLD = /^(enterprise|recognition|declaration|manualAnswer|objection|award)\./;

async function apply(tx: ProjectionTransaction, events: readonly RecordedEvent[]): Promise<void> {
  const rows = events
    .filter(({ type }) => TOLD.test(type))
    .map((stored) => ({ stored, data: upcast<LedgerEvent>(stored, UPCASTERS).data }));
  await tx.query(
    `INSERT INTO timeline_events
       (position, credit_code, stream, event_id, type, recognition_id, recorded_at, actor, role, data)
     SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::text[],
       $7::timestamptz[], $8::text[], $9::text[], $10::jsonb[])`,
    [
      rows.map(({ stored }) => String(stored.position)),
      rows.map(({ data }) => data.creditCode),
      rows.map(({ stored }) => stored.stream),
      rows.map(({ stored }) => stored.id),
      rows.map(({ stored }) => stored.type),
      rows.map(({ data }) => recognitionIdIn(data)),
      rows.map(({ stored }) => stored.recordedAt),
      rows.map(({ stored }) => stored.metadata['actor'] ?? ''),
      rows.map(({ stored }) => stored.metadata['role'] ?? ''),
      rows.map(({ data }) => JSON.stringify(data)),
    ],
  );
}

function recognitionIdIn(data: LedgerEvent['data']): string | null {
  return 'kind' in data ? recognitionId(data.kind, data.number) : null;
}
