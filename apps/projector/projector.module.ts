import { Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { projections } from '#apps/shared/projections.js';
import { ProjectionsModule } from '#libs/event-store/projections/projections.module.js';

/** Keeps the read models up to date, unless another process already does. */
@Module({})
export class ProjectorModule {
  static on(imports: NonNullable<ModuleMetadata['imports']>): DynamicModule {
    return {
      module: ProjectorModule,
      imports: [...imports, ProjectionsModule.forRoot({ definitions: projections, run: true })],
    };
  }
}
