import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { pageOfRows } from '#libs/event-store/projections/page-of-rows.js';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import type { PageOf } from '#libs/runtime/http/command-answer.js';
import type { RunStatus } from '../domain/eligibility-run.js';
import type { RunTrigger } from '../domain/events.js';
import { EligibilityRuns, type RunSummary } from '../queries.js';
import { RUN_JOBS } from '../queues.js';
import { ELIGIBILITY_PROJECTION } from '../standing/eligibility.projection.js';

interface RunRow {
  readonly id: string;
  readonly status: RunStatus;
  readonly requested_at: string;
  readonly finished_at: string | null;
  readonly retries: number;
  readonly reason: string | null;
  readonly done: number | null;
  readonly of: number | null;
  readonly details: {
    readonly asOf: string;
    readonly awardYear: number;
    readonly list?: string;
    readonly version?: number;
    readonly trigger: RunTrigger;
    readonly failed: number;
    readonly changed: number;
    readonly startedAt?: string;
  };
  readonly total: string;
}

const RUNS = `
  SELECT id, status, requested_at, finished_at, retries, reason, done, total AS of, details,
    count(*) OVER () AS total
  FROM eligibility_demands
  WHERE kind = '${RUN_JOBS}' AND requested_from <= $1 AND ($2::text IS NULL OR status = $2)
  ORDER BY requested_from DESC LIMIT $3 OFFSET $4`;

@QueryHandler(EligibilityRuns)
export class EligibilityRunsHandler implements IQueryHandler<EligibilityRuns> {
  constructor(private readonly readModels: ReadModels) {}

  async execute({ request }: EligibilityRuns): Promise<PageOf<RunSummary>> {
    const { page, pageSize, status } = request;
    const at = await this.readModels.resolve([ELIGIBILITY_PROJECTION], request);
    const { rows, total } = await pageOfRows<RunRow>(request, ({ limit, offset }) =>
      this.readModels.query(RUNS, [String(at.position), status ?? null, limit, offset]),
    );
    return { items: rows.map(summaryOf), total, page, pageSize };
  }
}

function summaryOf(row: RunRow): RunSummary {
  const { details } = row;
  return {
    id: row.id,
    status: row.status,
    asOf: details.asOf,
    awardYear: details.awardYear,
    list: details.list ?? null,
    version: details.version ?? null,
    trigger: details.trigger,
    total: row.of,
    done: Math.max(0, (row.done ?? 0) - details.failed),
    failed: details.failed,
    changed: details.changed,
    retries: row.retries,
    requestedAt: row.requested_at,
    startedAt: details.startedAt ?? null,
    finishedAt: row.finished_at,
    reason: row.reason,
  };
}
