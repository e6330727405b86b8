import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from '@jest/globals';
import { QueryBus } from '@nestjs/cqrs';
import type { TestingModule } from '@nestjs/testing';
import { EVENT_STORE, type EventStore, type RecordedEvent } from '#libs/event-store/port.js';
import { ProjectionMonitor } from '#libs/event-store/projections/projection-monitor.js';
import type { FindingCode } from '#libs/recognitions/domain/findings/finding.js';
import { FindingList, type FindingListAnswer } from '#libs/recognitions/queries.js';
import type { IndicatorCode } from '#libs/targets/domain/indicators.js';
import { TallyOf, type TallyAnswer } from '#libs/targets/queries.js';
import { createTestDatabase, type TestDatabase } from '../test/support/database.js';
import { sampleCounty } from './sample-county/sample-county.js';
import { SEEDING_COMPLETED, SEEDING_STREAM, Seeder } from './seeder.js';
import { SeedingRefused } from './seeding/seeded-so-far.js';
import { ledgerOf, seedingHost } from './testing/seeding-host.js';

const LONG = 180_000;
const NOW = '2024-06-01T02:00:00.000Z';

describe('seeding the sample county', () => {
  let database: TestDatabase;
  let host: TestingModule;
  let reading: TestingModule;
  let ledger: RecordedEvent[];
  const reported: number[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    host = await seedingHost(database.url);
    const started = performance.now();
    const result = await host.get(Seeder).seed({ onProgress: ({ done }) => reported.push(done) });
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    process.stderr.write(`seeding: ${result.executed} commands in ${seconds} s\n`);
    ledger = await ledgerOf(host);
    reading = await seedingHost(database.url, true);
    while (!(await reading.get(ProjectionMonitor).caughtUpSinceStart())) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }, LONG);
  afterAll(async () => {
    await reading.close();
    await host.close();
    await database.drop();
  });

  it('gives one event per step and the mark at the end, each with its own record time', () => {
    const steps = sampleCounty();
    const times = new Set(ledger.map((event) => event.recordedAt));
    expect(steps.filter(({ at }) => !times.has(at))).toEqual([]);
    expect(ledger.slice(0, -1).map((event) => event.recordedAt)).toEqual(steps.map(({ at }) => at));
    expect(ledger.at(-1)).toMatchObject({
      stream: SEEDING_STREAM,
      type: SEEDING_COMPLETED,
      recordedAt: steps.at(-1)?.at,
      data: { steps: steps.length },
    });
    expect(new Set(ledger.map((event) => event.metadata['source']))).toEqual(new Set(['seed']));
  });

  it('says how far it is', () => {
    expect(reported.at(-1)).toBe(sampleCounty().length);
    expect(reported.length).toBeGreaterThan(20);
  });

  it('is done once: a second run appends nothing', async () => {
    expect(await host.get(Seeder).seed()).toEqual({ outcome: 'already-seeded', executed: 0 });
    expect(await ledgerOf(host)).toHaveLength(ledger.length);
  });

  it.each<[string, string, Partial<Record<IndicatorCode, [string | null, string]>>]>([
    [
      '2023-11-15',
      '2023-11-15',
      {
        'high-tech-firms-new': ['1', 'behind'],
        // Planned to be complete by the end of October.
        'sci-tech-smes-entered': ['331', 'behind'],
        'platforms-new': ['7', 'on-track'],
        'county-projects': ['6', 'reached'],
        'achievements-transferred': ['9', 'on-track'],
        'tech-contract-value': ['697770000.00', 'behind'],
        'fiscal-sci-tech-growth': [null, 'not-yet-known'],
        'rd-expenditure-growth': [null, 'not-yet-known'],
      },
    ],
    [
      '2023-12-31',
      '2023-12-31',
      { 'high-tech-firms-new': ['6', 'behind'], 'platforms-new': ['8', 'reached'] },
    ],
    [
      '2023-12-31',
      '2024-05-31',
      {
        'high-tech-firms-new': ['15', 'reached'],
        'sci-tech-smes-entered': ['341', 'behind'],
        'platforms-new': ['9', 'reached'],
        'achievements-transferred': ['13', 'reached'],
        'tech-contract-value': ['1018871000.00', 'reached'],
      },
    ],
    [
      '2024-05-31',
      '2024-05-31',
      {
        'fiscal-sci-tech-growth': ['21.5921', 'reached'],
        'rd-expenditure-growth': [null, 'not-yet-known'],
      },
    ],
  ])('shows 2023 as of %s, known at %s', async (asOf, knownAt, expected) => {
    const question = new TallyOf('411323', 2023, { asOf, knownAt }, NOW);
    const { indicators } = await reading.get(QueryBus).execute<TallyOf, TallyAnswer>(question);
    const shown = Object.fromEntries(indicators.map((i) => [i.code, [i.actual, i.status]]));
    expect(shown).toMatchObject(expected);
  });

  it.each<[FindingCode, number]>([
    ['double-certificate', 1],
    ['double-entry', 1],
    ['possible-duplicate', 1],
    ['both-parties-ours', 5],
    ['number-province', 1],
    ['number-length', 1],
  ])('raises the doubt %s', async (code, atLeast) => {
    const question = new FindingList({ code, page: 1, pageSize: 50 });
    const { total, items } = await reading
      .get(QueryBus)
      .execute<FindingList, FindingListAnswer>(question);
    expect(total).toBeGreaterThanOrEqual(atLeast);
    expect(items.every((item) => item.creditCodes.every((c) => c.includes('MAXY')))).toBe(true);
  });
});

describe('a seeding that was broken off', () => {
  const steps = sampleCounty().slice(0, 560);
  let databases: TestDatabase[];
  beforeAll(async () => {
    databases = await Promise.all([createTestDatabase(), createTestDatabase()]);
  });
  afterAll(async () => {
    for (const database of databases) await database.drop();
  });

  async function withHost<T>(which: 0 | 1, use: (host: TestingModule) => Promise<T>): Promise<T> {
    const host = await seedingHost(databases[which]?.url ?? '');
    try {
      return await use(host);
    } finally {
      await host.close();
    }
  }

  /** What two ledgers have in common when they tell the same. */
  const told = (ledger: readonly RecordedEvent[]) =>
    ledger.map(({ id, stream, revision, type, data, metadata, recordedAt }) => {
      return { id, stream, revision, type, data, metadata, recordedAt };
    });

  it(
    'is taken up where it stopped, and tells the same in the end',
    async () => {
      await withHost(0, async (host) => {
        const stop = new AbortController();
        const onProgress = ({ done }: { done: number }) => {
          if (done >= 350) stop.abort(new Error('stopped'));
        };
        const run = host.get(Seeder).seed({ steps, signal: stop.signal, onProgress });
        await expect(run).rejects.toThrow('stopped');
        expect(await ledgerOf(host)).toHaveLength(350);
      });
      await withHost(0, async (host) => {
        // The command is in the ledger, and the process dies before it hears so.
        const store = host.get<EventStore>(EVENT_STORE);
        const append = store.append.bind(store);
        let appends = 0;
        const spy = jest.spyOn(store, 'append').mockImplementation(async (request) => {
          const result = await append(request);
          appends += 1;
          if (appends === 120) throw new Error('killed');
          return result;
        });
        await expect(host.get(Seeder).seed({ steps })).rejects.toThrow('killed');
        spy.mockRestore();
        expect(await ledgerOf(host)).toHaveLength(470);
      });
      const resumed = await withHost(0, async (host) => {
        const result = await host.get(Seeder).seed({ steps });
        expect(result).toEqual({ outcome: 'seeded', executed: 90 });
        return ledgerOf(host);
      });
      const inOneGo = await withHost(1, async (host) => {
        await host.get(Seeder).seed({ steps });
        return ledgerOf(host);
      });
      expect(told(resumed)).toEqual(told(inOneGo));
    },
    LONG,
  );
});

describe('a ledger that is not empty', () => {
  let database: TestDatabase;
  let host: TestingModule;
  beforeEach(async () => {
    database = await createTestDatabase();
    host = await seedingHost(database.url);
  });
  afterEach(async () => {
    await host.close();
    await database.drop();
  });

  it('is refused when somebody has worked in it, and says which event', async () => {
    const event = { id: '0b6f3c8e-53a1-4d0e-8b57-2b1b1f0c9a11', type: 'elsewhere.done' };
    const events = [{ ...event, data: {}, metadata: { source: 'http', schemaVersion: '1' } }];
    const store = host.get<EventStore>(EVENT_STORE);
    await store.append({ stream: 'elsewhere-1', expected: 'no-stream', events });
    const refused = host.get(Seeder).seed({ steps: sampleCounty().slice(0, 10) });
    await expect(refused).rejects.toBeInstanceOf(SeedingRefused);
    await expect(refused).rejects.toThrow(/台账中已有业务数据：elsewhere-1.*DEMO=0/);
    expect(await ledgerOf(host)).toHaveLength(1);
  });

  it('is refused when another version of the sample was begun in it', async () => {
    const steps = sampleCounty();
    const stop = new AbortController();
    const onProgress = () => stop.abort(new Error('stopped'));
    const run = host
      .get(Seeder)
      .seed({ steps: steps.slice(0, 100), signal: stop.signal, onProgress });
    await expect(run).rejects.toThrow('stopped');
    const other = host.get(Seeder).seed({ steps: steps.slice(0, 99) });
    await expect(other).rejects.toThrow(/另一版本样例县/);
  });
});
