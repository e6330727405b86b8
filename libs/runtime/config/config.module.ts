import { Module, type DynamicModule } from '@nestjs/common';
import { REGISTRY_CONFIG, type RegistryConfig } from './registry-config.js';

/** Gives every module the configuration that the host has loaded. */
@Module({})
export class ConfigModule {
  static forRoot(config: RegistryConfig): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [{ provide: REGISTRY_CONFIG, useValue: config }],
      exports: [REGISTRY_CONFIG],
    };
  }
}
