import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatYuan } from '#libs/kernel/money.js';
import type { ClauseResult, ClauseStatus, ListResult } from '../result.js';
import {
  addBudgets,
  addClauses,
  compareResults,
  NO_BUDGET,
  type Compared,
} from './compare-results.js';

type Verdicts = Readonly<Record<string, readonly [ClauseStatus, number]>>;

/** A result with these clauses: status, and what counts in yuan. */
function resultOf(verdicts: Verdicts): ListResult {
  const results = Object.entries(verdicts).map(([clause, [status, yuan]]) => ({
    ...{ clause, status, article: '', text: '', benefit: 'fixed', amount: null },
    ...(status === 'eligible' ? { payable: formatYuan(BigInt(yuan) * 100n) } : {}),
    ...{ fails: [], missing: [], events: [] },
  })) as ClauseResult[];
  const total = Object.values(verdicts).reduce((sum, [, yuan]) => sum + yuan, 0);
  return { total: formatYuan(BigInt(total) * 100n), results } as unknown as ListResult;
}

const compared = (creditCode: string, before: Verdicts | undefined, after: Verdicts): Compared => ({
  creditCode,
  before: before && resultOf(before),
  after: resultOf(after),
});
const effects = (...pairs: readonly Compared[]) =>
  compareResults(pairs).changes.map(({ creditCode, effect }) => `${creditCode} ${effect}`);

describe('what a version would change', () => {
  it('is nothing where every verdict and amount is the same', () => {
    const same: Verdicts = { a: ['eligible', 5], b: ['unknown', 0] };
    const { changes, budget } = compareResults([compared('X', same, same)]);
    expect([changes, budget]).toEqual([[], { before: '5.00', after: '5.00' }]);
  });

  it('is told of those who gain, who lose, who do both, and whose open questions moved', () => {
    expect(
      effects(
        compared('A', { a: ['not-eligible', 0] }, { a: ['eligible', 5] }),
        compared('B', { a: ['eligible', 5] }, { a: ['eligible', 4] }),
        compared('C', { a: ['eligible', 5], b: ['unknown', 0] }, { b: ['eligible', 1] }),
        compared('D', { a: ['unknown', 0] }, { a: ['not-eligible', 0] }),
        compared('E', { a: ['not-in-force', 0] }, { b: ['not-eligible', 0] }),
      ),
    ).toEqual(['A gains', 'B loses', 'C both', 'D open']);
  });

  it('counts a service that costs nothing as a gain too', () => {
    expect(effects(compared('A', { a: ['unknown', 0] }, { a: ['eligible', 0] }))).toEqual([
      'A gains',
    ]);
  });

  it('of a first version is everything it gives', () => {
    const { clauses, budget } = compareResults([
      compared('A', undefined, { a: ['eligible', 5], b: ['unknown', 0] }),
      compared('B', undefined, { a: ['not-eligible', 0], b: ['eligible', 2] }),
    ]);
    expect(budget).toEqual({ before: '0.00', after: '7.00' });
    expect(clauses).toMatchObject([
      { clause: 'a', before: { eligible: 0 }, after: { eligible: 1, amount: '5.00' }, gained: 1 },
      { clause: 'b', after: { eligible: 1, unknown: 1, amount: '2.00' }, lost: 0 },
    ]);
  });

  it('adds up the same in whatever chunks the enterprises come', () => {
    const verdict = fc.record({
      status: fc.constantFrom<ClauseStatus>('eligible', 'not-eligible', 'unknown', 'not-in-force'),
      yuan: fc.nat(1_000),
    });
    const side = fc
      .dictionary(fc.constantFrom('a', 'b', 'c'), verdict)
      .map((told) =>
        Object.fromEntries(
          Object.entries(told).map(([clause, { status, yuan }]) => [
            clause,
            [status, status === 'eligible' ? yuan : 0] as const,
          ]),
        ),
      );
    const firms = fc.array(fc.tuple(side, side), { maxLength: 12 });
    const byClause = (clauses: ReturnType<typeof addClauses>) =>
      [...clauses].sort((a, b) => a.clause.localeCompare(b.clause));
    fc.assert(
      fc.property(firms, fc.nat(12), (pairs, cut) => {
        const all = pairs.map(([before, after], n) => compared(`F${n}`, before, after));
        const whole = compareResults(all);
        const parts = [compareResults(all.slice(0, cut)), compareResults(all.slice(cut))];
        const clauses = parts.reduce(
          (sum, part) => addClauses(sum, part.clauses),
          [] as ReturnType<typeof addClauses>,
        );
        const budget = parts.reduce((sum, part) => addBudgets(sum, part.budget), NO_BUDGET);
        expect(byClause(clauses)).toEqual(byClause(whole.clauses));
        expect(budget).toEqual(whole.budget);
        expect(parts.flatMap((part) => part.changes)).toEqual(whole.changes);
      }),
    );
  });
});
