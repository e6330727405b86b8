import {
  Inject,
  Module,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type Provider,
} from '@nestjs/common';
import type { Pool } from 'pg';
import { PG_POOL } from '#libs/runtime/database/pools.js';
import { CommandLog } from './command-log.js';
import { CommandRunner } from './command-runner.js';
import { openEventStore, type EventStoreOptions } from './open-event-store.js';
import { EVENT_STORE, type EventStore } from './port.js';
import { PostgresCommandLog } from './postgres/postgres-command-log.js';
import { PostgresReadModels } from './projections/postgres-read-models.js';
import { ProjectionSignal } from './projections/projection-signal.js';
import { ReadModels } from './projections/read-models.js';

const readModels: Provider = {
  provide: PostgresReadModels,
  useFactory: (pool: Pool, store: EventStore, signal: ProjectionSignal) =>
    new PostgresReadModels(pool, store, signal),
  inject: [PG_POOL, EVENT_STORE, ProjectionSignal],
};

/**
 * Writing and reading for every slice: `EVENT_STORE`, `CommandLog`, `CommandRunner`, `ReadModels`.
 * Global; needs `PG_POOL`, with `eventStoreMigrations` run.
 */
@Module({})
export class EventStoreModule implements BeforeApplicationShutdown {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly models: PostgresReadModels,
  ) {}

  static forRoot(options: EventStoreOptions): DynamicModule {
    return {
      module: EventStoreModule,
      global: true,
      providers: [
        {
          provide: EVENT_STORE,
          useFactory: (pool: Pool) => openEventStore(pool, options),
          inject: [PG_POOL],
        },
        {
          provide: CommandLog,
          useFactory: (pool: Pool) =>
            new PostgresCommandLog(pool, { eventsElsewhere: options.url !== undefined }),
          inject: [PG_POOL],
        },
        {
          provide: CommandRunner,
          useFactory: (store: EventStore, log: CommandLog) => new CommandRunner(store, log),
          inject: [EVENT_STORE, CommandLog],
        },
        ProjectionSignal,
        readModels,
        { provide: ReadModels, useExisting: PostgresReadModels },
      ],
      exports: [EVENT_STORE, CommandLog, CommandRunner, ReadModels, ProjectionSignal],
    };
  }

  /** Before HTTP closes: requests that wait are answered 503 instead of holding the process up. */
  async beforeApplicationShutdown(): Promise<void> {
    this.models.close();
    await this.store.close();
  }
}
