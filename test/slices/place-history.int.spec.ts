import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { heldOn } from '#libs/enterprises/domain/enterprise.js';
import {
  applyPlaceEvents,
  placeAtSql,
  placeHistoryDdl,
  placeJoinSql,
  placeOn,
  placesIn,
} from '#libs/enterprises/place-history.js';
import type { RecordedEvent } from '#libs/event-store/port.js';
import { ProjectionBench } from './projection-bench.js';

const CODE = '91411323MAXX00015T';
const projection = {
  name: 'places',
  version: 1,
  tables: ['places_history'],
  ddl: placeHistoryDdl('places_history'),
  apply: (tx: Parameters<typeof applyPlaceEvents>[0], events: readonly RecordedEvent[]) =>
    applyPlaceEvents(tx, 'places_history', events),
};

function event(position: number, type: string, data: object): RecordedEvent {
  return {
    id: `00000000-0000-4000-8000-${String(position).padStart(12, '0')}`,
    stream: `enterprise-${CODE}`,
    revision: BigInt(position),
    position: BigInt(position),
    type,
    data: { creditCode: CODE, ...data },
    metadata: {},
    recordedAt: '2024-01-01T00:00:00.000Z',
  };
}
const registered = event(1, 'enterprise.registered', { name: '甲', regionCode: '411323' });
const moved = (position: number, effectiveOn: string, regionCode: string, rest: object = {}) =>
  event(position, 'enterprise.moved', { regionCode, effectiveOn, ...rest });

describe('the place of a holder', () => {
  let bench: ProjectionBench;
  beforeAll(async () => {
    bench = await ProjectionBench.open();
  });
  afterAll(() => bench.close());

  async function placeAt(events: readonly RecordedEvent[], on: string, position: number) {
    const tables = await bench.build([projection], events, 2);
    const place = placeAtSql({
      table: 'places_history',
      creditCode: 'h.code',
      on: '$2::date',
      position: '$3',
    });
    const sql = `SELECT place.* FROM (SELECT $1::text AS code) h LEFT JOIN LATERAL ${place} AS place ON true`;
    const [row] = await tables.query<Record<string, string | null>>(sql, [CODE, on, position]);
    return row
      ? Object.values(row)
          .map((value) => value ?? '-')
          .join(' ')
      : undefined;
  }

  /** The same by the conditions for many holders at once. */
  async function placesJoined(events: readonly RecordedEvent[], on: string) {
    const tables = await bench.build([projection], events, 2);
    const join = placeJoinSql({
      table: 'places_history',
      creditCode: 'h.code',
      on: '$2::date',
      position: '100',
    });
    const sql = `SELECT place.region_code FROM (SELECT $1::text AS code) h
      JOIN places_history place ON ${join.on} WHERE ${join.where}`;
    const rows = await tables.query<{ region_code: string }>(sql, [CODE, on]);
    return rows.map((row) => row.region_code);
  }

  it.each([
    ['long before it was registered', '1990-01-01', 9, '411323 411323 -'],
    ['before it moved', '2023-04-30', 9, '411323 411323 -'],
    ['on the day it moved', '2023-05-01', 9, '411326 411371 411326001'],
    ['by what was known before the move was known', '2023-05-01', 1, '411323 411323 -'],
    ['before anything is known', '2023-05-01', 0, '- - -'],
  ])('%s is by the history known', async (_, on, position, place) => {
    const rest = { statisticalRegionCode: '411371', townshipCode: '411326001' };
    expect(await placeAt([registered, moved(5, '2023-05-01', '411326', rest)], on, position)).toBe(
      place,
    );
  });

  it('is the later known of two moves for one day, and an earlier day does not undo a later one', async () => {
    const events = [
      registered,
      moved(2, '2023-05-01', '411326'),
      moved(3, '2023-05-01', '411302'),
      moved(4, '2022-01-01', '420100'),
    ];
    expect(await placeAt(events, '2023-05-01', 2)).toBe('411326 411326 -');
    expect(await placeAt(events, '2023-05-01', 4)).toBe('411302 411302 -');
    expect(await placeAt(events, '2022-12-31', 4)).toBe('420100 420100 -');
  });

  it('is the same in SQL, in memory and on the stream', async () => {
    const day = fc.constantFrom('2021-01-01', '2022-01-01', '2023-01-01', '2024-01-01');
    const history = fc.array(
      fc.record({ on: day, region: fc.constantFrom('411326', '411302', '420100') }),
      { maxLength: 6 },
    );
    await fc.assert(
      fc.asyncProperty(history, day, async (moves, on) => {
        const events = [registered, ...moves.map((m, i) => moved(i + 2, m.on, m.region))];
        const places = placesIn(events);
        const inMemory = placeOn(places, on)?.regionCode;
        const onStream = heldOn(
          places.map((p) => ({ from: p.validFrom, value: p.regionCode })),
          on,
        );
        expect(inMemory).toBe(onStream);
        expect(await placeAt(events, on, 100)).toBe(`${onStream} ${onStream} -`);
        expect(await placesJoined(events, on)).toEqual([onStream]);
      }),
      { numRuns: 40, interruptAfterTimeLimit: 60_000 },
    );
  }, 90_000);
});
