import type { RecordedEvent } from '#libs/event-store/port.js';
import type { ProjectionTransaction } from '#libs/event-store/projections/projection.js';
import { upcast } from '#libs/event-store/upcasting.js';
import {
  POLICY_UPCASTERS,
  type EligibilityCheckEvent,
  type EligibilityRunEvent,
} from '../domain/events.js';
import type { PolicyImpactEvent } from '../domain/impact/events.js';

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
  details: DemandDetails;
  requested_from: string;
}

/** What the list of runs shows besides, and what impact runs are found by. */
export interface DemandDetails {
  readonly asOf?: string;
  readonly awardYear?: number;
  readonly list?: string;
  readonly version?: number;
  readonly hash?: string;
  readonly trigger?: { readonly kind: string };
  readonly failed?: number;
  readonly changed?: number;
  readonly startedAt?: string;
}

type DemandEvent = EligibilityCheckEvent | EligibilityRunEvent | PolicyImpactEvent;
type Requested = Extract<DemandEvent, { type: `${string}.requested` }>;

const KINDS = {
  'eligibilityCheck.requested': 'eligibility-check',
  'eligibilityRun.requested': 'eligibility-run',
  'policyImpact.requested': 'policy-impact',
} as const;

/** Folds the page onto the demands' rows and writes each row once. */
export async function applyDemands(
  tx: ProjectionTransaction,
  events: readonly RecordedEvent[],
): Promise<void> {
  const mine = events.filter(({ type }) => /^(eligibility(Check|Run)|policyImpact)\./.test(type));
  if (mine.length === 0) return;
  const demands = mine.map((recorded) => ({
    recorded,
    event: upcast<DemandEvent>(recorded, POLICY_UPCASTERS),
  }));
  const ids = [...new Set(demands.map(({ event }) => demandId(event)))];
  const known = await tx.query<DemandRow>(
    `SELECT id, kind, status, requested_at, finished_at, retries, reason, done, total, details,
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
       total = excluded.total, details = excluded.details`,
    [JSON.stringify([...rows.values()])],
  );
}

function demandId({ data }: DemandEvent): string {
  if ('checkId' in data) return data.checkId;
  return 'runId' in data ? data.runId : data.impactId;
}

function foldDemand(
  rows: Map<string, DemandRow>,
  recorded: RecordedEvent,
  event: DemandEvent,
): void {
  const id = demandId(event);
  if (isRequest(event)) {
    rows.set(id, newDemand(id, event, recorded));
    return;
  }
  const row = rows.get(id);
  if (!row) throw new Error(`demand ${id} was never requested`);
  Object.assign(row, changeOf(event, row, recorded.recordedAt));
}

function isRequest(event: DemandEvent): event is Requested {
  return event.type in KINDS;
}

function newDemand(id: string, event: Requested, recorded: RecordedEvent): DemandRow {
  return {
    id,
    kind: KINDS[event.type],
    status: 'queued',
    requested_at: recorded.recordedAt,
    finished_at: null,
    retries: 0,
    reason: null,
    done: null,
    total: null,
    details: detailsOf(event),
    requested_from: String(recorded.position),
  };
}

/** Nothing of a check: the list of jobs is no place for business data. */
function detailsOf(event: Requested): DemandDetails {
  switch (event.type) {
    case 'eligibilityCheck.requested':
      return {};
    case 'eligibilityRun.requested': {
      const { asOf, awardYear, list, trigger } = event.data;
      const question = { asOf, awardYear, ...(list === undefined ? {} : { list }) };
      return { ...question, trigger, failed: 0, changed: 0 };
    }
    case 'policyImpact.requested': {
      const { list, version, hash } = event.data;
      return { list, version, hash };
    }
  }
}

function changeOf(event: DemandEvent, row: DemandRow, at: string): Partial<DemandRow> {
  switch (event.type) {
    case 'eligibilityCheck.completed':
    case 'eligibilityRun.completed':
    case 'policyImpact.completed':
      return { status: 'completed', finished_at: at, reason: null };
    case 'eligibilityCheck.failed':
    case 'eligibilityRun.failed':
    case 'policyImpact.failed':
      return { status: 'failed', finished_at: at, reason: event.data.reason };
    case 'eligibilityCheck.retried':
    case 'eligibilityRun.retried':
    case 'policyImpact.retried':
      return { status: reopened(row), finished_at: null, reason: null, retries: row.retries + 1 };
    case 'policyImpact.planned':
      return { status: 'running', done: 0, total: event.data.total };
    case 'policyImpact.advanced':
      return { done: (row.done ?? 0) + event.data.done + event.data.failed };
    default:
      return runChange(event, row, at);
  }
}

/** What is planned already runs on; a check is always asked from the start. */
function reopened(row: DemandRow): string {
  return row.total === null ? 'queued' : 'running';
}

function runChange(event: DemandEvent, row: DemandRow, at: string): Partial<DemandRow> {
  const { details } = row;
  const count = (key: 'failed' | 'changed', more: number) => (details[key] ?? 0) + more;
  switch (event.type) {
    case 'eligibilityRun.planned': {
      const { total, list, version } = event.data;
      const status = row.status === 'queued' ? 'running' : row.status;
      return { status, done: 0, total, details: { ...details, list, version, startedAt: at } };
    }
    case 'eligibilityRun.advanced': {
      const { done, failed, changed } = event.data;
      const counts = { failed: count('failed', failed), changed: count('changed', changed) };
      return { done: (row.done ?? 0) + done + failed, details: { ...details, ...counts } };
    }
    case 'eligibilityRun.recovered': {
      const { tried, failures, changed } = event.data;
      const settled = tried.length - failures.length;
      const counts = { failed: count('failed', -settled), changed: count('changed', changed) };
      return { details: { ...details, ...counts } };
    }
    case 'eligibilityRun.paused':
      return { status: 'paused' };
    case 'eligibilityRun.resumed':
      return { status: reopened(row) };
    case 'eligibilityRun.cancelled':
      return { status: 'cancelled', finished_at: at };
    default:
      return {};
  }
}
