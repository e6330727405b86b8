import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RecordedEvent } from '#libs/event-store/port.js';
import { Refusal } from '#libs/kernel/refusal.js';
import { ProjectionBench, type BuiltTables } from '../../../test/slices/projection-bench.js';
import { declarationDecider, usedValue, type Figures } from '../domain/declarations/declaration.js';
import {
  confirmDeclaration,
  rejectDeclaration,
  submitDeclaration,
  withdrawDeclaration,
} from '../domain/declarations/decisions.js';
import type { DeclarationEvent } from '../domain/declarations/events.js';
import type { ManualAnswerEvent } from '../domain/manual-answers/events.js';
import { SaidFacts } from '../facts/said-facts.js';
import { manualAnswersProjection } from '../manual-answers/manual-answers.projection.js';
import { ManualAnswerListHandler } from '../manual-answers/manual-answer-list.query.js';
import { manualQuestionsProjection } from '../manual-answers/manual-questions.projection.js';
import { OpenQuestionListHandler } from '../manual-answers/manual-answer-list.query.js';
import { ManualAnswerList, OpenQuestionList } from '../manual-answers/queries.js';
import { objectionsProjection } from '../objections/objections.projection.js';
import { ObjectionListHandler } from '../objections/objection-list.query.js';
import { ObjectionList } from '../objections/queries.js';
import { PolicyDictionary } from '../policy-dictionary.js';
import { DICTIONARY } from '../testing/lists.js';
import { declarationsProjection } from './declarations.projection.js';
import { DeclaredFigureListHandler } from './declared-figure-list.query.js';
import { DeclaredFigureList } from './queries.js';

const FIRMS = ['91411323MAXX00015T', '91411323MAXX00023M'] as const;
const PROJECTIONS = [
  declarationsProjection,
  manualAnswersProjection,
  manualQuestionsProjection,
  objectionsProjection,
];
const PAGE = { page: 1, pageSize: 200 };
const FACTS = ['revenue', 'staff', 'assets'] as const;
const VALUES = { revenue: ['1.00', '2.00'], staff: [1, 2], assets: ['3.00', '4.00'] } as const;

const action = fc.record({
  firm: fc.constantFrom(...FIRMS),
  year: fc.constantFrom(2021, 2022),
  do: fc.constantFrom(
    'submit',
    'submit',
    'confirm',
    'reject',
    'withdraw',
    'answer',
    'retract',
    'object',
    'verdict',
  ),
  facts: fc.subarray([...FACTS], { minLength: 1 }),
  n: fc.nat(1),
});
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

/** Random commands, and the events that the deciders leave. */
class Script {
  readonly events: RecordedEvent[] = [];
  readonly figures = new Map<string, Figures>();
  readonly answers = new Map<string, ManualAnswerEvent>();

  play(actions: readonly Action[]): this {
    for (const each of actions) this.step(each);
    return this;
  }

  private step({ firm: creditCode, year, do: what, facts, n }: Action): void {
    const key = { creditCode, year };
    const state = this.figures.get(`${creditCode}.${year}`) ?? declarationDecider.initial;
    const input = { names: facts, reason: `理由${n}` };
    switch (what) {
      case 'submit': {
        const figures = Object.fromEntries(facts.map((fact) => [fact, VALUES[fact][n] ?? 0]));
        const data = { ...key, figures, source: { title: `报表${n}` } };
        return this.declared(key, submitDeclaration(DICTIONARY, data, state));
      }
      case 'confirm':
        return this.declared(key, confirmDeclaration(DICTIONARY, key, input, state));
      case 'reject':
        return this.declared(key, rejectDeclaration(DICTIONARY, key, input, state));
      case 'withdraw':
        return this.declared(key, withdrawDeclaration(DICTIONARY, key, input, state));
      case 'verdict':
        return this.judged(creditCode, year, n);
      default:
        return this.said(what, creditCode, n === 0 ? null : year, n);
    }
  }

  private declared(
    { creditCode, year }: { creditCode: string; year: number },
    events: readonly DeclarationEvent[] | Refusal,
  ): void {
    if (events instanceof Refusal) return;
    const id = `${creditCode}.${year}`;
    for (const event of events) {
      const before = this.figures.get(id) ?? declarationDecider.initial;
      this.figures.set(id, declarationDecider.evolve(before, event));
      this.add(`declaration-${id}`, event.type, event.data);
    }
  }

  private said(what: string, creditCode: string, awardYear: number | null, n: number): void {
    const of = { creditCode, list: 'demo-policy', question: `q${n}`, awardYear };
    const reason = '更正';
    if (what === 'answer') {
      this.add(`manualAnswer-${creditCode}`, 'manualAnswer.given', {
        ...of,
        answer: n === 0 ? 82.5 : true,
        basis: '评审',
      });
    }
    if (what === 'retract') {
      this.add(`manualAnswer-${creditCode}`, 'manualAnswer.withdrawn', { ...of, reason });
    }
    if (what === 'object') this.objected(creditCode, n);
  }

  private objected(creditCode: string, n: number): void {
    const index = this.events.filter(({ type }) => type === 'objection.raised').length;
    const objectionId = `00000000-0000-5000-8000-${String(index).padStart(12, '0')}`;
    const stream = `objection-${objectionId}`;
    const data = { objectionId, creditCode };
    this.add(stream, 'objection.raised', { ...data, awardYear: 2023, clause: 'c', text: '有误' });
    if (n === 1) {
      this.add(stream, 'objection.resolved', { ...data, outcome: 'upheld', reason: '已更正' });
    }
  }

  /** Standing verdicts that wait for an answer, or do not any more. */
  private judged(creditCode: string, awardYear: number, n: number): void {
    const missing = [{ fact: 'manual:q', label: '核实', reportAt: '经办' }];
    const changes = [{ clause: 'c', missing: n === 0 ? missing : [] }];
    const data = { creditCode, awardYear, list: 'demo-policy', version: 1, changes, dropped: [] };
    this.add(`eligibility-${creditCode}`, 'eligibility.changed', data);
  }

  private add(stream: string, type: string, data: object): void {
    const position = BigInt(this.events.length * 3 + 3);
    const revision = BigInt(this.events.filter((event) => event.stream === stream).length);
    this.events.push({
      id: `00000000-0000-7000-8000-${String(this.events.length).padStart(12, '0')}`,
      ...{ stream, revision, position, type, data },
      metadata: { schemaVersion: '1', actor: 'officer-1', role: 'officer' },
      recordedAt: new Date(Date.UTC(2023, 0, 1) + this.events.length * 60_000).toISOString(),
    });
  }
}

describe('the read models of what people have said', () => {
  let bench: ProjectionBench;
  beforeAll(async () => {
    bench = await ProjectionBench.open();
  });
  afterAll(() => bench.close());

  const build = (events: readonly RecordedEvent[], pageSize = 100): Promise<BuiltTables> =>
    bench.build(PROJECTIONS, events, pageSize);
  const actions = fc.array(action, { maxLength: 14 });

  it('are the same whatever pages the events come in: a rebuild equals the live tables', async () => {
    await fc.assert(
      fc.asyncProperty(actions, fc.integer({ min: 2, max: 5 }), async (steps, size) => {
        const { events } = new Script().play(steps);
        const dumps: unknown[] = [];
        for (const pageSize of [1, size, 1000]) {
          dumps.push(await (await build(events, pageSize)).dump(PROJECTIONS));
        }
        expect(dumps[1]).toEqual(dumps[0]);
        expect(dumps[2]).toEqual(dumps[0]);
      }),
      { numRuns: 20, interruptAfterTimeLimit: 40_000 },
    );
  }, 60_000);

  it('tell at a position what a ledger that ends there tells now', async () => {
    await fc.assert(
      fc.asyncProperty(actions, fc.nat(), async (steps, cut) => {
        const { events } = new Script().play(steps);
        const known = events.slice(0, cut % (events.length + 1));
        const position = known.at(-1)?.position ?? 0n;
        const knownAt = `bench.${position}`;
        const ask = async (part: readonly RecordedEvent[]) => {
          const tables = await build(part);
          const policy = new PolicyDictionary();
          const figures = new DeclaredFigureListHandler(tables, policy);
          const objections = new ObjectionListHandler(tables);
          const answers = new ManualAnswerListHandler(tables);
          const asked = { list: 'demo-policy', awardYear: 2022 };
          return [
            await figures.execute(new DeclaredFigureList({ ...PAGE, knownAt })),
            await objections.execute(new ObjectionList({ ...PAGE, knownAt })),
            await answers.execute(new ManualAnswerList(FIRMS[0], { ...PAGE, knownAt })),
            await new SaidFacts(tables).of(FIRMS, asked, position),
          ];
        };
        expect(await ask(events)).toEqual(await ask(known));
      }),
      { numRuns: 20, interruptAfterTimeLimit: 40_000 },
    );
  }, 60_000);

  it('give checks the value that the rules of declaring say, and whether it is confirmed', async () => {
    await fc.assert(
      fc.asyncProperty(actions, async (steps) => {
        const script = new Script().play(steps);
        const said = new SaidFacts(await build(script.events));
        const asked = { list: 'demo-policy', awardYear: 2022 };
        const all = await said.of(FIRMS, asked, script.events.at(-1)?.position ?? 0n);
        const told = [...all].flatMap(([code, { figures }]) =>
          figures.map((f) => [`${code}.${f.year}.${f.fact}`, f.value, f.confirmed]),
        );
        const expected = [...script.figures].flatMap(([id, figures]) =>
          [...figures].flatMap(([fact, figure]) => {
            const used = usedValue(figure);
            return used ? [[`${id}.${fact}`, used.value, figure.confirmed !== undefined]] : [];
          }),
        );
        expect(told.sort()).toEqual(expected.sort());
      }),
      { numRuns: 20, interruptAfterTimeLimit: 40_000 },
    );
  }, 60_000);

  it('cite the declaration and its confirmation', async () => {
    const of = { firm: FIRMS[0], year: 2022 as const, facts: ['staff' as const], n: 0 };
    const script = new Script().play([
      { ...of, do: 'submit' },
      { ...of, do: 'confirm' },
      { ...of, do: 'submit', n: 1 },
    ]);
    const said = new SaidFacts(await build(script.events));
    const known = await said.of(FIRMS, { list: 'x', awardYear: 2023 }, 99n);
    expect(known.get(FIRMS[0])?.figures).toEqual([
      {
        fact: 'staff',
        year: 2022,
        value: 1,
        confirmed: true,
        events: script.events.slice(0, 2).map(({ id }) => id),
      },
    ]);
    expect(known.has(FIRMS[1])).toBe(false);
  });

  it('prefer the answer of an award year to the one for all years, and keep to the list', async () => {
    const of = { firm: FIRMS[0], facts: ['staff' as const], do: 'answer' as const };
    const { events } = new Script().play([
      { ...of, year: 2022 as const, n: 0 },
      { ...of, year: 2022 as const, n: 1 },
    ]);
    const said = new SaidFacts(await build(events));
    const ask = async (list: string, awardYear: number) =>
      [...((await said.of(FIRMS, { list, awardYear }, 99n)).get(FIRMS[0])?.answers ?? [])].map(
        ([question, { value }]) => [question, value],
      );
    expect(await ask('demo-policy', 2022)).toEqual([
      ['q0', { n: 825n, d: 10n }],
      ['q1', true],
    ]);
    expect(await ask('demo-policy', 2023)).toEqual([['q0', { n: 825n, d: 10n }]]);
    expect(await ask('other', 2022)).toEqual([]);
  });

  it('ask officers what the last verdict waits for, and nothing else', async () => {
    const of = {
      firm: FIRMS[0],
      year: 2022 as const,
      facts: ['staff' as const],
      do: 'verdict' as const,
    };
    const asked = async (steps: readonly Action[]) => {
      const handler = new OpenQuestionListHandler(await build(new Script().play(steps).events));
      const { items } = await handler.execute(new OpenQuestionList(PAGE));
      return items.map(({ awardYear, question, label }) => [awardYear, question, label]);
    };
    expect(await asked([{ ...of, n: 0 }])).toEqual([[2022, 'manual:q', '核实']]);
    expect(
      await asked([
        { ...of, n: 0 },
        { ...of, n: 1 },
      ]),
    ).toEqual([]);
    expect(
      await asked([
        { ...of, n: 0 },
        { ...of, year: 2021, n: 1 },
      ]),
    ).toHaveLength(1);
    expect(await asked([{ ...of, n: 1 }])).toEqual([]);
  });
});
