import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ReadinessRegistry } from '#libs/runtime/health/readiness-registry.js';
import { EVENT_STORE, EventStoreUnavailable, type EventStore } from './port.js';

/** Part of readiness: the event store answers. While it is away commands are answered 503. */
@Injectable()
export class EventStoreReadiness implements OnModuleInit {
  constructor(
    private readonly registry: ReadinessRegistry,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  onModuleInit(): void {
    this.registry.register({ name: 'event-store', check: () => this.check() });
  }

  private async check(): Promise<{ ready: boolean; detail?: string }> {
    try {
      await this.store.horizon();
      return { ready: true };
    } catch (error) {
      if (!(error instanceof EventStoreUnavailable)) throw error;
      return { ready: false, detail: '事件库暂时连接不上，正在重连' };
    }
  }
}
