import type { Pool } from 'pg';
import type { EventStore } from '#libs/event-store/port.js';
import { PostgresReadModels } from '#libs/event-store/projections/postgres-read-models.js';
import type { ProjectionDefinition } from '#libs/event-store/projections/projection.js';
import { ProjectionMonitor } from '#libs/event-store/projections/projection-monitor.js';
import {
  allProjections,
  ProjectionRunners,
} from '#libs/event-store/projections/projection-runners.js';
import { ProjectionSignal } from '#libs/event-store/projections/projection-signal.js';

export const SILENT = { info: () => undefined, error: () => undefined };

/** What one process has: runners, a monitor and read models on its own signal. */
export function projectionHost(
  pool: Pool,
  store: EventStore,
  definitions: readonly ProjectionDefinition[],
  options: { readonly longestWaitMs?: number } = {},
) {
  const signal = new ProjectionSignal();
  const all = allProjections(definitions);
  return {
    runners: new ProjectionRunners({ pool, store, signal }, all, SILENT),
    monitor: new ProjectionMonitor(pool, store, all),
    models: new PostgresReadModels(pool, store, signal, options),
  };
}

/** Waits until something holds; the test's own time-out ends a wait in vain. */
export async function eventually(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10));
}
