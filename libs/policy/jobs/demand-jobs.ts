import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { EVENT_STORE, type EventStore } from '#libs/event-store/port.js';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import type { CommandContext } from '#libs/kernel/command-context.js';
import { QueueBoard } from '#libs/runtime/queue/board/queue-board.js';
import { DemandQueue } from '#libs/runtime/queue/demand-queue.js';
import {
  JobSources,
  type JobRow,
  type JobSelection,
  type JobSource,
  type JobStatus,
  type RetriedJob,
} from '#libs/runtime/queue/job-sources.js';
import { isDemandId } from '../command-ids.js';
import {
  ReportEligibilityRun,
  ReportPolicyImpact,
  RetryEligibilityCheck,
  type StreamPlace,
} from '../commands.js';
import { eligibilityCheckStream, eligibilityRunStream } from '../domain/events.js';
import { policyImpactStream } from '../domain/impact/events.js';
import {
  CHECK_JOBS,
  CHECK_QUEUE,
  IMPACT_JOBS,
  IMPACT_QUEUE,
  RUN_JOBS,
  RUN_QUEUE,
} from '../queues.js';
import { ELIGIBILITY_PROJECTION } from '../standing/eligibility.projection.js';

interface DemandRow {
  readonly id: string;
  readonly kind: string;
  readonly status: JobStatus;
  readonly requested_at: string;
  readonly finished_at: string | null;
  readonly retries: number;
  readonly reason: string | null;
  readonly done: number | null;
  readonly total: number | null;
}

const COLUMNS = 'id, kind, status, requested_at, finished_at, retries, reason, done, total';
const LABELS: Readonly<Record<string, string>> = {
  [CHECK_JOBS]: '政策匹配',
  [RUN_JOBS]: '全县政策匹配',
  [IMPACT_JOBS]: '清单影响测算',
};

/** Adds checks and runs to the list of jobs that administrators see. */
@Injectable()
export class DemandJobs implements OnModuleInit {
  constructor(
    private readonly sources: JobSources,
    private readonly board: QueueBoard,
    private readonly readModels: ReadModels,
    private readonly commandBus: CommandBus,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CHECK_QUEUE) private readonly checkQueue: DemandQueue,
    @Inject(RUN_QUEUE) private readonly runQueue: DemandQueue,
    @Inject(IMPACT_QUEUE) private readonly impactQueue: DemandQueue,
  ) {}

  onModuleInit(): void {
    for (const queue of [this.checkQueue, this.runQueue, this.impactQueue]) {
      queue.showOn(this.board);
    }
    this.sources.add(
      this.source(CHECK_JOBS, this.checkQueue, eligibilityCheckStream, (id, context) =>
        this.commandBus.execute(new RetryEligibilityCheck(context, { checkId: id })),
      ),
    );
    this.sources.add(
      this.source(RUN_JOBS, this.runQueue, eligibilityRunStream, (id, context) =>
        this.commandBus.execute(
          new ReportEligibilityRun(context, { runId: id, progress: { kind: 'retried' } }),
        ),
      ),
    );
    this.sources.add(
      this.source(IMPACT_JOBS, this.impactQueue, policyImpactStream, (id, context) =>
        this.commandBus.execute(
          new ReportPolicyImpact(context, { impactId: id, progress: { kind: 'retried' } }),
        ),
      ),
    );
  }

  private source(
    kind: string,
    queue: DemandQueue,
    streamOf: (id: string) => string,
    reopen: (id: string, context: CommandContext) => Promise<StreamPlace>,
  ): JobSource {
    return {
      kind,
      list: (selection) => this.list(kind, selection),
      retry: async (id, context): Promise<RetriedJob | undefined> => {
        if (!isDemandId(id)) return undefined;
        const [request] = await this.store.readStream(streamOf(id), { limit: 1 });
        if (!request) return undefined;
        const { position, revision } = await reopen(id, context);
        queue.enqueueSoon(id);
        return { job: await this.rowAt(id, position), position, revision };
      },
    };
  }

  private async list(kind: string, { after, statuses, limit }: JobSelection) {
    await this.readModels.resolve([ELIGIBILITY_PROJECTION], after === undefined ? {} : { after });
    const where = 'FROM eligibility_demands WHERE kind = $1 AND status = ANY($2)';
    const rows = await this.readModels.query<DemandRow>(
      `SELECT ${COLUMNS} ${where} ORDER BY requested_from DESC LIMIT $3`,
      [kind, statuses, limit],
    );
    const [count] = await this.readModels.query<{ total: number }>(
      `SELECT count(*)::int AS total ${where}`,
      [kind, statuses],
    );
    return { items: rows.map(toJob), total: count?.total ?? 0 };
  }

  private async rowAt(id: string, position: bigint): Promise<JobRow> {
    await this.readModels.waitFor([ELIGIBILITY_PROJECTION], position);
    const [row] = await this.readModels.query<DemandRow>(
      `SELECT ${COLUMNS} FROM eligibility_demands WHERE id = $1`,
      [id],
    );
    if (!row) throw new Error(`demand ${id} is not in the read model`);
    return toJob(row);
  }
}

function toJob(row: DemandRow): JobRow {
  const { id, kind, status, retries, reason, done, total } = row;
  return {
    ...{ id, kind, status, retries, reason },
    label: LABELS[kind] ?? kind,
    requestedAt: row.requested_at,
    finishedAt: row.finished_at,
    progress: done === null || total === null ? null : { done, total },
  };
}
