import type { QueryBus } from '@nestjs/cqrs';
import pg from 'pg';
import { applyPageOf, BenchReadModels } from './bench-read-models.js';
import { eventStoreMigrations } from '#libs/event-store/migrations.js';
import { toNewEvent } from '#libs/event-store/command-runner.js';
import type { AppendRequest, RecordedEvent } from '#libs/event-store/port.js';
import { PostgresEventStore } from '#libs/event-store/postgres/postgres-event-store.js';
import { SYSTEM_ACTOR } from '#libs/kernel/actor.js';
import { fold, type Decider } from '#libs/kernel/decider.js';
import type { DomainEvent } from '#libs/kernel/event.js';
import { Refusal } from '#libs/kernel/refusal.js';
import { uuidV7 } from '#libs/kernel/uuid.js';
import { FiguresKnownAtHandler } from '#libs/statistics/figures-known-at.query.js';
import { figuresProjection } from '#libs/statistics/figures.projection.js';
import type { FiguresKnownAt } from '#libs/statistics/queries.js';
import {
  TallyEvidenceOf,
  TallyOf,
  type TallyAnswer,
  type TallyEvidenceAnswer,
} from '#libs/targets/queries.js';
import { TallyEvidenceOfHandler } from '#libs/targets/tally/tally-evidence-of.query.js';
import { TallyOfHandler } from '#libs/targets/tally/tally-of.query.js';
import { tallyProjection } from '#libs/targets/tally/tally.projection.js';
import { migrateDatabase } from '../support/migrate.js';
import { createTestDatabase } from '../support/database.js';
import type { ReferenceQuestion } from './reference-tally.js';

/** What a tally is answered from. */
export const PROJECTIONS = [tallyProjection, figuresProjection];
const PAGE = 100;

/**
 * The real event store, the real projections and the real query handlers on a real PostgreSQL,
 * without a host: pages are applied when asked for, and one run after another starts from empty
 * tables, so that hundreds of ledgers can be tried.
 */
export class TallyBench {
  private pending: AppendRequest[] = [];
  private readonly streams = new Map<string, DomainEvent[]>();
  /** Events since the last `startOver`, as the store has them. */
  readonly events: RecordedEvent[] = [];
  private applied = 0n;

  private constructor(
    readonly store: PostgresEventStore,
    readonly readModels: BenchReadModels,
    private readonly end: () => Promise<void>,
  ) {}

  static async open(): Promise<TallyBench> {
    const database = await createTestDatabase();
    await migrateDatabase(database.url, eventStoreMigrations);
    const pool = new pg.Pool({ connectionString: database.url, max: 8 });
    const tables = new pg.Pool({
      connectionString: database.url,
      max: 8,
      options: '-c search_path=bench',
    });
    // Dropping the database ends what a pool may still be closing; that is no fault.
    for (const each of [pool, tables]) each.on('error', () => undefined);
    const store = await PostgresEventStore.open(pool, { ledger: 'bench' });
    const readModels = new BenchReadModels(tables, store.ledgerId);
    await readModels.create(PROJECTIONS);
    return new TallyBench(store, readModels, async () => {
      await store.close();
      await Promise.all([pool.end(), tables.end()]);
      await database.drop();
    });
  }

  close(): Promise<void> {
    return this.end();
  }

  /** Empty tables, and a ledger that begins here. */
  async startOver(): Promise<void> {
    await this.flush();
    this.applied = (await this.store.horizon()).safe;
    this.streams.clear();
    this.events.length = 0;
    await this.readModels.truncate(PROJECTIONS);
  }

  /**
   * Decides on what this ledger holds and keeps the events for the next append.
   * @returns whether it was accepted
   */
  async decide<State, E extends DomainEvent>(
    stream: string,
    decider: Decider<State, E>,
    decision: (state: State) => readonly E[] | Refusal,
  ): Promise<boolean> {
    const name = `${stream}`;
    const history = this.streams.get(name) ?? [];
    const events = decision(fold(decider, history as unknown as E[]));
    if (events instanceof Refusal) return false;
    if (events.length === 0) return true;
    // One call holds a stream once only.
    if (this.pending.some((request) => request.stream === name)) await this.flush();
    const commandId = uuidV7();
    const context = {
      commandId,
      actor: SYSTEM_ACTOR,
      now: '2025-01-01T00:00:00.000Z',
      correlationId: commandId,
      source: 'seed' as const,
      bodyHash: '',
      idempotent: false,
    };
    this.pending.push({
      stream: name,
      expected: 'any',
      events: events.map((event, index) => toNewEvent(event, index, context)),
    });
    this.streams.set(name, [...history, ...events]);
    return true;
  }

  /** Takes an event as given, without a decision. */
  async given(stream: string, type: string, data: object): Promise<void> {
    const event: DomainEvent = { type, schemaVersion: 1, data };
    await this.decide(stream, { initial: null, evolve: () => null }, () => [event]);
  }

  private async flush(): Promise<void> {
    if (this.pending.length === 0) return;
    const requests = this.pending;
    this.pending = [];
    await this.store.appendMany(requests);
  }

  /** Appends what was decided and brings the tables up to date, in pages of a hundred events. */
  async settle(): Promise<void> {
    await this.flush();
    for (;;) {
      const page = await this.store.readAll({ after: this.applied, limit: PAGE });
      await applyPageOf(this.readModels, PROJECTIONS, page.events);
      this.events.push(...page.events);
      this.applied = page.checkpoint;
      this.readModels.position = page.checkpoint;
      if (page.end) return;
    }
  }

  private readonly queryBus = {
    execute: (query: FiguresKnownAt) => new FiguresKnownAtHandler(this.readModels).execute(query),
  } as unknown as QueryBus;

  tally({ region, year, asOf, position }: ReferenceQuestion): Promise<TallyAnswer> {
    const request = { asOf, knownAt: `${this.store.ledgerId}.${position}` };
    const handler = new TallyOfHandler(this.readModels, this.queryBus);
    return handler.execute(new TallyOf(region, year, request, '2025-01-01T00:00:00.000Z'));
  }

  evidence(
    { region, year, asOf, position }: ReferenceQuestion,
    indicator: string,
    page: { readonly page: number; readonly pageSize: number } = { page: 1, pageSize: 200 },
    own?: string,
  ): Promise<TallyEvidenceAnswer> {
    const request = { asOf, knownAt: `${this.store.ledgerId}.${position}`, ...page };
    const now = '2025-01-01T00:00:00.000Z';
    const handler = new TallyEvidenceOfHandler(this.readModels, this.queryBus);
    return handler.execute(new TallyEvidenceOf(region, year, indicator, request, now, own));
  }
}
