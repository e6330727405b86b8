import { Injectable } from '@nestjs/common';
import type { CommandContext } from '#libs/kernel/command-context.js';

export const JOB_STATUSES = [
  'queued',
  'running',
  'paused',
  'completed',
  'failed',
  'cancelled',
] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** A demand and how far it has come, for administrators: no business data. */
export interface JobRow {
  readonly id: string;
  readonly kind: string;
  /** Chinese name of the kind. */
  readonly label: string;
  readonly status: JobStatus;
  readonly requestedAt: string;
  readonly finishedAt: string | null;
  /** How often an administrator had it tried anew. */
  readonly retries: number;
  /** Why it failed, Chinese. */
  readonly reason: string | null;
  readonly progress: { readonly done: number; readonly total: number } | null;
}

export interface JobSelection {
  readonly after?: string | undefined;
  readonly statuses: readonly JobStatus[];
  /** The newest so many. */
  readonly limit: number;
}

export interface RetriedJob {
  readonly job: JobRow;
  readonly position: bigint;
  readonly revision: bigint;
}

/** One kind of demands, told from the ledger: emptying the queue does not empty the list. */
export interface JobSource {
  readonly kind: string;
  /** Newest first. */
  list(
    selection: JobSelection,
  ): Promise<{ readonly items: readonly JobRow[]; readonly total: number }>;
  /**
   * Opens a failed demand anew; undefined when the id is none of this kind.
   * @throws RefusalError 409 `job-already-completed`
   */
  retry(id: string, context: CommandContext): Promise<RetriedJob | undefined>;
}

/** The kinds of demands there are; slices add theirs when they start. */
@Injectable()
export class JobSources {
  private readonly sources: JobSource[] = [];

  add(source: JobSource): void {
    this.sources.push(source);
  }

  get all(): readonly JobSource[] {
    return this.sources;
  }
}
