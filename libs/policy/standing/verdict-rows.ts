import type { RecordedEvent } from '#libs/event-store/port.js';
import type { ProjectionTransaction } from '#libs/event-store/projections/projection.js';
import { upcast } from '#libs/event-store/upcasting.js';
import { POLICY_UPCASTERS, type EligibilityChanged } from '../domain/events.js';
import { applyHeads } from './head-rows.js';

interface Told {
  readonly recorded: RecordedEvent;
  readonly event: EligibilityChanged;
}

/** Adds what changed, and brings the heads of the enterprises up to it. */
export async function applyVerdicts(
  tx: ProjectionTransaction,
  events: readonly RecordedEvent[],
): Promise<void> {
  const told = events
    .filter(({ type }) => type === 'eligibility.changed')
    .map((recorded) => ({
      recorded,
      event: upcast<EligibilityChanged>(recorded, POLICY_UPCASTERS),
    }));
  if (told.length === 0) return;
  await tx.query(
    `INSERT INTO eligibility_changes
     SELECT * FROM json_populate_recordset(null::eligibility_changes, $1)`,
    [JSON.stringify(told.map(rowOf))],
  );
  const heads = told.map(({ recorded, event }) => ({ revision: recorded.revision, event }));
  await applyHeads(tx, heads);
}

/** Columns of `eligibility_changes`. */
function rowOf({ recorded, event: { data } }: Told): object {
  return {
    credit_code: data.creditCode,
    award_year: data.awardYear,
    list: data.list,
    version: data.version,
    as_of: data.asOf,
    total: data.total,
    known_position: data.knownPosition,
    changes: data.changes.map((verdict, n) => ({ ...verdict, print: data.fingerprints[n] })),
    dropped: data.dropped,
    because: data.because,
    changed_at: recorded.recordedAt,
    event_id: recorded.id,
    known_from: String(recorded.position),
  };
}
