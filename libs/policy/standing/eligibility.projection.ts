import type { RecordedEvent } from '#libs/event-store/port.js';
import type {
  ProjectionDefinition,
  ProjectionTransaction,
} from '#libs/event-store/projections/projection.js';
import { upcast } from '#libs/event-store/upcasting.js';
import { ENTERPRISE_UPCASTERS, type EnterpriseEvent } from '#libs/enterprises/domain/events.js';
import { applyDemands } from './demand-rows.js';
import { HEADS_DDL } from './head-rows.js';
import { applyImpactChanges } from './impact-rows.js';
import { applyVerdicts } from './verdict-rows.js';

export const ELIGIBILITY_PROJECTION = 'eligibility';

/**
 * Demands and how far they have come (what is open is what the sweep enqueues), standing verdicts
 * over time and as they are, and a list of enterprises for whole-county runs.
 */
const DDL = `
  CREATE TABLE eligibility_demands (
    id text COLLATE "C" PRIMARY KEY,
    kind text NOT NULL,
    status text NOT NULL,
    requested_at timestamptz NOT NULL,
    finished_at timestamptz,
    retries int NOT NULL,
    reason text,
    done int,
    total int,
    -- what a kind of demand shows besides: question, what asked for it, counts
    details jsonb NOT NULL,
    requested_from bigint NOT NULL
  );
  CREATE INDEX ON eligibility_demands (kind, status, requested_from);
  -- every change of what stands, as its event told it: what stands is the last word on each clause
  CREATE TABLE eligibility_changes (
    credit_code text COLLATE "C" NOT NULL,
    award_year int NOT NULL,
    list text NOT NULL,
    version int NOT NULL,
    as_of date NOT NULL,
    total text NOT NULL,
    -- with version, day and year: what the explanations are evaluated from again
    known_position bigint NOT NULL,
    -- verdicts, each with the fingerprint of its whole result
    changes json NOT NULL,
    -- clauses that are no longer on the list
    dropped text[] NOT NULL,
    -- why it was looked at anew
    because json NOT NULL,
    changed_at timestamptz NOT NULL,
    event_id uuid NOT NULL,
    known_from bigint NOT NULL,
    PRIMARY KEY (credit_code, known_from)
  );
  ${HEADS_DDL}
  CREATE TABLE eligibility_impact_changes (
    impact_id text COLLATE "C" NOT NULL,
    credit_code text COLLATE "C" NOT NULL,
    effect text NOT NULL,
    change json NOT NULL,
    known_from bigint NOT NULL,
    PRIMARY KEY (impact_id, credit_code)
  );
  CREATE TABLE eligibility_enterprises (
    credit_code text COLLATE "C" PRIMARY KEY,
    known_from bigint NOT NULL,
    deregistered_on date,
    deregistered_from bigint
  );`;

export const eligibilityProjection: ProjectionDefinition = {
  name: ELIGIBILITY_PROJECTION,
  version: 4,
  filter: {
    streamPrefixes: [
      'eligibilityCheck-',
      'eligibility-',
      'eligibilityRun-',
      'policyImpact-',
      'enterprise-',
    ],
  },
  tables: [
    'eligibility_demands',
    'eligibility_changes',
    'eligibility_heads',
    'eligibility_impact_changes',
    'eligibility_enterprises',
  ],
  ddl: DDL,
  apply: async (tx, events) => {
    await applyDemands(tx, events);
    await applyImpactChanges(tx, events);
    await applyVerdicts(tx, events);
    await applyEnterprises(tx, events);
  },
};

async function applyEnterprises(
  tx: ProjectionTransaction,
  events: readonly RecordedEvent[],
): Promise<void> {
  const known = events
    .filter(({ type }) => type === 'enterprise.registered' || type === 'enterprise.deregistered')
    .map((recorded) => ({
      position: String(recorded.position),
      event: upcast<EnterpriseEvent>(recorded, ENTERPRISE_UPCASTERS),
    }));
  const registered = known.filter(({ event }) => event.type === 'enterprise.registered');
  await tx.query(
    `INSERT INTO eligibility_enterprises (credit_code, known_from)
     SELECT * FROM unnest($1::text[], $2::bigint[]) ON CONFLICT (credit_code) DO NOTHING`,
    [
      registered.map(({ event }) => event.data.creditCode),
      registered.map(({ position }) => position),
    ],
  );
  for (const { event, position } of known) {
    if (event.type !== 'enterprise.deregistered') continue;
    await tx.query(
      `UPDATE eligibility_enterprises SET deregistered_on = $2, deregistered_from = $3
       WHERE credit_code = $1`,
      [event.data.creditCode, event.data.effectiveOn, position],
    );
  }
}
