import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Global, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { PG_POOL } from '#libs/runtime/database/pools.js';
import { newEvents, newStream } from '../../test/contract/event-store/subject.js';
import { journal } from '../../test/contract/support/journal-projection.js';
import {
  openPostgresSubject,
  type PostgresSubject,
} from '../../test/contract/support/postgres-subject.js';
import { eventually, SILENT } from '../../test/contract/support/projection-host.js';
import { CommandLog } from './command-log.js';
import { CommandRunner } from './command-runner.js';
import { EventStoreModule } from './event-store.module.js';
import { EVENT_STORE, type EventStore } from './port.js';
import { ProjectionMonitor } from './projections/projection-monitor.js';
import { ProjectionsModule } from './projections/projections.module.js';
import { ReadModels } from './projections/read-models.js';

describe('the event store in a Nest host', () => {
  let subject: PostgresSubject;
  beforeAll(async () => {
    subject = await openPostgresSubject();
  });
  afterAll(async () => {
    await subject.dispose();
  });

  function start(run: boolean): Promise<TestingModule> {
    @Global()
    @Module({
      providers: [{ provide: PG_POOL, useValue: subject.pool }],
      exports: [PG_POOL],
    })
    class PoolModule {}
    return Test.createTestingModule({
      imports: [
        PoolModule,
        EventStoreModule.forRoot({ ledger: 'contract' }),
        ProjectionsModule.forRoot({ definitions: [journal()], run }),
      ],
    })
      .setLogger({ ...SILENT, log: () => undefined, warn: () => undefined })
      .compile();
  }

  it('offers writing and reading, runs the projections, and ends in order', async () => {
    const projector = await start(true);
    await projector.init();
    const api = await start(false);
    await api.init();
    const store = api.get<EventStore>(EVENT_STORE);
    const append = { stream: newStream(), expected: 'any' as const, events: newEvents(1) };
    const { position } = await store.append(append);
    await api.get(ReadModels).waitFor(['journal'], position);
    await eventually(() => api.get(ProjectionMonitor).caughtUpSinceStart());
    await eventually(() => projector.get(ProjectionMonitor).caughtUpSinceStart());
    expect(api.get(CommandLog)).toBeInstanceOf(CommandLog);
    expect(api.get(CommandRunner)).toBeInstanceOf(CommandRunner);

    await projector.close();
    const statuses = await api.get(ProjectionMonitor).status();
    expect(statuses.map((s) => [s.state, s.error])).toEqual([
      ['stopped', null],
      ['stopped', null],
    ]);
    expect(await api.get(ProjectionMonitor).caughtUpSinceStart()).toBe(false);
    await api.close();
    const { rows } = await subject.pool.query('select * from projection.host');
    expect(rows).toEqual([]);
  });
});
