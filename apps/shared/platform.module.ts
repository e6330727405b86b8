import { Module, type DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { EventStoreModule } from '#libs/event-store/event-store.module.js';
import { ConfigModule } from '#libs/runtime/config/config.module.js';
import type { RegistryConfig } from '#libs/runtime/config/registry-config.js';
import { DatabaseModule } from '#libs/runtime/database/database.module.js';
import { entities, migrations } from './schema.js';

export interface PlatformOptions {
  readonly config: RegistryConfig;
  /** The server at `DATABASE_URL` or the embedded one, see `provideDatabase`. */
  readonly databaseUrl: string;
  /** Shown in the database's list of connections. */
  readonly name: string;
  /** True: bring the schema up to date; false: wait until somebody else has. */
  readonly runMigrations: boolean;
}

/** What every process stands on: configuration, database, event store, buses. */
@Module({})
export class PlatformModule {
  static forRoot({ config, databaseUrl, name, runMigrations }: PlatformOptions): DynamicModule {
    return {
      module: PlatformModule,
      imports: [
        ConfigModule.forRoot(config),
        DatabaseModule.forRoot({
          url: databaseUrl,
          migrations,
          entities,
          runMigrations,
          applicationName: name,
        }),
        EventStoreModule.forRoot({ ledger: config.ledger, url: config.eventStoreUrl }),
        CqrsModule.forRoot(),
      ],
    };
  }
}
