import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { enterpriseDecider, enterpriseOn } from '#libs/enterprises/domain/enterprise.js';
import { enterprisesProjections } from '#libs/enterprises/index.js';
import { EnterpriseList } from '#libs/enterprises/queries.js';
import { EnterpriseListHandler } from '#libs/enterprises/reading/enterprise-list.query.js';
import { enterpriseOfRow, findEnterprises } from '#libs/enterprises/reading/enterprise-rows.js';
import type { RecordedEvent } from '#libs/event-store/port.js';
import { canonicalJson } from '#libs/kernel/canonical-json.js';
import type { Decider } from '#libs/kernel/decider.js';
import type { DomainEvent } from '#libs/kernel/event.js';
import { isWithin } from '#libs/kernel/region.js';
import { RECOGNITION_KINDS } from '#libs/recognitions/domain/events.js';
import { recognitionDecider, statusOn } from '#libs/recognitions/domain/recognition.js';
import { FindingListHandler } from '#libs/recognitions/findings/finding-list.query.js';
import { recognitionsProjections } from '#libs/recognitions/index.js';
import {
  ContractTotals,
  FindingList,
  RecognitionList,
  RecognitionsKnownAt,
} from '#libs/recognitions/queries.js';
import { ContractTotalsHandler } from '#libs/recognitions/reading/contract-totals.query.js';
import { RecognitionListHandler } from '#libs/recognitions/reading/recognition-list.query.js';
import {
  findRecognitions,
  type RecognitionRow,
} from '#libs/recognitions/reading/recognition-rows.js';
import { RecognitionsKnownAtHandler } from '#libs/recognitions/reading/recognitions-known-at.query.js';
import { ProjectionBench, type BuiltTables } from './projection-bench.js';
import { CODES, sampleCommands, SampleLedger, type SampleCommand } from './sample-ledger.js';

const ALL = [...enterprisesProjections, ...recognitionsProjections];

function ledgerOf(commands: readonly SampleCommand[]): RecordedEvent[] {
  const ledger = new SampleLedger();
  for (const command of commands) ledger.run(command);
  return ledger.events;
}

describe('the read models of enterprises and recognitions', () => {
  let bench: ProjectionBench;
  beforeAll(async () => {
    bench = await ProjectionBench.open();
  });
  afterAll(() => bench.close());

  it('are the same whatever pages the events come in', async () => {
    // Ids of findings that these commands can raise, found by running some.
    const probe = await bench.build(
      ALL,
      ledgerOf(fc.sample(sampleCommands(), { numRuns: 30, seed: 1 }).flat()),
      500,
    );
    const items = await probe.query<{ id: string }>('select distinct id from findings_items');
    const ids = items.map(({ id }) => id).sort();
    expect(ids.length).toBeGreaterThan(3);
    await fc.assert(
      fc.asyncProperty(
        sampleCommands(ids),
        fc.integer({ min: 2, max: 9 }),
        async (commands, size) => {
          const events = ledgerOf(commands);
          const dumps = [];
          for (const pageSize of [1, size, 1000]) {
            const tables = await bench.build(ALL, events, pageSize);
            dumps.push(await tables.dump(ALL));
          }
          expect(dumps[1]).toEqual(dumps[0]);
          expect(dumps[2]).toEqual(dumps[0]);
        },
      ),
      { numRuns: 20, interruptAfterTimeLimit: 60_000 },
    );
  }, 120_000);

  it('have one finding only when two duplicates pass to another holder together', async () => {
    const platform = { kind: 2, what: 0, on: 4 };
    const both = (change: (number: number) => SampleCommand): SampleCommand[] => [
      change(0),
      change(1),
    ];
    const events = ledgerOf([
      { do: 'register', who: 0, what: 0, on: 0 },
      { do: 'register', who: 1, what: 1, on: 0 },
      ...both((number) => ({ do: 'record', ...platform, number, who: 0 })),
      ...both((number) => ({ do: 'withdraw', ...platform, number })),
      ...both((number) => ({ do: 'record', ...platform, number, who: 1 })),
      ...both((number) => ({ do: 'correct', ...platform, number, who: 1, on: 5 })),
    ]);
    for (const pageSize of [1, 3, 100]) {
      const tables = await bench.build(ALL, events, pageSize);
      const sql = 'SELECT status, credit_codes FROM findings_items WHERE known_to IS NULL';
      expect(await tables.query(sql)).toEqual([{ status: 'open', credit_codes: [CODES[1]] }]);
    }
  });

  it('known at a position are what a ledger that ends there says now', async () => {
    await fc.assert(
      fc.asyncProperty(sampleCommands(), fc.nat(), day, async (commands, cut, asOf) => {
        const events = ledgerOf(commands);
        const known = events.slice(0, cut % (events.length + 1));
        const position = known.at(-1)?.position ?? 0n;
        const whole = await bench.build(ALL, events, 100);
        const prefix = await bench.build(ALL, known, 100);
        expect(await answers(whole, asOf, position)).toEqual(await answers(prefix, asOf, position));
      }),
      { numRuns: 20, interruptAfterTimeLimit: 60_000 },
    );
  }, 120_000);

  it('place every record where its holder was on the counting date', async () => {
    await fc.assert(
      fc.asyncProperty(sampleCommands(), async (commands) => {
        const events = ledgerOf(commands);
        const tables = await bench.build(ALL, events, 100);
        const position = events.at(-1)?.position ?? 0n;
        for (const region of ['411323', '411326', '411300', '410000', '420000', '420100']) {
          const question = { position, asOf: '2099-12-31', regionCode: region };
          const found = await findRecognitions(tables, question);
          expect(found.map(({ id }) => id).sort()).toEqual(recordsWithin(events, region).sort());
        }
      }),
      { numRuns: 20, interruptAfterTimeLimit: 60_000 },
    );
  }, 120_000);

  it('take every version of every event that was ever stored', async () => {
    const slices = ['enterprises', 'recognitions'];
    const stored = slices.flatMap((slice) =>
      readdirSync(join('test', 'golden', slice)).map((file) => join('test', 'golden', slice, file)),
    );
    const events = stored.map((file, index): RecordedEvent => {
      const { type, schemaVersion, data } = JSON.parse(readFileSync(file, 'utf8')) as DomainEvent;
      return {
        id: randomUUID(),
        stream: `${type.slice(0, type.indexOf('.'))}-golden.${index}`,
        revision: BigInt(index),
        position: BigInt(index + 1),
        type,
        data,
        metadata: { schemaVersion: String(schemaVersion), actor: 'a-1', role: 'officer' },
        recordedAt: '2024-01-01T00:00:00.000Z',
      };
    });
    // Two registrations of one code are never in one ledger.
    const once = events.filter((_, index) => !stored[index]?.includes('registered.v1.least'));
    const tables = await bench.build(ALL, once, 4);
    const list = await findRecognitions(tables, { position: 1000n, asOf: '2023-12-31' });
    expect(list.map(({ kind }) => kind).sort()).toEqual(
      RECOGNITION_KINDS.filter((kind) => kind !== 'high-tech-firm').sort(),
    );
  });

  it('say of every record and enterprise what their streams say', async () => {
    await fc.assert(
      fc.asyncProperty(sampleCommands(), fc.nat(), day, async (commands, cut, asOf) => {
        const events = ledgerOf(commands);
        const tables = await bench.build(ALL, events, 100);
        const known = events.slice(0, cut % (events.length + 1));
        const position = known.at(-1)?.position ?? 0n;
        const list = await findRecognitions(tables, { position, asOf });
        expect(list.map(briefly).sort()).toEqual(recordsOf(known, asOf).sort());
        const enterprises = await findEnterprises(tables, { position, asOf });
        expect(enterprises.map(enterpriseOfRow)).toEqual(enterprisesOf(known, asOf));
      }),
      { numRuns: 30, interruptAfterTimeLimit: 60_000 },
    );
  }, 120_000);
});

const day = fc.constantFrom(
  '2020-05-31',
  '2021-12-31',
  '2022-06-30',
  '2023-06-15',
  '2023-11-21',
  '2024-03-31',
  '2024-04-01',
  '2026-11-22',
  '2026-11-23',
);

/** What the queries of both slices answer at a position. */
async function answers(tables: BuiltTables, asOf: string, position: bigint) {
  const knownAt = `bench.${position}`;
  const now = '2024-12-31T00:00:00Z';
  const paging = { page: 1, pageSize: 200 };
  const request = { asOf, knownAt, ...paging };
  const regions = ['411323', '411300', '410000', '420100'];
  return {
    enterprises: await new EnterpriseListHandler(tables).execute(new EnterpriseList(request, now)),
    within: await each(regions, async (regionCode) =>
      (await findRecognitions(tables, { position, asOf, regionCode })).map(({ id }) => id),
    ),
    records: await new RecognitionListHandler(tables).execute(new RecognitionList(request, now)),
    known: await new RecognitionsKnownAtHandler(tables).execute(
      new RecognitionsKnownAt(CODES, position),
    ),
    contracts: await each(CODES, (code) =>
      new ContractTotalsHandler(tables).execute(new ContractTotals(code, asOf, position)),
    ),
    findings: await new FindingListHandler(tables).execute(new FindingList({ knownAt, ...paging })),
    gone: await new FindingListHandler(tables).execute(
      new FindingList({ knownAt, ...paging, status: 'gone' }),
    ),
  };
}

/** One after the other: the bench has one connection. */
async function each<T, R>(list: readonly T[], ask: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of list) results.push(await ask(item));
  return results;
}

function statesOf<State, E extends DomainEvent>(
  events: readonly RecordedEvent[],
  category: string,
  decider: Decider<State, E>,
): State[] {
  const streams = new Map<string, State>();
  for (const { stream, type, data } of events.filter((e) => e.stream.startsWith(category))) {
    const state = streams.get(stream) ?? decider.initial;
    streams.set(stream, decider.evolve(state, { type, schemaVersion: 1, data } as E));
  }
  return [...streams.values()];
}

function enterprisesOf(events: readonly RecordedEvent[], asOf: string) {
  return statesOf(events, 'enterprise-', enterpriseDecider)
    .flatMap((state) => (state.status === 'unknown' ? [] : [enterpriseOn(state, asOf)]))
    .sort((a, b) => (a.creditCode < b.creditCode ? -1 : 1));
}

/** Records that are not withdrawn: what they say, their status and their holder's name on the day. */
function recordsOf(events: readonly RecordedEvent[], asOf: string): string[] {
  const names = new Map(enterprisesOf(events, asOf).map((e) => [e.creditCode, e.name]));
  return statesOf(events, 'recognition-', recognitionDecider).flatMap((state) => {
    if (state.status !== 'recorded') return [];
    const { kind, number, creditCode, dates, attributes, revocation } = state;
    const revokedOn = revocation?.effectiveOn ?? null;
    const status = statusOn(asOf, { ...dates, revokedOn });
    const name = names.get(creditCode);
    return [canonicalJson({ kind, number, creditCode, ...dates, attributes, status, name })];
  });
}

function recordsWithin(events: readonly RecordedEvent[], region: string): string[] {
  return statesOf(events, 'recognition-', recognitionDecider).flatMap((state) => {
    if (state.status !== 'recorded') return [];
    const holders = enterprisesOf(events, state.dates.countedOn);
    const holder = holders.find(({ creditCode }) => creditCode === state.creditCode);
    const inside = holder !== undefined && isWithin(holder.regionCode, region);
    return inside ? [`${state.kind}.${state.number}`] : [];
  });
}

function briefly(row: RecognitionRow): string {
  return canonicalJson({
    kind: row.kind,
    number: row.number,
    creditCode: row.credit_code,
    countingYear: row.counting_year,
    countedOn: row.counted_on,
    validFrom: row.valid_from,
    validTo: row.valid_to,
    attributes: row.attributes,
    status: row.status,
    name: row.enterprise_name,
  });
}
