import { Module, type DynamicModule } from '@nestjs/common';
import { ApiModule } from '#apps/api/api.module.js';
import { ProjectorModule } from '#apps/projector/projector.module.js';
import { PlatformModule, type PlatformOptions } from '#apps/shared/platform.module.js';
import { WorkerModule } from '#apps/worker/worker.module.js';

/** Api, projector and worker in one process. */
@Module({})
export class RegistryModule {
  static forRoot(options: Omit<PlatformOptions, 'name' | 'runMigrations'>): DynamicModule {
    const platform = PlatformModule.forRoot({ ...options, name: 'registry', runMigrations: true });
    return {
      module: RegistryModule,
      imports: [platform, ProjectorModule.on([]), WorkerModule.on([]), ApiModule.on([])],
    };
  }
}
