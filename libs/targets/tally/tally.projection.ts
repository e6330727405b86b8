import { applyPlaceEvents, placeHistoryDdl } from '#libs/enterprises/place-history.js';
import type { ProjectionDefinition } from '#libs/event-store/projections/projection.js';
import { applyEnterpriseFacts } from './enterprise-facts.js';
import { applyRecognitionEvents } from './evidence-versions.js';
import { applyTargetPlans } from './target-plans.js';

/**
 * What a year's numbers are made of, free of rules: which recognition, whose, where, when, how much,
 * valid from and to, known from and to. The plan known at T is applied when the question is asked,
 * so a changed counting rule needs no rebuild and changes no past answer.
 *
 * One row of `tally_evidence` is one version of one record. Versions of a record follow each other
 * without overlap: `known_from` (inclusive) and `known_to` (exclusive, null: still so) are positions
 * of the ledger. A withdrawal closes the last version and opens none.
 */
const EVIDENCE = `
  CREATE TABLE tally_evidence (
    recognition_id text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    number text COLLATE "C" NOT NULL,
    credit_code text NOT NULL,
    title text,
    counting_year int NOT NULL,
    counted_on date NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    revoked_on date,
    value_fen bigint,
    technology_value_fen bigint,
    level text COLLATE "C",
    first_time boolean,
    approval_mode text COLLATE "C",
    promoted boolean NOT NULL,
    department text,
    project_mode text COLLATE "C",
    seller_code text,
    seller_region text COLLATE "C",
    buyer_code text,
    buyer_region text COLLATE "C",
    result_key text COLLATE "C",
    source_title text NOT NULL,
    event_ids uuid[] NOT NULL,
    known_from bigint NOT NULL,
    known_to bigint,
    PRIMARY KEY (recognition_id, known_from)
  );
  -- The version that a correction, revocation or withdrawal follows; at most one is open.
  CREATE UNIQUE INDEX ON tally_evidence (recognition_id) WHERE known_to IS NULL;
  -- Flow questions: one kind, one year, up to a date.
  CREATE INDEX ON tally_evidence (kind, counting_year, counted_on);
  -- First or renewed is told from the holder's other certificates; the stock is read by holder.
  CREATE INDEX ON tally_evidence (kind, credit_code, counted_on, number);`;

const ENTERPRISE_FACTS = `
  CREATE TABLE tally_names (
    credit_code text NOT NULL,
    effective_on date,
    name text NOT NULL,
    known_from bigint NOT NULL,
    PRIMARY KEY (credit_code, known_from)
  );
  CREATE TABLE tally_deregistrations (
    credit_code text NOT NULL,
    effective_on date NOT NULL,
    known_from bigint NOT NULL,
    PRIMARY KEY (credit_code, known_from)
  );
  -- Moves are rare: this is what a place in force is checked against, small enough to be hashed.
  CREATE INDEX ON tally_places (credit_code, valid_from, known_from) WHERE valid_from IS NOT NULL;
  -- The few holders that a county's question has to look at, out of all.
  CREATE INDEX ON tally_places (region_code text_pattern_ops, credit_code);
  CREATE INDEX ON tally_places (statistical_region_code text_pattern_ops, credit_code);`;

/** Versions of a plan: the one known at T has the greatest \`known_from\` up to it. */
const PLANS = `
  CREATE TABLE tally_plans (
    region_code text COLLATE "C" NOT NULL,
    plan_year int NOT NULL,
    items jsonb NOT NULL,
    source jsonb NOT NULL,
    revision bigint NOT NULL,
    event_id uuid NOT NULL,
    known_from bigint NOT NULL,
    PRIMARY KEY (region_code, plan_year, known_from)
  );`;

export const TALLY_PROJECTION = 'tally';
export const PLACES = 'tally_places';

export const tallyProjection: ProjectionDefinition = {
  name: TALLY_PROJECTION,
  version: 1,
  filter: { streamPrefixes: ['enterprise-', 'recognition-', 'targetPlan-'] },
  tables: ['tally_evidence', PLACES, 'tally_names', 'tally_deregistrations', 'tally_plans'],
  ddl: [placeHistoryDdl(PLACES), EVIDENCE, ENTERPRISE_FACTS, PLANS].join('\n'),
  apply: async (tx, events) => {
    await applyPlaceEvents(tx, PLACES, events);
    await applyEnterpriseFacts(tx, events);
    await applyRecognitionEvents(tx, events);
    await applyTargetPlans(tx, events);
  },
};
