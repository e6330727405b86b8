import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fold } from '#libs/kernel/decider.js';
import { formatYuan } from '#libs/kernel/money.js';
import { Refusal } from '#libs/kernel/refusal.js';
import {
  budgetDecider,
  held,
  noteClawback,
  release,
  reserve,
  setBudget,
  sumOf,
  type Budget,
} from './budget.js';
import { releaseClaim, takeClaim } from './claim.js';
import type { AwardBudgetEvent, AwardBudgetReserved } from './events.js';
import type { Limits } from './limits.js';
import { USUAL_NOTICE } from './notice-rule.js';
import { proposalOf } from '../../awards/testing/award-stories.js';

const OF = { list: 'test', awardYear: 2023 };
const NO_LIMITS: Limits = { caps: [], groups: [] };

const request = (
  n: number,
  fen: bigint,
  over: Partial<AwardBudgetReserved['data']> = {},
): AwardBudgetReserved['data'] => ({
  ...OF,
  awardId: `JB411323-2023-000${n}`,
  ...{ creditCode: 'f1', clause: 'a', version: 1, calculated: formatYuan(fen), exception: false },
  approval: { amount: formatYuan(fen), approvedOn: '2024-02-05', approvedBy: 'account-2' },
  ...over,
});

const given = (...events: readonly AwardBudgetEvent[]): Budget => fold(budgetDecider, events);
const reserved = (data: AwardBudgetReserved['data']): AwardBudgetEvent => ({
  ...{ type: 'awardBudget.reserved', schemaVersion: 1, data },
});
const budgetOf = (total: string | null, clauses = {}): AwardBudgetEvent => ({
  ...{ type: 'awardBudget.set', schemaVersion: 1 },
  data: { ...OF, total, clauses, whenShort: 'pro-rata', notice: USUAL_NOTICE },
});
const outcome = (decision: readonly AwardBudgetEvent[] | Refusal) =>
  decision instanceof Refusal ? decision.code : decision.map(({ type }) => type);

describe('the money of a year', () => {
  it('is set aside up to the last fen, and not one more', () => {
    const budget = given(budgetOf('100.00'), reserved(request(1, 6_000n)));
    expect(outcome(reserve(request(2, 4_000n), NO_LIMITS, budget))).toEqual([
      'awardBudget.reserved',
    ]);
    const refusal = reserve(request(2, 4_001n), NO_LIMITS, budget) as Refusal;
    expect([refusal.code, refusal.extra]).toEqual([
      'budget-exceeded',
      { left: '40.00', scope: 'list' },
    ]);
    expect(refusal.detail).toContain('余40元');
  });

  it.each<[string, Limits['caps'][number], AwardBudgetReserved['data'], string | string[]]>([
    [
      'of one enterprise',
      { scope: 'enterprise', max: 10_000n, text: '单户' },
      request(2, 5_000n),
      'above-enterprise-cap',
    ],
    [
      'of another enterprise',
      { scope: 'enterprise', max: 10_000n, text: '单户' },
      request(2, 5_000n, { creditCode: 'f2' }),
      ['awardBudget.reserved'],
    ],
    [
      'of its clause',
      { scope: 'clause', max: 10_000n, text: '条款', clauses: ['a', 'b'] },
      request(2, 5_000n, { clause: 'b' }),
      'budget-exceeded',
    ],
    [
      'of other clauses',
      { scope: 'clause', max: 10_000n, text: '条款', clauses: ['a'] },
      request(2, 5_000n, { clause: 'b' }),
      ['awardBudget.reserved'],
    ],
    [
      'of the list',
      { scope: 'list', max: 10_000n, text: '总额' },
      request(2, 5_000n, { creditCode: 'f2', clause: 'b' }),
      'budget-exceeded',
    ],
    [
      'even for an exception',
      { scope: 'list', max: 10_000n, text: '总额' },
      request(2, 5_000n, { exception: true }),
      'budget-exceeded',
    ],
  ])('keeps a cap %s', (_name, cap, wanted, expected) => {
    const budget = given(reserved(request(1, 6_000n)));
    expect(outcome(reserve(wanted, { caps: [cap], groups: [] }, budget))).toEqual(expected);
  });

  it.each<[string, Limits['groups'][number], bigint, string | string[]]>([
    [
      'highest-only: one of them',
      { rule: 'highest-only', members: ['a', 'b'], text: '不重复' },
      1n,
      'exclusive-with',
    ],
    [
      'top-up: the rest to the highest',
      { rule: 'top-up', members: ['a', 'b'], text: '补足' },
      4_000n,
      ['awardBudget.reserved'],
    ],
    [
      'top-up: not above the highest',
      { rule: 'top-up', members: ['a', 'b'], text: '补足' },
      4_001n,
      'exclusive-with',
    ],
    [
      'stack: both',
      { rule: 'stack', members: ['a', 'b'], text: '叠加' },
      9_000n,
      ['awardBudget.reserved'],
    ],
    [
      'stack: within the group’s cap',
      { rule: 'stack', members: ['a', 'b'], text: '叠加', cap: 10_000n },
      9_000n,
      'exclusive-with',
    ],
    [
      'other clauses',
      { rule: 'highest-only', members: ['a', 'c'], text: '不重复' },
      9_000n,
      ['awardBudget.reserved'],
    ],
  ])('keeps the list’s groups, %s', (_name, group, fen, expected) => {
    const budget = given(reserved(request(1, 6_000n)));
    const wanted = request(2, fen, { clause: 'b', calculated: '100.00' });
    expect(outcome(reserve(wanted, { caps: [], groups: [group] }, budget))).toEqual(expected);
    const exception = outcome(
      reserve({ ...wanted, exception: true }, { caps: [], groups: [group] }, budget),
    );
    expect(exception).toEqual(['awardBudget.reserved']);
  });

  it('is set aside once for an award: again is so already, otherwise 409', () => {
    const budget = given(reserved(request(1, 6_000n)));
    expect(outcome(reserve(request(1, 6_000n), NO_LIMITS, budget))).toEqual([]);
    expect(outcome(reserve(request(1, 5_000n), NO_LIMITS, budget))).toBe('reserved-otherwise');
  });

  it('is free again after a waiver, and noted after a clawback', () => {
    const budget = given(reserved(request(1, 6_000n)), budgetOf('60.00'));
    const of = { ...OF, awardId: request(1, 1n).awardId };
    const freed = given(
      reserved(request(1, 6_000n)),
      budgetOf('60.00'),
      ...release(of, 'waived', budget),
    );
    expect(outcome(release(of, 'waived', freed))).toEqual([]);
    expect(outcome(reserve(request(2, 6_000n), NO_LIMITS, freed))).toEqual([
      'awardBudget.reserved',
    ]);
    expect(outcome(reserve(request(1, 6_000n), NO_LIMITS, freed))).toBe('reservation-released');
    expect(outcome(noteClawback(of, 100n, 1, budget))).toEqual(['awardBudget.clawbackNoted']);
    const noted = fold(budgetDecider, [
      reserved(request(1, 6_000n)),
      ...noteClawback(of, 100n, 1, budget),
    ]);
    expect(outcome(noteClawback(of, 100n, 1, noted))).toEqual([]);
    expect(sumOf(held(noted))).toBe(6_000n);
    // A correction takes back what was noted too much; what was told before it comes too late.
    expect(outcome(noteClawback(of, 40n, 2, noted))).toEqual(['awardBudget.clawbackNoted']);
    const corrected = given(reserved(request(1, 6_000n)), ...noteClawback(of, 40n, 2, noted));
    expect(outcome(noteClawback(of, 100n, 1, corrected))).toEqual([]);
  });

  it('is freed and set aside anew in one decision when an approval was withdrawn', () => {
    const first = given(reserved(request(1, 6_000n)), budgetOf('60.00'));
    const again = { ...request(1, 5_000n), attempt: 1 };
    const anew = reserve(again, NO_LIMITS, first);
    expect(outcome(anew)).toEqual(['awardBudget.released', 'awardBudget.reserved']);
    const second = given(reserved(request(1, 6_000n)), ...(anew as readonly AwardBudgetEvent[]));
    expect(sumOf(held(second))).toBe(5_000n);
    expect(outcome(reserve(again, NO_LIMITS, second))).toEqual([]);
    expect(outcome(reserve(request(1, 6_000n), NO_LIMITS, second))).toBe('reservation-released');
  });

  it('is not set below what is held', () => {
    const budget = given(reserved(request(1, 6_000n)));
    const set = (total: string | null, clauses = {}) =>
      outcome(
        setBudget({ ...OF, total, clauses, whenShort: 'pro-rata', notice: USUAL_NOTICE }, budget),
      );
    expect(set('59.99')).toBe('budget-below-reserved');
    expect(set(null, { a: '59.99' })).toBe('budget-below-reserved');
    expect(set('60.00', { b: '0.00' })).toEqual(['awardBudget.set']);
  });

  it('holds every limit in any order of requests', () => {
    const wanted = fc.record({
      fen: fc.bigInt(1n, 10_000n),
      creditCode: fc.constantFrom('f1', 'f2'),
      clause: fc.constantFrom('a', 'b'),
    });
    const caps: Limits['caps'] = [
      { scope: 'enterprise', max: 9_000n, text: '单户' },
      { scope: 'clause', max: 8_000n, text: '条款', clauses: ['a'] },
      { scope: 'list', max: 14_000n, text: '总额' },
    ];
    fc.assert(
      fc.property(fc.array(wanted, { maxLength: 9 }), (all) => {
        const budget = all.reduce<Budget>((state, { fen, ...of }, n) => {
          const decision = reserve(request(n, fen, of), { caps, groups: [] }, state);
          return decision instanceof Refusal ? state : decision.reduce(budgetDecider.evolve, state);
        }, budgetDecider.initial);
        const kept = held(budget);
        expect(sumOf(kept) <= 14_000n).toBe(true);
        expect(sumOf(kept.filter(({ clause }) => clause === 'a')) <= 8_000n).toBe(true);
        for (const code of ['f1', 'f2']) {
          expect(sumOf(kept.filter(({ creditCode }) => creditCode === code)) <= 9_000n).toBe(true);
        }
      }),
    );
  });
});

describe('the one place of a list, year, enterprise and clause', () => {
  const proposal = proposalOf();
  const claim = {
    list: 'test',
    awardYear: 2023,
    creditCode: proposal.creditCode,
    clause: 'a',
    awardId: proposal.awardId,
    proposal,
  };

  it('is taken once; another award is told which one has it', () => {
    expect(takeClaim(claim, null)).toMatchObject([{ type: 'awardClaim.taken' }]);
    expect(takeClaim(claim, claim)).toEqual([]);
    const refusal = takeClaim({ ...claim, awardId: 'JB411323-2023-0002' }, claim) as Refusal;
    expect([refusal.code, refusal.extra['awardId']]).toEqual(['award-exists', claim.awardId]);
  });

  it('is given back by the award that has it only', () => {
    expect(releaseClaim(claim, 'JB411323-2023-0002', claim)).toEqual([]);
    expect(releaseClaim(claim, claim.awardId, claim)).toMatchObject([
      { type: 'awardClaim.released' },
    ]);
    expect(releaseClaim(claim, claim.awardId, null)).toEqual([]);
  });
});
