import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { EVENT_STORE, type EventStore, type RecordedEvent } from '#libs/event-store/port.js';
import { Refusal, RefusalError } from '#libs/kernel/refusal.js';
import { isDemandId } from '../command-ids.js';
import { hasEnded, runNotFound } from '../domain/eligibility-run.js';
import { eligibilityRunStream } from '../domain/events.js';
import type { RunAnswer } from '../queries.js';
import { runAnswer } from './eligibility-run-of.query.js';

/** Between two looks at the stream of a run that somebody watches, ms. */
const LOOK = 500;
/** Streams that one process keeps open. */
export const MOST_STREAMS = 50;

export interface Watcher {
  /** Told what is so now, and whenever something is different. */
  readonly told: (run: RunAnswer) => void;
  /** The run has ended, or this process is closing. */
  readonly ended: () => void;
}

interface Watch {
  readonly watchers: Set<Watcher>;
  recorded: readonly RecordedEvent[];
  timer: NodeJS.Timeout | undefined;
}

/**
 * Lets many watch runs that may be worked on in another process: each run that is watched is looked
 * at by its own stream, once for all who watch it.
 */
@Injectable()
export class RunStreams implements BeforeApplicationShutdown {
  private readonly watches = new Map<string, Watch>();
  private open = 0;
  private closed = false;

  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  /**
   * @returns ends the watching. @throws RefusalError 404 `run-not-found`, 503 `too-many-streams`
   */
  async watch(id: string, watcher: Watcher): Promise<() => void> {
    if (!isDemandId(id)) throw new RefusalError(runNotFound());
    if (this.closed || this.open >= MOST_STREAMS) throw tooMany();
    this.open += 1;
    try {
      const recorded = await this.store.readStream(eligibilityRunStream(id));
      const run = runAnswer(recorded, this.store.ledgerId);
      const watch = this.watches.get(id) ?? { watchers: new Set(), recorded, timer: undefined };
      this.watches.set(id, watch);
      watch.watchers.add(watcher);
      watcher.told(run);
      if (hasEnded(run.status) || this.isClosed()) watcher.ended();
      else this.schedule(id, watch);
    } catch (error) {
      this.open -= 1;
      throw error;
    }
    return () => {
      this.leave(id, watcher);
    };
  }

  /** Streams would keep the server from closing. */
  beforeApplicationShutdown(): void {
    this.closed = true;
    for (const { watchers } of this.watches.values()) {
      for (const watcher of [...watchers]) watcher.ended();
    }
  }

  private isClosed(): boolean {
    return this.closed;
  }

  private leave(id: string, watcher: Watcher): void {
    const watch = this.watches.get(id);
    if (watch?.watchers.delete(watcher) !== true) return;
    this.open -= 1;
    if (watch.watchers.size > 0) return;
    clearTimeout(watch.timer);
    this.watches.delete(id);
  }

  private schedule(id: string, watch: Watch): void {
    if (watch.timer !== undefined || this.closed) return;
    watch.timer = setTimeout(() => {
      watch.timer = undefined;
      void this.look(id, watch);
    }, LOOK);
  }

  private async look(id: string, watch: Watch): Promise<void> {
    try {
      const from = BigInt(watch.recorded.length);
      const more = await this.store.readStream(eligibilityRunStream(id), { from });
      if (more.length > 0) this.tell(watch, more);
    } catch {
      // The store is away for a moment: the next look will tell.
    }
    if (watch.watchers.size > 0) this.schedule(id, watch);
  }

  private tell(watch: Watch, more: readonly RecordedEvent[]): void {
    watch.recorded = [...watch.recorded, ...more];
    const run = runAnswer(watch.recorded, this.store.ledgerId);
    for (const watcher of [...watch.watchers]) {
      watcher.told(run);
      if (hasEnded(run.status)) watcher.ended();
    }
  }
}

function tooMany(): RefusalError {
  return new RefusalError(
    new Refusal(
      'unavailable',
      'too-many-streams',
      `同时打开的进度流已达上限（${MOST_STREAMS} 个），请稍后再试，或改为定时查询 GET /api/v1/eligibility-runs/{id}`,
    ),
  );
}
