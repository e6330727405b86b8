import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ProjectionMonitor } from '#libs/event-store/projections/projection-monitor.js';
import { ReadinessRegistry } from '#libs/runtime/health/readiness-registry.js';

const STATES = { running: '正常', 'catching-up': '追赶中', stopped: '已停止' } as const;

/** Ready means: every projection has reached the head found at the start, and none has stopped. */
@Injectable()
export class ProjectionReadiness implements OnModuleInit {
  constructor(
    private readonly registry: ReadinessRegistry,
    private readonly monitor: ProjectionMonitor,
  ) {}

  onModuleInit(): void {
    this.registry.register({ name: 'projections', check: () => this.check() });
  }

  private async check(): Promise<{ ready: boolean; detail?: string }> {
    if (await this.monitor.caughtUpSinceStart()) return { ready: true };
    const statuses = await this.monitor.status();
    const behind = statuses.filter(({ state, lag }) => state !== 'running' || lag > 0n);
    const detail = behind.map(({ name, state, lag }) => `${name} ${STATES[state]}（滞后 ${lag}）`);
    return { ready: false, detail: detail.join('；') || '正在启动' };
  }
}
