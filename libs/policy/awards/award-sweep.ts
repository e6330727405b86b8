import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { RepairAwards } from './commands.js';

/** Between two looks, ms. */
const INTERVAL = 30_000;
const UNDEFINED_TABLE = '42P01';

/** Completes, in the process that runs jobs, what a crash between two streams left half done. */
@Injectable()
export class AwardSweep implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(AwardSweep.name);
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(private readonly commandBus: CommandBus) {}

  onApplicationBootstrap(): void {
    this.schedule();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.looking;
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.looking = this.look().finally(() => {
        this.schedule();
      });
    }, INTERVAL);
  }

  private async look(): Promise<void> {
    try {
      const { settled } = await this.commandBus.execute(new RepairAwards());
      if (settled.length > 0) this.logger.log(`completed ${settled.join(', ')}`);
    } catch (error) {
      // The read model is not built yet, or away: the next look will do.
      if (!this.stopped && !isNotBuilt(error)) {
        this.logger.warn(`awards are looked at again soon: ${String(error)}`);
      }
    }
  }
}

function isNotBuilt(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'code' in error && error.code === UNDEFINED_TABLE
  );
}
