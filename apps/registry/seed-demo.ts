import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { PlatformModule } from '#apps/shared/platform.module.js';
import { seedDemoAccounts } from '#libs/accounts/index.js';
import { EnterprisesModule } from '#libs/enterprises/index.js';
import { DeclarationsModule, PolicyListsModule } from '#libs/policy/index.js';
import { RecognitionsModule } from '#libs/recognitions/index.js';
import { StatisticsModule } from '#libs/statistics/index.js';
import { TargetsModule } from '#libs/targets/index.js';
import type { RegistryConfig } from '#libs/runtime/config/registry-config.js';
import { RegistryLogger } from '#libs/runtime/logging/registry-logger.js';
import { DEMO_ENTERPRISE } from '#seeds/sample-county/sample-county.js';
import { Seeder, type SeedingOptions, type SeedingResult } from '#seeds/seeder.js';

@Module({})
class SeedingModule {
  static forRoot(config: RegistryConfig, databaseUrl: string): DynamicModule {
    const options = { config, databaseUrl, name: 'seeding', runMigrations: true };
    return {
      module: SeedingModule,
      imports: [
        PlatformModule.forRoot(options),
        EnterprisesModule,
        RecognitionsModule,
        TargetsModule,
        StatisticsModule,
        // Without queues: nothing of the sample is to be answered by jobs.
        PolicyListsModule,
        DeclarationsModule,
      ],
      providers: [Seeder],
    };
  }
}

/**
 * Loads the sample county and the demo accounts, in a context of its own without HTTP, workers and
 * projections. On a ledger that has the sample already it only looks.
 */
export async function seedDemo(
  config: RegistryConfig,
  databaseUrl: string,
  options: SeedingOptions = {},
): Promise<SeedingResult> {
  const logger = new RegistryLogger({ level: config.logLevel, name: 'seeding' });
  const context = await NestFactory.createApplicationContext(
    SeedingModule.forRoot(config, databaseUrl),
    { logger, abortOnError: false },
  );
  try {
    const result = await context.get(Seeder).seed(options);
    await seedDemoAccounts(context.get(DataSource), {
      password: config.demoPassword,
      creditCode: DEMO_ENTERPRISE,
    });
    return result;
  } finally {
    await context.close();
  }
}
