import { Inject, Injectable, Logger } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { Pool } from 'pg';
import { EVENT_STORE, type EventStore, type RecordedEvent } from '#libs/event-store/port.js';
import { upcast } from '#libs/event-store/upcasting.js';
import { dateInShanghai, yearOf } from '#libs/kernel/calendar-date.js';
import { isRecord } from '#libs/kernel/read-fields.js';
import { PG_POOL } from '#libs/runtime/database/pools.js';
import { jobContext, sameCommandId } from '../command-ids.js';
import { RequestEligibilityRun } from '../commands.js';
import { POLICY_UPCASTERS, type PolicyListPublished } from '../domain/events.js';
import { NothingToEvaluate, Evaluation } from '../facts/evaluation.js';
import { factsTouchedBy } from '../facts/facts-touched.js';
import { Follower } from './follower.js';
import { LastFacts } from './last-facts.js';
import { Recheck, type Touch } from './recheck.js';

const PUBLISHED = 'policyList.published';
/** Everything a fact may come from, and what asks for a run over the county. */
const TYPES = ['enterprise.', 'recognition.', 'declaration.', 'manualAnswer.', 'award.', PUBLISHED];

/**
 * Follows the ledger: an event that touches facts has the clauses that read them re-checked for
 * that enterprise, all events of a page together; a publication demands a run over the county.
 */
@Injectable()
export class FollowFacts {
  private readonly logger = new Logger(FollowFacts.name);
  private readonly follower: Follower;

  constructor(
    @Inject(PG_POOL) pool: Pool,
    @Inject(EVENT_STORE) store: EventStore,
    private readonly commandBus: CommandBus,
    private readonly evaluation: Evaluation,
    private readonly recheck: Recheck,
    private readonly lastFacts: LastFacts,
  ) {
    this.follower = new Follower(pool, store, {
      name: 'facts',
      filter: { typePrefixes: TYPES },
      handle: ({ events, checkpoint }, signal) => this.handle(events, checkpoint, signal),
      onError: (error) => {
        this.logger.warn(`tried again soon: ${String(error)}`);
      },
    });
  }

  start(): void {
    this.follower.start();
  }

  stop(): Promise<void> {
    return this.follower.stop();
  }

  private async handle(
    events: readonly RecordedEvent[],
    checkpoint: bigint,
    signal: AbortSignal,
  ): Promise<void> {
    const touches = events.flatMap(touchOf);
    // Before looking: who records an older evaluation from now on sees that it is late.
    if (touches.length > 0) await this.lastFacts.touch(touches);
    await this.recheck.after(touches, checkpoint, signal);
    for (const event of events) {
      if (event.type === PUBLISHED && !signal.aborted) await this.demandRun(event);
    }
  }

  /** One run for a version, however often this is tried; none for a list whose time is over. */
  private async demandRun(recorded: RecordedEvent): Promise<void> {
    const { listId, version } = upcast<PolicyListPublished>(recorded, POLICY_UPCASTERS).data;
    const awardYear = await this.awardYear(listId, recorded.position);
    if (awardYear === undefined) return;
    const trigger = { kind: PUBLICATION, list: listId, version, eventId: recorded.id } as const;
    const input = { awardYear, list: listId, trigger };
    const id = sameCommandId(PUBLICATION, listId, String(version));
    await this.commandBus.execute(new RequestEligibilityRun(jobContext(input, id), input));
  }

  /** This year, or last year while that is all the list is in force for. */
  private async awardYear(list: string, position: bigint): Promise<number | undefined> {
    const year = yearOf(dateInShanghai(new Date().toISOString()));
    try {
      const version = await this.evaluation.version({ asOf: '', awardYear: year, list }, position);
      // Nothing stands by a list that assesses: it is asked by name.
      if (version.list.purpose === 'assessment') return undefined;
      const { from, to } = version.list.effective;
      const last = Math.min(year, Number(to.slice(0, 4)));
      return last >= year - 1 && Number(from.slice(0, 4)) <= last ? last : undefined;
    } catch (error) {
      if (error instanceof NothingToEvaluate) return undefined;
      throw error;
    }
  }
}

const PUBLICATION = 'publication';

function touchOf(event: RecordedEvent): readonly Touch[] {
  const facts = factsTouchedBy(event);
  const creditCode = isRecord(event.data) ? event.data['creditCode'] : undefined;
  if (facts === undefined || typeof creditCode !== 'string') return [];
  return [{ creditCode, event, facts }];
}
