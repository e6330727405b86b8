import { Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { AccountsModule } from '#libs/accounts/index.js';
import { AuthModule } from '#libs/runtime/auth/auth.module.js';
import { HealthModule } from '#libs/runtime/health/health.module.js';
import { HttpModule } from '#libs/runtime/http/http.module.js';
import { MetricsModule } from '#libs/runtime/metrics/metrics.module.js';
import { PositionFormatModule } from './position-format.module.js';

/**
 * A projector or a worker: no users, but health and metrics for those who run it. Controllers of
 * the slices it is made of answer here too, behind the same guard as in the api.
 */
@Module({})
export class BackgroundModule {
  static on(imports: NonNullable<ModuleMetadata['imports']>): DynamicModule {
    return {
      module: BackgroundModule,
      imports: [
        ...imports,
        // Before HttpModule, so that a request it refuses is audited too.
        AuthModule,
        HttpModule,
        AccountsModule,
        HealthModule,
        MetricsModule,
        PositionFormatModule,
      ],
    };
  }
}
