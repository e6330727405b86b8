import type { RecordedEvent } from '#libs/event-store/port.js';
import type { ProjectionTransaction } from '#libs/event-store/projections/projection.js';
import type { ReadModels } from '#libs/event-store/projections/read-models.js';
import { upcast } from '#libs/event-store/upcasting.js';
import type { SourceDocument } from '#libs/kernel/source.js';
import { TARGET_UPCASTERS, type TargetItem, type TargetPlanSet } from '../domain/events.js';

export async function applyTargetPlans(
  tx: ProjectionTransaction,
  events: readonly RecordedEvent[],
): Promise<void> {
  const rows = events.filter(({ type }) => type === 'targetPlan.set').map(toRow);
  if (rows.length === 0) return;
  await tx.query(
    'INSERT INTO tally_plans SELECT * FROM jsonb_populate_recordset(null::tally_plans, $1)',
    [JSON.stringify(rows)],
  );
}

function toRow(event: RecordedEvent): object {
  const { data } = upcast<TargetPlanSet>(event, TARGET_UPCASTERS);
  return {
    region_code: data.regionCode,
    plan_year: data.year,
    items: data.items,
    source: data.source,
    revision: String(event.revision),
    event_id: event.id,
    known_from: String(event.position),
  };
}

export interface KnownPlan {
  readonly items: readonly TargetItem[];
  readonly source: SourceDocument;
  readonly revision: bigint;
  readonly eventId: string;
  readonly position: bigint;
}

interface PlanRow {
  readonly items: readonly TargetItem[];
  readonly source: SourceDocument;
  readonly revision: string;
  readonly event_id: string;
  readonly known_from: string;
}

/** The version of a region's plan known at a position; undefined where there was none. */
export async function planKnownAt(
  readModels: ReadModels,
  regionCode: string,
  year: number,
  position: bigint,
): Promise<KnownPlan | undefined> {
  const [row] = await readModels.query<PlanRow>(
    // Qualified: a bare name would order by the text that is selected, where 99 comes after 100.
    `SELECT p.items, p.source, p.revision::text, p.event_id::text, p.known_from::text
     FROM tally_plans p
     WHERE p.region_code = $1 AND p.plan_year = $2 AND p.known_from <= $3
     ORDER BY p.known_from DESC LIMIT 1`,
    [regionCode, year, String(position)],
  );
  return (
    row && {
      items: row.items,
      source: row.source,
      revision: BigInt(row.revision),
      eventId: row.event_id,
      position: BigInt(row.known_from),
    }
  );
}
