import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CommandRunner, toNewEvent } from '#libs/event-store/command-runner.js';
import type { AppendRequest, EventStore } from '#libs/event-store/port.js';
import { PostgresCommandLog } from '#libs/event-store/postgres/postgres-command-log.js';
import type { ReadModels } from '#libs/event-store/projections/read-models.js';
import { addDays, dateInShanghai } from '#libs/kernel/calendar-date.js';
import { formatYuan } from '#libs/kernel/money.js';
import { RefusalError } from '#libs/kernel/refusal.js';
import {
  openPostgresSubject,
  type PostgresSubject,
} from '../../../test/contract/support/postgres-subject.js';
import { approvedOf, isOver, withdrawnOf, type Award } from '../domain/awards/award.js';
import { awardBudgetStream, awardStream, type AwardEvent } from '../domain/awards/events.js';
import type { PublishedLists } from '../lists/published-lists.js';
import { listOf } from '../testing/lists.js';
import { context } from '../testing/policy-host.js';
import { ApproveAwardHandler } from './approve-award.command.js';
import { AwardCommands } from './award-commands.js';
import { AwardProposals, type ProposalDraft } from './award-proposals.js';
import { AwardStreams } from './award-streams.js';
import { ApproveAward, TakeAwardStep } from './commands.js';
import { RepairAwardsHandler } from './repair-awards.command.js';
import { AwardSettlement } from './settlement.js';
import { TakeAwardStepHandler } from './take-award-step.command.js';
import { APPROVER, proposalOf, PROPOSER } from './testing/award-stories.js';

const CAPS = { enterprise: 900_000n, clause: 800_000n, list: 1_400_000n };
const LIST = listOf(`list: test
title: 测试
effective: {from: 2023-01-01, to: 2025-12-31}
clauses:
  - {id: a, article: 一, text: 原文, when: {some: sci-tech-sme}, benefit: {kind: fixed, amount: 1万}}
  - {id: b, article: 二, text: 原文, when: {some: sci-tech-sme}, benefit: {kind: fixed, amount: 1万}}
caps:
  - {id: e, max: 9000, text: 单户}
  - {id: c, scope: clause, clauses: [a], max: 8000, whenShort: queue, text: 条款}
  - {id: l, scope: list, max: 14000, whenShort: queue, text: 总额}
`);
const lists = {
  version: () => Promise.resolve({ list: LIST, version: 1, hash: 'h' }),
} as unknown as PublishedLists;

class Crash extends Error {}

/** A process that dies just before or just after the appends it is told to. */
class DyingStore {
  private appends = 0;

  constructor(
    private readonly store: EventStore,
    private readonly deaths: ReadonlySet<number>,
  ) {}

  get asStore(): EventStore {
    return new Proxy(this.store, {
      get: (target, key) => {
        if (key === 'append') return (request: AppendRequest) => this.append(request);
        const value = Reflect.get(target, key) as unknown;
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  }

  private async append(request: AppendRequest) {
    this.appends += 1;
    if (this.deaths.has(2 * this.appends)) throw new Crash('before the append');
    const result = await this.store.append(request);
    if (this.deaths.has(2 * this.appends + 1)) throw new Crash('after the append');
    return result;
  }
}

describe('approvals by many officers at once, with processes that die between two streams', () => {
  let subject: PostgresSubject;
  beforeAll(async () => {
    subject = await openPostgresSubject();
  });
  afterAll(() => subject.dispose());

  function processOn(store: EventStore) {
    const log = new PostgresCommandLog(subject.pool);
    const streams = new AwardStreams(new CommandRunner(store, log), log, store);
    const awards = new AwardCommands(streams, store);
    const settlement = new AwardSettlement(streams);
    return {
      streams,
      settlement,
      proposals: new AwardProposals(streams, settlement, log),
      approve: new ApproveAwardHandler(awards, streams, settlement, lists),
      step: new TakeAwardStepHandler(awards, streams, settlement),
    };
  }

  const today = dateInShanghai(new Date().toISOString());
  let counter = 0;

  /** An award whose notice is over. */
  async function noticed(
    awardYear: number,
    draft: Pick<ProposalDraft, 'amount' | 'creditCode' | 'clause'>,
  ) {
    counter += 1;
    const awardId = `JB411323-${awardYear}-${String(counter).padStart(4, '0')}`;
    const proposal = proposalOf({ awardId, awardYear, departments: ['县财政局'], ...draft });
    const of = { awardId, creditCode: draft.creditCode };
    const events: readonly AwardEvent[] = [
      { type: 'award.proposed', schemaVersion: 1, data: proposal },
      {
        type: 'award.departmentAgreed',
        schemaVersion: 1,
        data: { ...of, department: '县财政局', note: null, on: today },
      },
      {
        ...{ type: 'award.noticeOpened', schemaVersion: 1 },
        data: {
          ...of,
          ...{ startsOn: addDays(today, -9), endsOn: addDays(today, -1), days: 5, reason: null },
          rule: { days: 5, unit: 'working-days', basis: '惯例', daysOff: [], workdays: [] },
        },
      },
    ];
    const by = context(proposal, { id: PROPOSER, role: 'officer' });
    await subject.store.append({
      stream: awardStream(awardId),
      expected: 'no-stream',
      events: events.map((event, i) => toNewEvent(event, i, by)),
    });
    return awardId;
  }

  const plannedAward = fc.record({
    fen: fc.bigInt(1n, 9_000n).map((n) => n * 100n),
    creditCode: fc.constantFrom('91411323MAXX00015T', '91411323MAXX00023M'),
    clause: fc.constantFrom('a', 'b'),
  });
  const action = fc.record({
    award: fc.nat(5),
    what: fc.constantFrom('approve', 'approve', 'approve', 'reject', 'less', 'withdraw'),
    process: fc.nat(2),
    officer: fc.constantFrom(APPROVER, 'account-3', PROPOSER),
  });
  const deaths = fc.array(fc.integer({ min: 2, max: 14 }), { maxLength: 3 });

  async function attempt(work: Promise<unknown>): Promise<void> {
    await work.catch((error: unknown) => {
      if (!(error instanceof RefusalError) && !(error instanceof Crash)) throw error;
    });
  }

  async function held(ids: readonly string[], awardYear: number) {
    const { streams } = processOn(subject.store);
    const approved: { readonly award: Award; readonly amount: bigint }[] = [];
    for (const id of ids) {
      const award = await streams.award(id);
      if (!award?.approval) continue;
      approved.push({ award, amount: isOver(award) ? 0n : approvedOf(award) });
    }
    const sum = (of: (clause: string, creditCode: string) => boolean) =>
      approved
        .filter(({ award }) => of(award.proposal.clause, award.proposal.creditCode))
        .reduce((total, { amount }) => total + amount, 0n);
    const codes = [...new Set(approved.map(({ award }) => award.proposal.creditCode))];
    expect(sum(() => true) <= CAPS.list).toBe(true);
    expect(sum((clause) => clause === 'a') <= CAPS.clause).toBe(true);
    for (const code of codes) {
      expect(sum((_clause, creditCode) => creditCode === code) <= CAPS.enterprise).toBe(true);
    }
    const stored = await subject.store.readStream(awardBudgetStream('test', awardYear));
    const reservations = stored.filter(({ type }) => type === 'awardBudget.reserved');
    const ofAward = (id: string) =>
      reservations.filter(({ data }) => (data as { awardId: string }).awardId === id);
    for (const { award } of approved) {
      const own = ofAward(award.proposal.awardId);
      expect(own.map(({ data }) => (data as { approval: object }).approval).at(-1)).toEqual(
        award.approval,
      );
    }
    return { streams, ofAward };
  }

  let year = 1000;

  it('never exceed a cap, and every approved award has exactly one reservation', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(plannedAward, { minLength: 3, maxLength: 6 }),
        fc.array(action, { minLength: 4, maxLength: 12 }),
        fc.tuple(deaths, deaths, deaths),
        async (awards, actions, dying) => {
          year += 1;
          const awardYear = year;
          const ids: string[] = [];
          for (const { fen, ...of } of awards) {
            ids.push(await noticed(awardYear, { ...of, amount: formatYuan(fen) }));
          }
          const processes = dying.map((at) =>
            processOn(new DyingStore(subject.store, new Set(at)).asStore),
          );
          await Promise.all(
            actions.map(async ({ award, what, process, officer }) => {
              const id = ids[award % ids.length] ?? '';
              const by = context({ id, what }, { id: officer, role: 'officer' });
              const { approve, step } = processes[process] ?? processOn(subject.store);
              const body = what === 'less' ? { amount: '1.00' } : {};
              const withdrawal = { step: 'approval-withdrawal', by: officer } as const;
              await attempt(
                what === 'withdraw'
                  ? step.execute(new TakeAwardStep(by, id, withdrawal, { reason: '重新审定' }))
                  : what === 'reject'
                    ? step.execute(
                        new TakeAwardStep(by, id, { step: 'rejection' }, { reason: '不予' }),
                      )
                    : approve.execute(new ApproveAward(by, id, body)),
              );
            }),
          );
          await held(ids, awardYear);
          await repaired(ids);
          const { streams, ofAward } = await held(ids, awardYear);
          // Nothing is left half done: money is set aside for what is approved, and for nothing else.
          const budget = await streams.budget({ list: 'test', awardYear });
          for (const id of ids) {
            const award = await streams.award(id);
            const reservation = budget.reservations.get(id);
            expect(ofAward(id).length <= 1 + (award ? withdrawnOf(award) : 0)).toBe(true);
            expect(reservation !== undefined && !reservation.released).toBe(
              award?.approval !== undefined && !isOver(award),
            );
          }
        },
      ),
      { numRuns: 25, interruptAfterTimeLimit: 60_000 },
    );
  }, 120_000);

  async function repaired(ids: readonly string[]): Promise<void> {
    const { streams, settlement } = processOn(subject.store);
    const rows = ids.map((id) => ({ award_id: id }));
    const readModels = {
      query: (sql: string) => Promise.resolve(sql.includes('awards_claims') ? [] : rows),
    } as unknown as ReadModels;
    const repair = new RepairAwardsHandler(readModels, streams, settlement);
    await repair.execute();
    expect(await repair.execute()).toEqual({ settled: [] });
  }

  it('two officers propose the same at once, one dies after the claim: one award', async () => {
    await fc.assert(
      fc.asyncProperty(fc.tuple(deaths, deaths, deaths), async (dying) => {
        year += 1;
        const draft: ProposalDraft = { ...proposalOf(), awardYear: year };
        const claim = { list: 'test', awardYear: year, creditCode: draft.creditCode, clause: 'a' };
        const processes = dying.map((at) =>
          processOn(new DyingStore(subject.store, new Set(at)).asStore),
        );
        await Promise.all(
          processes.map(({ proposals }) =>
            attempt(proposals.write(context(draft), draft, '411323')),
          ),
        );
        const sound = processOn(subject.store);
        await attempt(sound.proposals.write(context(draft), draft, '411323'));
        const holder = await sound.streams.claim(claim);
        expect((await sound.streams.award(holder?.awardId ?? ''))?.stage).toBe('proposed');
        for (let n = 1; n <= 8; n += 1) {
          const id = `JB411323-${year}-000${n}`;
          if (id !== holder?.awardId) expect(await sound.streams.award(id)).toBeNull();
        }
      }),
      { numRuns: 25, interruptAfterTimeLimit: 30_000 },
    );
  }, 60_000);
});
