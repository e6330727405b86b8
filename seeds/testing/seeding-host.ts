import { CqrsModule } from '@nestjs/cqrs';
import { Test, type TestingModule } from '@nestjs/testing';
import { EnterprisesModule, enterprisesProjections } from '#libs/enterprises/index.js';
import { EventStoreModule } from '#libs/event-store/event-store.module.js';
import { eventStoreMigrations } from '#libs/event-store/migrations.js';
import { EVENT_STORE, type EventStore, type RecordedEvent } from '#libs/event-store/port.js';
import { ProjectionsModule } from '#libs/event-store/projections/projections.module.js';
import {
  DeclarationsModule,
  eligibilityProjections,
  PolicyListsModule,
} from '#libs/policy/index.js';
import { RecognitionsModule, recognitionsProjections } from '#libs/recognitions/index.js';
import { DatabaseModule } from '#libs/runtime/database/database.module.js';
import { figuresProjection, StatisticsModule } from '#libs/statistics/index.js';
import { tallyProjection, TargetsModule } from '#libs/targets/index.js';
import { Seeder } from '../seeder.js';

const SILENT = { log: () => undefined, warn: () => undefined, error: () => undefined };

const definitions = [
  ...enterprisesProjections,
  ...recognitionsProjections,
  ...eligibilityProjections,
  figuresProjection,
  tallyProjection,
];

/**
 * The slices on a database; no HTTP, no jobs. Like the program, a host that seeds runs no
 * projections beside it: they catch up when it is done.
 */
export async function seedingHost(url: string, projections = false): Promise<TestingModule> {
  const host = await Test.createTestingModule({
    imports: [
      DatabaseModule.forRoot({
        url,
        migrations: eventStoreMigrations,
        entities: [],
        runMigrations: true,
      }),
      EventStoreModule.forRoot({ ledger: 'registry' }),
      ProjectionsModule.forRoot({ definitions, run: projections }),
      CqrsModule,
      EnterprisesModule,
      RecognitionsModule,
      StatisticsModule,
      TargetsModule,
      PolicyListsModule,
      DeclarationsModule,
    ],
    providers: [Seeder],
  })
    .setLogger(SILENT)
    .compile();
  await host.init();
  return host;
}

/** The whole ledger in position order. */
export async function ledgerOf(host: TestingModule): Promise<RecordedEvent[]> {
  const store = host.get<EventStore>(EVENT_STORE);
  const events: RecordedEvent[] = [];
  for (let after = 0n; ;) {
    const page = await store.readAll({ after, limit: 1000 });
    events.push(...page.events);
    if (page.end) return events;
    after = page.checkpoint;
  }
}
