import {
  Inject,
  Logger,
  Module,
  type DynamicModule,
  Optional,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type pg from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { ReadinessRegistry } from '#libs/runtime/health/readiness-registry.js';
import { isDatabaseTrouble } from './database-trouble.js';
import {
  requireReachable,
  runMigrations,
  waitForMigrations,
  type MigrationClass,
} from './migrations.js';
import { createPool, PG_POOL } from './pools.js';

export interface DatabaseModuleOptions {
  /** URL of the database, see `provideDatabase`. */
  readonly url: string;
  readonly migrations: readonly MigrationClass[];
  /** TypeORM entity classes. */
  readonly entities: readonly (new () => object)[];
  /** True: bring the schema up to date; false: wait until another process has done so. */
  readonly runMigrations: boolean;
  /** Shown in `pg_stat_activity`; default `registry`. */
  readonly applicationName?: string;
  /** Most connections of the pool; default 20. */
  readonly maxConnections?: number;
}

/** Connections of TypeORM, which serves migrations, accounts, sessions and the audit table only. */
const ORM_CONNECTIONS = 8;

/**
 * The database of this process: `PG_POOL` and TypeORM's `DataSource`, for every module. Whoever is
 * given the pool may use it at once: the migrations have run.
 */
@Module({})
export class DatabaseModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    @Inject(PG_POOL) private readonly pool: pg.Pool,
    @Optional() private readonly readiness?: ReadinessRegistry,
  ) {}

  onModuleInit(): void {
    this.readiness?.register({ name: 'database', check: () => this.check() });
  }

  private async check(): Promise<{ ready: boolean; detail?: string }> {
    try {
      await this.pool.query('SELECT 1');
      return { ready: true };
    } catch (error) {
      if (isDatabaseTrouble(error)) return { ready: false, detail: '数据库连接不上' };
      throw error;
    }
  }

  static forRoot(options: DatabaseModuleOptions): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      imports: [
        TypeOrmModule.forRootAsync({
          // Waiting is done before, with a message of our own.
          useFactory: () => ({ ...ormOptions(options), toRetry: () => false }),
          dataSourceFactory: () => openDataSource(options),
        }),
      ],
      providers: [
        {
          provide: PG_POOL,
          // Depends on the data source because that is what runs the migrations.
          inject: [DataSource],
          useFactory: () => poolOf(options),
        },
      ],
      exports: [PG_POOL, TypeOrmModule],
    };
  }

  /** After HTTP has closed and the runners have stopped, so nothing is cut off. */
  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}

function poolOf(options: DatabaseModuleOptions): pg.Pool {
  const logger = new Logger('Database');
  return createPool({
    url: options.url,
    applicationName: options.applicationName ?? 'registry',
    ...(options.maxConnections === undefined ? {} : { max: options.maxConnections }),
    onError: (error) => {
      logger.warn(`connection lost: ${error.message}`);
    },
  });
}

function ormOptions(options: DatabaseModuleOptions): DataSourceOptions {
  return {
    type: 'postgres',
    url: options.url,
    applicationName: `${options.applicationName ?? 'registry'}-orm`,
    migrations: [...options.migrations],
    entities: [...options.entities],
    synchronize: false,
    // Its log shows parameters, which may be personal.
    logging: false,
    poolSize: ORM_CONNECTIONS,
    connectTimeoutMS: 5_000,
  };
}

async function openDataSource(options: DatabaseModuleOptions): Promise<DataSource> {
  await requireReachable(options.url);
  const dataSource = await new DataSource(ormOptions(options)).initialize();
  try {
    if (options.runMigrations) await runMigrations(dataSource, options.url);
    else await waitForMigrations(dataSource, options.url);
    return dataSource;
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
}
