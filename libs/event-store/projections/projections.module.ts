import {
  Inject,
  Module,
  Optional,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Pool } from 'pg';
import { PG_POOL } from '#libs/runtime/database/pools.js';
import { EVENT_STORE, type EventStore } from '../port.js';
import type { ProjectionDefinition } from './projection.js';
import { ProjectionMonitor } from './projection-monitor.js';
import { ProjectionRunners, allProjections } from './projection-runners.js';
import { ProjectionSignal } from './projection-signal.js';

export interface ProjectionsOptions {
  /** The projections of all slices; the record clock is added. */
  readonly definitions: readonly ProjectionDefinition[];
  /** True: this process keeps them up to date (unless another one already does). */
  readonly run: boolean;
}

/**
 * `ProjectionMonitor` (status and readiness) and, where `run` is set, `ProjectionRunners`, started
 * with the application and stopped with it. Global; needs `EventStoreModule` and `PG_POOL`.
 */
@Module({})
export class ProjectionsModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    @Optional() @Inject(ProjectionRunners) private readonly runners?: ProjectionRunners,
  ) {}

  static forRoot({ definitions, run }: ProjectionsOptions): DynamicModule {
    const all = allProjections(definitions);
    const runners = {
      provide: ProjectionRunners,
      useFactory: (pool: Pool, store: EventStore, signal: ProjectionSignal) =>
        new ProjectionRunners({ pool, store, signal }, all),
      inject: [PG_POOL, EVENT_STORE, ProjectionSignal],
    };
    const monitor = {
      provide: ProjectionMonitor,
      useFactory: (pool: Pool, store: EventStore) => new ProjectionMonitor(pool, store, all),
      inject: [PG_POOL, EVENT_STORE],
    };
    return {
      module: ProjectionsModule,
      global: true,
      providers: run ? [monitor, runners] : [monitor],
      exports: run ? [ProjectionMonitor, ProjectionRunners] : [ProjectionMonitor],
    };
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.runners?.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.runners?.stop();
  }
}
