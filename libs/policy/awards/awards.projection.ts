import type { RecordedEvent } from '#libs/event-store/port.js';
import type {
  ProjectionDefinition,
  ProjectionTransaction,
} from '#libs/event-store/projections/projection.js';
import { upcast } from '#libs/event-store/upcasting.js';
import {
  awardDecider,
  clawedBackOf,
  grantedOf,
  isOver,
  statusOf,
  storedFen,
  type Award,
} from '../domain/awards/award.js';
import {
  AWARD_BUDGET_STREAM_PREFIX,
  AWARD_CLAIM_STREAM_PREFIX,
  AWARD_STREAM_PREFIX,
  AWARD_UPCASTERS,
  type AwardBudgetEvent,
  type AwardClaimEvent,
  type AwardEvent,
} from '../domain/awards/events.js';

export const AWARDS_PROJECTION = 'awards';

/** An award as known from one position to the next. */
export interface AwardRow {
  readonly award_id: string;
  readonly credit_code: string;
  readonly list: string;
  readonly award_year: number;
  readonly clause: string;
  readonly status: string;
  readonly state: Award;
  readonly granted: string | null;
  readonly granted_on: string | null;
  readonly clawed_back: string;
  readonly on_notice: boolean;
  readonly is_over: boolean;
  /** Ids of the events that a grant is made of. */
  readonly events: readonly string[];
  readonly known_from: string;
  readonly known_to: string | null;
}

const DDL = `
  CREATE TABLE awards_versions (
    award_id text COLLATE "C" NOT NULL,
    credit_code text COLLATE "C" NOT NULL,
    list text COLLATE "C" NOT NULL,
    award_year int NOT NULL,
    clause text COLLATE "C" NOT NULL,
    status text NOT NULL,
    state jsonb NOT NULL,
    -- fen: approved, minus what was paid back; null before the approval
    granted numeric(20,0),
    granted_on date,
    clawed_back numeric(20,0) NOT NULL,
    -- was it ever under public notice: from then on the enterprise sees it
    on_notice boolean NOT NULL,
    is_over boolean NOT NULL,
    events jsonb NOT NULL,
    known_from bigint NOT NULL,
    known_to bigint,
    PRIMARY KEY (award_id, known_from)
  );
  CREATE INDEX ON awards_versions (credit_code, award_year);
  CREATE INDEX ON awards_versions (list, award_year, clause) WHERE known_to IS NULL;
  -- what has to agree with the awards; only as it is now
  CREATE TABLE awards_reservations (
    award_id text COLLATE "C" PRIMARY KEY,
    list text NOT NULL,
    award_year int NOT NULL,
    released boolean NOT NULL,
    clawed_back numeric(20,0) NOT NULL
  );
  CREATE TABLE awards_claims (
    award_id text COLLATE "C" PRIMARY KEY,
    credit_code text COLLATE "C" NOT NULL,
    list text NOT NULL,
    award_year int NOT NULL,
    clause text NOT NULL,
    released boolean NOT NULL
  );`;

export const awardsProjection: ProjectionDefinition = {
  name: AWARDS_PROJECTION,
  version: 2,
  filter: {
    streamPrefixes: [AWARD_STREAM_PREFIX, AWARD_CLAIM_STREAM_PREFIX, AWARD_BUDGET_STREAM_PREFIX],
  },
  tables: ['awards_versions', 'awards_reservations', 'awards_claims'],
  ddl: DDL,
  apply: async (tx, events) => {
    await applyAwards(tx, events);
    for (const event of events) {
      if (event.stream.startsWith(AWARD_CLAIM_STREAM_PREFIX)) await applyClaim(tx, event);
      if (event.stream.startsWith(AWARD_BUDGET_STREAM_PREFIX)) await applyBudget(tx, event);
    }
  },
};

/** Folds the page by the same rules that decide; every step of an award is a row. */
async function applyAwards(
  tx: ProjectionTransaction,
  events: readonly RecordedEvent[],
): Promise<void> {
  const own = events.filter(({ stream }) => stream.startsWith(AWARD_STREAM_PREFIX));
  if (own.length === 0) return;
  const ids = [...new Set(own.map(({ stream }) => idOf(stream)))];
  const open = await tx.query<AwardRow>(
    'SELECT * FROM awards_versions WHERE known_to IS NULL AND award_id = ANY($1)',
    [ids],
  );
  const last = new Map(open.map((row) => [row.award_id, row]));
  const rows = own.flatMap((recorded) => step(recorded, last));
  await tx.query(
    `INSERT INTO awards_versions
     SELECT * FROM jsonb_populate_recordset(null::awards_versions, $1)`,
    [JSON.stringify(rows)],
  );
  await closeEarlier(tx, ids);
}

/** What a grant is made of. */
const GRANTING: readonly string[] = [
  'award.approved',
  'award.approvalWithdrawn',
  'award.clawedBack',
  'award.clawbackCorrected',
  'award.waived',
  'award.rejected',
];

function step(recorded: RecordedEvent, last: Map<string, AwardRow>): readonly AwardRow[] {
  const id = idOf(recorded.stream);
  const before = last.get(id);
  const event = upcast<AwardEvent>(recorded, AWARD_UPCASTERS);
  const award = awardDecider.evolve(before?.state ?? null, event);
  if (!award) return [];
  const granted = grantedOf(award);
  const { creditCode, list, awardYear, clause } = award.proposal;
  const cited = GRANTING.includes(recorded.type) ? [recorded.id] : [];
  const row: AwardRow = {
    award_id: id,
    credit_code: creditCode,
    list,
    award_year: awardYear,
    clause,
    status: statusOf(award),
    state: award,
    granted: granted === undefined ? null : String(granted),
    granted_on: award.approval?.approvedOn ?? null,
    clawed_back: String(clawedBackOf(award)),
    on_notice: award.notice !== undefined,
    is_over: isOver(award),
    events: [...(before?.events ?? []), ...cited],
    known_from: String(recorded.position),
    known_to: null,
  };
  last.set(id, row);
  return [row];
}

/** Of the open rows of one award, each ends where the next one begins. */
async function closeEarlier(tx: ProjectionTransaction, ids: readonly string[]): Promise<void> {
  await tx.query(
    `UPDATE awards_versions t SET known_to = n.next
     FROM (SELECT award_id, known_from,
             lead(known_from) OVER (PARTITION BY award_id ORDER BY known_from) AS next
           FROM awards_versions WHERE known_to IS NULL AND award_id = ANY($1)) n
     WHERE n.next IS NOT NULL AND t.award_id = n.award_id AND t.known_from = n.known_from`,
    [ids],
  );
}

async function applyClaim(tx: ProjectionTransaction, recorded: RecordedEvent): Promise<void> {
  const { type, data } = upcast<AwardClaimEvent>(recorded, AWARD_UPCASTERS);
  if (type === 'awardClaim.taken') {
    await tx.query(
      `INSERT INTO awards_claims (award_id, credit_code, list, award_year, clause, released)
       VALUES ($1, $2, $3, $4, $5, false)`,
      [data.awardId, data.creditCode, data.list, data.awardYear, data.clause],
    );
  } else {
    await tx.query('UPDATE awards_claims SET released = true WHERE award_id = $1', [data.awardId]);
  }
}

async function applyBudget(tx: ProjectionTransaction, recorded: RecordedEvent): Promise<void> {
  const { type, data } = upcast<AwardBudgetEvent>(recorded, AWARD_UPCASTERS);
  switch (type) {
    case 'awardBudget.reserved':
      await tx.query(
        `INSERT INTO awards_reservations (award_id, list, award_year, released, clawed_back)
         VALUES ($1, $2, $3, false, 0)
         ON CONFLICT (award_id) DO UPDATE SET released = false, clawed_back = 0`,
        [data.awardId, data.list, data.awardYear],
      );
      break;
    case 'awardBudget.released':
      await tx.query('UPDATE awards_reservations SET released = true WHERE award_id = $1', [
        data.awardId,
      ]);
      break;
    case 'awardBudget.clawbackNoted':
      await tx.query('UPDATE awards_reservations SET clawed_back = $2 WHERE award_id = $1', [
        data.awardId,
        String(storedFen(data.clawedBack)),
      ]);
      break;
    case 'awardBudget.set':
      break;
  }
}

function idOf(stream: string): string {
  return stream.slice(AWARD_STREAM_PREFIX.length);
}
