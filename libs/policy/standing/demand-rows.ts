import type { RecordedEvent } from '#libs/event-store/port.js';
import type { ProjectionTransaction } from '#libs/event-store/projections/projection.js';
import { upcast } from '#libs/event-store/upcasting.js';
import {
  POLICY_UPCASTERS,
  type EligibilityCheckEvent,
  type EligibilityRunEvent,
} from '../domain/events.js';

interface DemandRow {
  id: string;
  kind: string;
  status: string;
  requested_at: string;
  finished_at: string | null;
  retries: number;
  reason: string | null;
  done: number | null;
  total: number | null;
  requested_from: string;
}

type DemandEvent = EligibilityCheckEvent | EligibilityRunEvent;

/** Folds the page onto the demands' rows and writes each row once. */
export async function applyDemands(
  tx: ProjectionTransaction,
  events: readonly RecordedEvent[],
): Promise<void> {
  const mine = events.filter(({ type }) => /^eligibility(Check|Run)\./.test(type));
  if (mine.length === 0) return;
  const demands = mine.map((recorded) => ({
    recorded,
    event: upcast<DemandEvent>(recorded, POLICY_UPCASTERS),
  }));
  const ids = [...new Set(demands.map(({ event }) => demandId(event)))];
  const known = await tx.query<DemandRow>(
    `SELECT id, kind, status, requested_at, finished_at, retries, reason, done, total,
       requested_from::text FROM eligibility_demands WHERE id = ANY($1)`,
    [ids],
  );
  const rows = new Map(known.map((row) => [row.id, row]));
  for (const { recorded, event } of demands) foldDemand(rows, recorded, event);
  await tx.query(
    `INSERT INTO eligibility_demands
     SELECT * FROM jsonb_populate_recordset(null::eligibility_demands, $1)
     ON CONFLICT (id) DO UPDATE SET status = excluded.status, finished_at = excluded.finished_at,
       retries = excluded.retries, reason = excluded.reason, done = excluded.done,
       total = excluded.total`,
    [JSON.stringify([...rows.values()])],
  );
}

function demandId({ data }: DemandEvent): string {
  return 'checkId' in data ? data.checkId : data.runId;
}

function foldDemand(
  rows: Map<string, DemandRow>,
  recorded: RecordedEvent,
  event: DemandEvent,
): void {
  const id = demandId(event);
  if (event.type === 'eligibilityCheck.requested' || event.type === 'eligibilityRun.requested') {
    rows.set(id, newDemand(id, event, recorded));
    return;
  }
  const row = rows.get(id);
  if (!row) throw new Error(`demand ${id} was never requested`);
  Object.assign(row, changeOf(event, row, recorded.recordedAt));
}

function newDemand(id: string, event: DemandEvent, recorded: RecordedEvent): DemandRow {
  return {
    id,
    kind: event.type.startsWith('eligibilityRun') ? 'eligibility-run' : 'eligibility-check',
    status: 'queued',
    requested_at: recorded.recordedAt,
    finished_at: null,
    retries: 0,
    reason: null,
    done: null,
    total: null,
    requested_from: String(recorded.position),
  };
}

function changeOf(event: DemandEvent, row: DemandRow, at: string): Partial<DemandRow> {
  switch (event.type) {
    case 'eligibilityCheck.completed':
    case 'eligibilityRun.completed':
      return { status: 'completed', finished_at: at, reason: null };
    case 'eligibilityCheck.failed':
    case 'eligibilityRun.failed':
      return { status: 'failed', finished_at: at, reason: event.data.reason };
    case 'eligibilityCheck.retried':
    case 'eligibilityRun.retried':
      return { status: 'queued', finished_at: null, reason: null, retries: row.retries + 1 };
    case 'eligibilityRun.planned':
      return { status: 'running', done: 0, total: event.data.total };
    case 'eligibilityRun.advanced': {
      const { done, failed } = event.data;
      return { status: 'running', done: (row.done ?? 0) + done + failed };
    }
    default:
      return {};
  }
}
