import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { RegistryConfig } from '#libs/runtime/config/registry-config.js';
import { configureHttp, HTTP_APP_OPTIONS } from '#libs/runtime/http/configure-http.js';
import { RegistryLogger } from '#libs/runtime/logging/registry-logger.js';
import { RegistryModule } from './registry.module.js';

export interface RunningRegistry {
  readonly app: NestExpressApplication;
  /** Where it listens, e.g. `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Closes HTTP, workers and projections, in that order; the database is the caller's. */
  close(): Promise<void>;
}

/**
 * Starts the whole registry in this process on a database that is up. Seeding comes before it: the
 * first event of today ends the past that a sample may still tell about.
 */
export async function startRegistry(
  config: RegistryConfig,
  databaseUrl: string,
): Promise<RunningRegistry> {
  const logger = new RegistryLogger({ level: config.logLevel, name: 'registry' });
  const app = await NestFactory.create<NestExpressApplication>(
    RegistryModule.forRoot({ config, databaseUrl }),
    { ...HTTP_APP_OPTIONS, abortOnError: false },
  );
  try {
    configureHttp(app, { logger });
    await app.listen(config.port, config.host);
  } catch (error) {
    await app.close().catch(() => undefined);
    throw error;
  }
  return { app, url: await app.getUrl(), close: () => app.close() };
}
