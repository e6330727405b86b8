import { Inject, Injectable, Logger } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { EVENT_STORE, type EventStore } from '#libs/event-store/port.js';
import { dateInShanghai, yearOf, type CalendarDate } from '#libs/kernel/calendar-date.js';
import { jobContext, sameCommandId } from '../command-ids.js';
import { RequestEligibilityRun } from '../commands.js';
import { StandingQuestions } from './standing-questions.js';

/** Between two looks at the calendar, ms. */
const INTERVAL = 60_000;

/**
 * Demands a run over the county for every new day in Shanghai: certificates expire, and clauses
 * begin and end, without an event. The whole county, because what is as it stands writes nothing,
 * and no enterprise can be forgotten. The run's id follows from day and list, so that any number of
 * workers demand one; after days of rest only today's is demanded.
 */
@Injectable()
export class DayTick {
  private readonly logger = new Logger(DayTick.name);
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  private last: CalendarDate | undefined;
  private stopped = false;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly commandBus: CommandBus,
    private readonly questions: StandingQuestions,
  ) {}

  start(): void {
    this.schedule(0);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.looking;
  }

  /** Demands the runs of the day that it is at `now`. @returns their ids; none when they were demanded already by us */
  async look(now = new Date().toISOString()): Promise<readonly string[]> {
    const day = dateInShanghai(now);
    if (day === this.last) return [];
    const { safe } = await this.store.horizon();
    const ids: string[] = [];
    for (const list of await this.questions.inForce(yearOf(day), safe)) {
      const trigger = { kind: 'day', day } as const;
      const input = { asOf: day, awardYear: yearOf(day), list, trigger };
      const context = jobContext(input, sameCommandId('day', day, list));
      const { id } = await this.commandBus.execute(new RequestEligibilityRun(context, input));
      ids.push(id);
    }
    this.last = day;
    return ids;
  }

  private schedule(delay: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.looking = this.look()
        .then(() => undefined)
        .catch((error: unknown) => {
          // Read models are away or behind: the next look will do.
          if (!this.stopped)
            this.logger.warn(`the day's run is not demanded yet: ${String(error)}`);
        })
        .finally(() => {
          this.schedule(INTERVAL);
        });
    }, delay);
  }
}
