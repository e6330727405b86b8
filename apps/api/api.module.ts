import { Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { PositionFormatModule } from '#apps/shared/position-format.module.js';
import { ProjectionReadiness } from '#apps/shared/readiness.js';
import { SlicesModule } from '#apps/shared/slices.module.js';
import { AccountsModule } from '#libs/accounts/index.js';
import { EventStoreReadiness } from '#libs/event-store/event-store-readiness.js';
import { AuthModule } from '#libs/runtime/auth/auth.module.js';
import { HealthModule } from '#libs/runtime/health/health.module.js';
import { HttpModule } from '#libs/runtime/http/http.module.js';
import { MetricsModule } from '#libs/runtime/metrics/metrics.module.js';

type Imports = NonNullable<ModuleMetadata['imports']>;

/**
 * The HTTP side: sign-in, commands, queries. Takes what it stands on, and what else runs in the
 * same process, from its host. Needs `ProjectionMonitor` among that.
 */
@Module({})
export class ApiModule {
  static on(imports: Imports): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        ...imports,
        // Before HttpModule, so that a request it refuses is audited too.
        AuthModule,
        HttpModule,
        AccountsModule,
        HealthModule,
        MetricsModule,
        PositionFormatModule,
        SlicesModule,
      ],
      providers: [EventStoreReadiness, ProjectionReadiness],
    };
  }
}
