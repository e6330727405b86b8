import { Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { SlicesModule } from '#apps/shared/slices.module.js';
import { PolicyJobsModule } from '#libs/policy/index.js';

/** Runs what the queue brings: it uses the same commands and queries as everybody else. */
@Module({})
export class WorkerModule {
  static on(imports: NonNullable<ModuleMetadata['imports']>): DynamicModule {
    return { module: WorkerModule, imports: [...imports, SlicesModule, PolicyJobsModule] };
  }
}
