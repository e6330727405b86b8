import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RecordedEvent } from '#libs/event-store/port.js';
import { ProjectionBench, type BuiltTables } from '../../test/slices/projection-bench.js';
import { checkDecider } from './domain/eligibility-check.js';
import { recordStanding, standingDecider, type StandingState } from './domain/standing.js';
import { eligibilityProjections } from './index.js';
import type { Evaluation } from './facts/evaluation.js';
import { PublishedLists } from './lists/published-lists.js';
import { StandingEligibility } from './queries.js';
import { OpenDemandsQuery } from './jobs/open-demands.js';
import { CountyEnterprises } from './jobs/county-enterprises.js';
import { Explanations } from './standing/explanations.js';
import { StandingEligibilityHandler } from './standing/standing-eligibility.query.js';
import { clauseList, evaluate, listOf } from './testing/lists.js';

/** Without the list the verdicts come in the order in which they changed. */
const lists = { version: () => Promise.resolve(undefined) } as unknown as PublishedLists;
/** Without a list nothing is evaluated again. */
const unexplained = new Explanations(undefined as unknown as Evaluation);

const FIRM = '91411323MAXX00015T';
const OTHER = '91411323MAXX00023M';

const stored = (type: string) =>
  JSON.parse(readFileSync(`test/golden/policy/${type}.v1.json`, 'utf8')) as Record<string, unknown>;

/** Events of every kind that the read models follow, as random commands of an officer leave them. */
class Script {
  readonly events: RecordedEvent[] = [];
  private standing: StandingState = standingDecider.initial;
  private readonly list = listOf(
    `${clauseList('{some: sci-tech-sme}')}  - {id: d, article: 二, text: 原文, when: {some: county-project}, benefit: {kind: fixed, amount: 1万}}\n`,
  );

  add(stream: string, type: string, data: object, schemaVersion = 1): void {
    const position = BigInt(this.events.length * 3 + 3);
    const revision = BigInt(this.events.filter((event) => event.stream === stream).length);
    const seconds = String(this.events.length).padStart(4, '0');
    this.events.push({
      id: `00000000-0000-7000-8000-00000000${seconds}`,
      ...{ stream, revision, position, type, data },
      metadata: { schemaVersion: String(schemaVersion) },
      recordedAt: new Date(Date.UTC(2023, 0, 1) + this.events.length * 60_000).toISOString(),
    });
  }

  check(n: number, end: 'open' | 'completed' | 'failed' | 'retried'): void {
    const checkId = `00000000-0000-7000-8000-1${String(n).padStart(11, '0')}`;
    const stream = `eligibilityCheck-${checkId}`;
    const add = (name: string) =>
      this.add(stream, `eligibilityCheck.${name}`, {
        ...stored(`eligibilityCheck.${name}`),
        checkId,
      });
    add('requested');
    if (end === 'completed') add('completed');
    if (end === 'failed' || end === 'retried') add('failed');
    if (end === 'retried') add('retried');
  }

  run(n: number, chunks: number): void {
    const runId = `00000000-0000-7000-8000-2${String(n).padStart(11, '0')}`;
    const stream = `eligibilityRun-${runId}`;
    const add = (name: string) =>
      this.add(stream, `eligibilityRun.${name}`, { ...stored(`eligibilityRun.${name}`), runId });
    add('requested');
    if (chunks > 0) add('planned');
    for (let i = 1; i < chunks; i += 1) add('advanced');
    if (chunks > 3) add('completed');
  }

  stand(given: Record<string, unknown>, awardYear: number): void {
    const result = evaluate(this.list, given, { asOf: `${awardYear}-12-31`, awardYear });
    const because = { kind: 'not-told' } as const;
    const input = { creditCode: FIRM, knownPosition: BigInt(this.events.length), result, because };
    for (const event of recordStanding(input, this.standing)) {
      this.standing = standingDecider.evolve(this.standing, event);
      this.add(`eligibility-${FIRM}`, event.type, event.data, event.schemaVersion);
    }
  }

  list_(published: boolean): void {
    const version = 1;
    this.add('policyList-demo-policy', 'policyList.drafted', {
      ...stored('policyList.drafted'),
      version,
    });
    if (published) {
      this.add('policyList-demo-policy', 'policyList.published', stored('policyList.published'));
    }
  }

  register(creditCode: string): void {
    const data = { creditCode, name: '样例', regionCode: '411323' };
    this.add(`enterprise-${creditCode}`, 'enterprise.registered', data);
  }

  deregister(creditCode: string, effectiveOn: string): void {
    const data = { creditCode, effectiveOn, source: { title: '公告' } };
    this.add(`enterprise-${creditCode}`, 'enterprise.deregistered', data);
  }
}

const step = fc.oneof(
  fc.record({
    do: fc.constant('check' as const),
    end: fc.constantFrom('open', 'completed', 'failed', 'retried'),
  }),
  fc.record({ do: fc.constant('run' as const), chunks: fc.nat(5) }),
  fc.record({
    do: fc.constant('stand' as const),
    sme: fc.boolean(),
    project: fc.boolean(),
    year: fc.constantFrom(2023, 2024),
  }),
  fc.record({ do: fc.constant('list' as const), published: fc.boolean() }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function play(steps: readonly Step[]): Script {
  const script = new Script();
  script.register(FIRM);
  let published = false;
  for (const [n, each] of steps.entries()) {
    if (each.do === 'check') script.check(n, each.end);
    if (each.do === 'run') script.run(n, each.chunks);
    if (each.do === 'stand') {
      const given = {
        ...(each.sme ? { 'sci-tech-sme': [{ number: 'x' }] } : {}),
        ...(each.project ? { 'county-project': [{ number: 'y' }] } : {}),
      };
      script.stand(given, each.year);
    }
    // A published version is never drafted anew.
    if (each.do === 'list' && !published) {
      script.list_(each.published);
      published = each.published;
    }
  }
  return script;
}

describe('the read models of policy', () => {
  let bench: ProjectionBench;
  beforeAll(async () => {
    bench = await ProjectionBench.open();
  });
  afterAll(() => bench.close());

  const build = (events: readonly RecordedEvent[], pageSize = 100): Promise<BuiltTables> =>
    bench.build(eligibilityProjections, events, pageSize);

  it('are the same whatever pages the events come in', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 12 }),
        fc.integer({ min: 2, max: 7 }),
        async (steps, size) => {
          const { events } = play(steps);
          const dumps: unknown[] = [];
          for (const pageSize of [1, size, 1000]) {
            dumps.push(await (await build(events, pageSize)).dump(eligibilityProjections));
          }
          expect(dumps[1]).toEqual(dumps[0]);
          expect(dumps[2]).toEqual(dumps[0]);
        },
      ),
      { numRuns: 25, interruptAfterTimeLimit: 30_000 },
    );
  }, 60_000);

  it('tell what stood at a position as a ledger that ends there tells it now', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 10 }), fc.nat(), async (steps, cut) => {
        const { events } = play(steps);
        const known = events.slice(0, cut % (events.length + 1));
        const knownAt = `bench.${known.at(-1)?.position ?? 0n}`;
        const standing = async (part: readonly RecordedEvent[]) => {
          const handler = new StandingEligibilityHandler(await build(part), lists, unexplained);
          return handler.execute(new StandingEligibility(FIRM, { knownAt }));
        };
        expect(await standing(events)).toEqual(await standing(known));
      }),
      { numRuns: 25, interruptAfterTimeLimit: 30_000 },
    );
  }, 60_000);

  it('find exactly the demands that have no answer', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 10 }), async (steps) => {
        const { events } = play(steps);
        const open = new OpenDemandsQuery(await build(events));
        const expected = events
          .filter((event) => event.type === 'eligibilityCheck.requested')
          .filter((request) => {
            const story = events.filter((event) => event.stream === request.stream);
            const state = story.reduce(
              (before, event) =>
                checkDecider.evolve(before, { ...event, schemaVersion: 1 } as never),
              checkDecider.initial,
            );
            return state.status === 'queued';
          })
          .map((request) => request.stream.slice('eligibilityCheck-'.length));
        expect(await open.of('eligibility-check', 100)).toEqual(expected);
      }),
      { numRuns: 15, interruptAfterTimeLimit: 30_000 },
    );
  }, 60_000);

  it('list the enterprises that were registered and not known to be gone', async () => {
    const script = new Script();
    script.register(OTHER);
    script.register(FIRM);
    const before = script.events.at(-1)?.position ?? 0n;
    script.deregister(OTHER, '2023-06-30');
    const after = script.events.at(-1)?.position ?? 0n;
    const county = new CountyEnterprises(await build(script.events));
    expect(await county.after('', '2023-12-31', before, 10)).toEqual([FIRM, OTHER]);
    expect(await county.after('', '2023-12-31', after, 10)).toEqual([FIRM]);
    expect(await county.after('', '2023-06-29', after, 10)).toEqual([FIRM, OTHER]);
    expect(await county.after(FIRM, '2023-06-29', after, 10)).toEqual([OTHER]);
    expect(await county.count('2023-12-31', after)).toBe(1);
    expect(await county.after('', '2023-12-31', 3n, 10)).toEqual([OTHER]);
  });
});
