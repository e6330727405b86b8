import type { RecordedEvent } from '#libs/event-store/port.js';
import type { ProjectionTransaction } from '#libs/event-store/projections/projection.js';
import { upcast } from '#libs/event-store/upcasting.js';
import { POLICY_UPCASTERS } from '../domain/events.js';
import type { PolicyImpactAdvanced } from '../domain/impact/events.js';

/** The enterprises that an impact run found something different for. */
export async function applyImpactChanges(
  tx: ProjectionTransaction,
  events: readonly RecordedEvent[],
): Promise<void> {
  const rows = events
    .filter(({ type }) => type === 'policyImpact.advanced')
    .flatMap((recorded) => {
      const { data } = upcast<PolicyImpactAdvanced>(recorded, POLICY_UPCASTERS);
      return data.changes.map((change) => ({
        impact_id: data.impactId,
        credit_code: change.creditCode,
        effect: change.effect,
        change,
        known_from: String(recorded.position),
      }));
    });
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO eligibility_impact_changes
     SELECT * FROM json_populate_recordset(null::eligibility_impact_changes, $1)`,
    [JSON.stringify(rows)],
  );
}
