import type { EventFilter, RecordedEvent } from '../port.js';

/**
 * The transaction of one page; unqualified table names are the projection's own. Values come as
 * for `ReadModels.query`: dates and bigints as text.
 */
export interface ProjectionTransaction {
  query<Row extends object = Record<string, unknown>>(
    sql: string,
    parameters?: readonly unknown[],
  ): Promise<Row[]>;
}

/**
 * A read model: its tables, and how a page of events changes them. The runner commits the rows and
 * the checkpoint in one transaction (effectively once), stops at the first failure and never skips.
 *
 * Every generation of a projection has a PostgreSQL schema of its own (`tally_g3`); the tables are
 * read through stable views in schema `rm` (`rm.tally_evidence`), repointed when a rebuild is done.
 */
export interface ProjectionDefinition {
  /**
   * `[a-z][a-z0-9_]*`; prefix of its tables' names (a plural's `s` may be left out), so that views in
   * `rm` cannot collide.
   */
  readonly name: string;
  /** Raise when `ddl` or `apply` changes: the next start rebuilds beside the live tables, then swaps. */
  readonly version: number;
  /** What the store may leave out. Left out: every event. */
  readonly filter?: EventFilter;
  /** The tables that `ddl` creates; each gets a view of its name in `rm`. */
  readonly tables: readonly string[];
  /**
   * CREATE TABLE / CREATE INDEX statements with unqualified names; `search_path` is the own schema
   * and nothing else, so operators of an extension need its schema: `public.gin_trgm_ops`.
   */
  readonly ddl: string;
  /**
   * Applies a page in position order. Must be deterministic (no clock, no randomness, no reading of
   * other projections) and may write set-based SQL. Delivering a page twice never happens, but a
   * retry after a failed transaction does.
   */
  readonly apply: (tx: ProjectionTransaction, events: readonly RecordedEvent[]) => Promise<void>;
}
