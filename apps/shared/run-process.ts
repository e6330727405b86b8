import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { requireEventStore } from '#libs/event-store/require-event-store.js';
import { loadConfig } from '#libs/runtime/config/load-config.js';
import { requireReachable } from '#libs/runtime/database/migrations.js';
import { limitHeapGrowth } from '#libs/runtime/heap-growth.js';
import { configureHttp, HTTP_APP_OPTIONS } from '#libs/runtime/http/configure-http.js';
import { closeOnSignal } from '#libs/runtime/http/shutdown.js';
import { RegistryLogger } from '#libs/runtime/logging/registry-logger.js';
import { PlatformModule } from './platform.module.js';
import { reportStartFailure } from './start-failure.js';

export interface ProcessOptions {
  readonly name: 'api' | 'projector' | 'worker';
  readonly runMigrations: boolean;
  readonly module: (platform: DynamicModule) => DynamicModule;
}

/**
 * Runs one of the processes that share a database server. The embedded one belongs to
 * `apps/registry`, because it lives and ends with one process.
 */
export async function runProcess(options: ProcessOptions): Promise<void> {
  limitHeapGrowth();
  try {
    const config = loadConfig();
    if (config.databaseUrl === undefined) {
      process.stderr.write(
        `${options.name} 需要 DATABASE_URL：内嵌数据库只供单进程运行（npm start）使用\n`,
      );
      process.exitCode = 1;
      return;
    }
    await requireReachable(config.databaseUrl);
    const logger = new RegistryLogger({ level: config.logLevel, name: options.name });
    const { ledger, eventStoreUrl: url } = config;
    await requireEventStore({ ledger, url }, { say: (line) => logger.warn(line) });
    const platform = PlatformModule.forRoot({
      config,
      databaseUrl: config.databaseUrl,
      name: options.name,
      runMigrations: options.runMigrations,
    });
    const app = await NestFactory.create<NestExpressApplication>(options.module(platform), {
      ...HTTP_APP_OPTIONS,
      abortOnError: false,
    });
    closeOnSignal({ close: [() => app.close()], log: (message) => logger.warn(message) });
    configureHttp(app, {
      logger,
      ...(options.name === 'api' ? {} : { openApi: false, home: null }),
    });
    await app.listen(config.port, config.host);
    logger.log(`listening on ${await app.getUrl()}`);
  } catch (error) {
    reportStartFailure(error);
    process.exit(1);
  }
}
