import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RecordedEvent } from '#libs/event-store/port.js';
import { fold } from '#libs/kernel/decider.js';
import { ProjectionBench, type BuiltTables } from '../../../test/slices/projection-bench.js';
import { awardDecider, clawedBackOf, grantedOf, isOver } from '../domain/awards/award.js';
import { awardBudgetStream, awardClaimStream, awardStream } from '../domain/awards/events.js';
import { KnownAwards } from '../facts/known-awards.js';
import { OFFICER } from '../testing/policy-host.js';
import { summaryOf } from './award-answer.js';
import { AwardListHandler } from './award-list.query.js';
import { awardsProjection } from './awards.projection.js';
import { AwardList } from './queries.js';
import {
  APPROVED,
  approval,
  clawback,
  FIRM,
  issuance,
  NOTICED,
  payment,
  play,
  proposalOf,
  proposedEvent,
  rejection,
  REVIEWED,
  TODAY,
  waiver,
  type StoryStep,
} from './testing/award-stories.js';

const steps: fc.Arbitrary<readonly StoryStep[]> = fc
  .tuple(
    fc.constantFrom<readonly StoryStep[]>([], REVIEWED, NOTICED, APPROVED),
    fc.array(
      fc.constantFrom(
        approval(),
        issuance(),
        payment(5_000_000n, 'PZ-1'),
        payment(7_000_000n, 'PZ-2'),
        clawback(1_000_000n),
        waiver(),
        rejection(),
      ),
      { maxLength: 6 },
    ),
  )
  .map(([before, more]) => [...before, ...more]);

/** Stories of several awards, interleaved, with the claims and reservations that go with them. */
function ledger(stories: readonly (readonly StoryStep[])[]): readonly RecordedEvent[] {
  const events: RecordedEvent[] = [];
  const add = (stream: string, type: string, data: object) => {
    const position = BigInt(events.length * 2 + 2);
    const revision = BigInt(events.filter((event) => event.stream === stream).length);
    const id = `00000000-0000-7000-8000-${String(events.length).padStart(12, '0')}`;
    const recordedAt = new Date(Date.UTC(2024, 1, 5) + events.length * 1000).toISOString();
    const metadata = { schemaVersion: '1' };
    events.push({ id, stream, revision, position, type, data, metadata, recordedAt });
  };
  const queues = stories.map((story, n) => {
    const awardId = `JB411323-2023-000${n + 1}`;
    return { awardId, events: [...play(story, proposedEvent({ awardId, clause: `c${n}` }))] };
  });
  while (queues.some((queue) => queue.events.length > 0)) {
    for (const { awardId, events: left } of queues) {
      const next = left.shift();
      if (!next) continue;
      const proposal = proposalOf({ awardId });
      const of = { list: 'test', awardYear: 2023, creditCode: FIRM, clause: awardId, awardId };
      if (next.type === 'award.proposed') {
        add(awardClaimStream(of), 'awardClaim.taken', { ...of, proposal });
      }
      if (next.type === 'award.approved') {
        add(awardBudgetStream('test', 2023), 'awardBudget.reserved', {
          ...of,
          approval: next.data,
        });
      }
      add(awardStream(awardId), next.type, next.data);
    }
  }
  return events;
}

describe('the read model of awards', () => {
  let bench: ProjectionBench;
  beforeAll(async () => {
    bench = await ProjectionBench.open();
  });
  afterAll(() => bench.close());

  const build = (events: readonly RecordedEvent[], pageSize = 100): Promise<BuiltTables> =>
    bench.build([awardsProjection], events, pageSize);
  const stories = fc.array(steps, { minLength: 1, maxLength: 3 });

  it('is the same whatever pages the events come in, so a rebuild equals what is live', async () => {
    await fc.assert(
      fc.asyncProperty(stories, fc.integer({ min: 2, max: 7 }), async (all, size) => {
        const events = ledger(all);
        const dumps: unknown[] = [];
        for (const pageSize of [1, size, 1000]) {
          dumps.push(await (await build(events, pageSize)).dump([awardsProjection]));
        }
        expect(dumps[1]).toEqual(dumps[0]);
        expect(dumps[2]).toEqual(dumps[0]);
      }),
      { numRuns: 25, interruptAfterTimeLimit: 30_000 },
    );
  }, 60_000);

  it('lists at a position what a ledger that ends there lists now', async () => {
    await fc.assert(
      fc.asyncProperty(stories, fc.nat(), async (all, cut) => {
        const events = ledger(all);
        const known = events.slice(0, cut % (events.length + 1));
        const knownAt = `bench.${known.at(-1)?.position ?? 0n}`;
        const list = async (part: readonly RecordedEvent[]) => {
          const request = { page: 1, pageSize: 50, knownAt };
          return new AwardListHandler(await build(part)).execute(new AwardList(request, OFFICER));
        };
        expect(await list(events)).toEqual(await list(known));
      }),
      { numRuns: 20, interruptAfterTimeLimit: 30_000 },
    );
  }, 60_000);

  it('knows exactly what was granted, and the rest as the awards’ own streams tell it', async () => {
    await fc.assert(
      fc.asyncProperty(stories, async (all) => {
        const events = ledger(all);
        const tables = await build(events);
        const awards = all.flatMap((_story, n) => {
          const stream = awardStream(`JB411323-2023-000${n + 1}`);
          const own = events.filter((event) => event.stream === stream);
          return fold(awardDecider, own as never) ?? [];
        });
        const listed = await new AwardListHandler(tables).execute(
          new AwardList({ page: 1, pageSize: 50 }, OFFICER),
        );
        expect([...listed.items].reverse()).toEqual(awards.map(summaryOf));
        const last = events.at(-1)?.position ?? 0n;
        const facts = (await new KnownAwards(tables).of([FIRM], TODAY, last)).get(FIRM) ?? [];
        expect(facts.map(({ awardId, amount }) => [awardId, amount])).toEqual(
          awards.flatMap((award) => {
            const granted = grantedOf(award);
            return granted === undefined ? [] : [[award.proposal.awardId, granted]];
          }),
        );
        for (const { amount, state, awardId, events: cited } of facts) {
          const award = awards.find(({ proposal }) => proposal.awardId === awardId);
          expect(state).toBe(amount === 0n ? 'revoked' : 'granted');
          const backs = award && clawedBackOf(award) > 0n ? award.clawbacks.length : 0;
          expect(cited.length).toBe(1 + backs + (award && isOver(award) ? 1 : 0));
        }
        expect((await new KnownAwards(tables).of([FIRM], '2024-02-04', last)).size).toBe(0);
      }),
      { numRuns: 20, interruptAfterTimeLimit: 30_000 },
    );
  }, 60_000);
});
