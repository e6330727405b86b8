import { Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { projections } from '#apps/shared/projections.js';
import { ProjectionsModule } from '#libs/event-store/projections/projections.module.js';
import { SealsModule } from '#libs/event-store/seal/seals.module.js';

/** Keeps the read models up to date and seals the ledger, unless another process already does. */
@Module({})
export class ProjectorModule {
  static on(imports: NonNullable<ModuleMetadata['imports']>): DynamicModule {
    return {
      module: ProjectorModule,
      imports: [
        ...imports,
        ProjectionsModule.forRoot({ definitions: projections, run: true }),
        SealsModule.forRoot(),
      ],
    };
  }
}
