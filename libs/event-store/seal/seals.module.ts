import {
  Inject,
  Logger,
  Module,
  Optional,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import type { Pool } from 'pg';
import { REGISTRY_CONFIG, type RegistryConfig } from '#libs/runtime/config/registry-config.js';
import { PG_POOL } from '#libs/runtime/database/pools.js';
import { ReadinessRegistry } from '#libs/runtime/health/readiness-registry.js';
import { MetricsRegistry } from '#libs/runtime/metrics/metrics-registry.js';
import { EVENT_STORE, type EventStore } from '../port.js';
import { HostLease } from '../projections/host-lease.js';
import { digestCalled } from './digest.js';
import { SealMonitor } from './seal-monitor.js';
import { Sealer } from './sealer.js';

/**
 * Seals the ledger in this process, unless another one already does, and shows how far it is: in
 * `/metrics`, and as a part of readiness that never makes a process unready. Needs `EventStoreModule`,
 * `PG_POOL` and the configuration.
 */
@Module({})
export class SealsModule
  implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown
{
  constructor(
    private readonly lease: HostLease,
    private readonly sealer: Sealer,
    private readonly monitor: SealMonitor,
    @Optional() @Inject(MetricsRegistry) private readonly metrics?: MetricsRegistry,
    @Optional() @Inject(ReadinessRegistry) private readonly readiness?: ReadinessRegistry,
  ) {}

  static forRoot(): DynamicModule {
    return {
      module: SealsModule,
      providers: [
        {
          provide: HostLease,
          useFactory: (pool: Pool) => new HostLease(pool),
          inject: [PG_POOL],
        },
        {
          provide: SealMonitor,
          useFactory: (pool: Pool, store: EventStore) => new SealMonitor(pool, store),
          inject: [PG_POOL, EVENT_STORE],
        },
        {
          provide: Sealer,
          useFactory: (
            pool: Pool,
            store: EventStore,
            { ledgerDigest }: RegistryConfig,
            lease: HostLease,
          ) => new Sealer({ pool, store, digest: digestCalled(ledgerDigest) }, lease.id, sealLog()),
          inject: [PG_POOL, EVENT_STORE, REGISTRY_CONFIG, HostLease],
        },
      ],
    };
  }

  onModuleInit(): void {
    this.metrics?.gauge(
      { name: 'ledger_seal_lag_positions', help: 'Positions between the last seal and the head' },
      async (gauge) => gauge.set(Number((await this.monitor.status()).lag)),
    );
    this.metrics?.gauge(
      { name: 'ledger_sealing', help: '1: a process seals the ledger, 0: none does, or it failed' },
      async (gauge) => gauge.set((await this.monitor.status()).running ? 1 : 0),
    );
    this.readiness?.register({ name: 'seals', check: () => this.check() });
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.lease.start();
    this.sealer.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.sealer.stop();
    await this.lease.stop();
  }

  /** Shown, but no reason to take a registry out of service; the reason itself is in the log. */
  private async check(): Promise<{ ready: boolean; detail?: string }> {
    const status = await this.monitor.status().catch(() => undefined);
    if (!status || status.error === null) return { ready: true };
    const detail = `封印停在位置 ${status.position}（账本已到 ${status.head}），原因见日志；不影响记账与查询`;
    return { ready: true, detail };
  }
}

function sealLog() {
  const logger = new Logger('Seals');
  return {
    info: (message: string) => logger.log(message),
    error: (message: string) => logger.error(message),
  };
}
