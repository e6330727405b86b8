import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { num } from '../facts/values.js';
import type { Cap, ShortRule } from '../list/model.js';
import { allocate, type Claim, type Granted } from './allocate.js';

const CLAUSES = ['a', 'b', 'c'];
const FIRMS = ['f1', 'f2', 'f3', 'f4'];

const list = (max: bigint, whenShort: ShortRule): Cap => ({
  ...{ id: 'budget', scope: 'list', whenShort, text: '总额' },
  max: num(max),
});

const claim = (id: string, amount: bigint, over: Partial<Claim> = {}): Claim => ({
  ...{ id, amount, creditCode: 'f1', clause: 'a', at: '2023-01-01' },
  ...over,
});

const paid = (claims: readonly Claim[], caps: readonly Cap[], granted: readonly Granted[] = []) =>
  Object.fromEntries(allocate(claims, caps, granted).map((each) => [each.id, each.paid]));

describe('when money is short', () => {
  const three = [claim('x', 10_000n), claim('y', 10_000n), claim('z', 10_000n)];

  it('by share: whole yuan, the odd one to the first among equals', () => {
    expect(paid(three, [list(20_000n, 'pro-rata')])).toEqual({ x: 6_700n, y: 6_700n, z: 6_600n });
  });

  it('by share: the largest remainder before the earliest claim', () => {
    const claims = [claim('x', 10_000n), claim('y', 20_100n)];
    // Of 100 yuan: 33.22… and 66.77…
    expect(paid(claims, [list(10_000n, 'pro-rata')])).toEqual({ x: 3_300n, y: 6_700n });
  });

  it('in a queue: by time, then id; the last one gets what is left', () => {
    const claims = [
      claim('late', 10_000n, { at: '2023-02-01' }),
      claim('b', 10_000n),
      claim('a', 10_000n),
    ];
    expect(paid(claims, [list(15_000n, 'queue')])).toEqual({ late: 0n, b: 5_000n, a: 10_000n });
  });

  it('into the next year: what is not paid is carried over', () => {
    const allotments = allocate(three, [list(15_000n, 'next-year')], []);
    expect(allotments.map(({ paid: p, deferred }) => [p, deferred])).toEqual([
      [10_000n, 0n],
      [5_000n, 5_000n],
      [0n, 10_000n],
    ]);
    expect(allotments[1]?.cuts).toEqual([
      {
        cap: 'budget',
        from: 10_000n,
        to: 5_000n,
        why: '总额：按先后次序兑现，不足部分结转下一年度，由100元减为50元',
      },
    ]);
  });

  it('what was granted is used up already', () => {
    const granted = [{ creditCode: 'f9', clause: 'b', amount: 25_000n }];
    expect(paid(three, [list(30_000n, 'queue')], granted)).toEqual({ x: 5_000n, y: 0n, z: 0n });
    expect(paid(three, [list(20_000n, 'pro-rata')], granted)).toEqual({ x: 0n, y: 0n, z: 0n });
  });

  it('enough for all leaves all alone, odd fen included', () => {
    expect(paid([claim('x', 10_001n)], [list(10_001n, 'pro-rata')])).toEqual({ x: 10_001n });
  });

  it('one enterprise’s cap looks at that enterprise only', () => {
    const cap: Cap = { id: 'firm', scope: 'enterprise', max: num(15_000n), text: '单个企业' };
    const claims = [
      claim('x', 10_000n),
      claim('y', 10_000n),
      claim('z', 9_000n, { creditCode: 'f2' }),
    ];
    expect(paid(claims, [cap])).toEqual({ x: 10_000n, y: 5_000n, z: 9_000n });
  });
});

const fen = fc.oneof(fc.bigInt(0n, 100_000n), fc.bigInt(0n, 10n ** 12n));
const claimsArb = fc
  .array(
    fc.record({
      creditCode: fc.constantFrom(...FIRMS),
      clause: fc.constantFrom(...CLAUSES),
      amount: fen,
      at: fc.constantFrom('2023-01-01', '2023-02-01', '2023-03-01'),
    }),
    { maxLength: 30 },
  )
  .map((all) => all.map((each, i): Claim => ({ ...each, id: `id${i}` })));
const grantedArb = fc.array(
  fc.record({
    creditCode: fc.constantFrom(...FIRMS),
    clause: fc.constantFrom(...CLAUSES),
    amount: fen,
  }),
  { maxLength: 5 },
);
const short = fc.constantFrom<ShortRule>('pro-rata', 'queue', 'next-year');
const some = fc.uniqueArray(fc.constantFrom(...CLAUSES), { minLength: 1 });
const capArb: fc.Arbitrary<Cap> = fc.oneof(
  fc.record({ max: fen, whenShort: short }).map(({ max, whenShort }): Cap => ({
    id: 'l',
    scope: 'list',
    max: num(max),
    text: '总额',
    whenShort,
  })),
  fc
    .record({ max: fen, whenShort: short, clauses: some })
    .map(({ max, whenShort, clauses }): Cap => ({
      ...{ id: 'c', scope: 'clause', max: num(max), text: '条款', whenShort, clauses },
    })),
  fc
    .record({ max: fen, clauses: fc.option(some, { nil: undefined }) })
    .map(({ max, clauses }): Cap => ({
      ...{ id: 'e', scope: 'enterprise', max: num(max), text: '企业' },
      ...(clauses ? { clauses } : {}),
    })),
);
const capsArb = fc.array(capArb, { maxLength: 4 });

const sum = (all: readonly { readonly amount: bigint }[]) =>
  all.reduce((total, { amount }) => total + amount, 0n);

describe('sharing out', () => {
  const check = (
    property: (claims: readonly Claim[], caps: readonly Cap[], granted: readonly Granted[]) => void,
  ) => fc.assert(fc.property(claimsArb, capsArb, grantedArb, property), { numRuns: 200 });

  it('nobody gets more than claimed, and every claim is answered once', () => {
    check((claims, caps, granted) => {
      const allotments = allocate(claims, caps, granted);
      expect(allotments.map(({ id }) => id)).toEqual(claims.map(({ id }) => id));
      for (const { claimed, paid: p, deferred } of allotments) {
        expect(p >= 0n && deferred >= 0n && p + deferred <= claimed).toBe(true);
      }
    });
  });

  it('no cap is ever exceeded', () => {
    check((claims, caps, granted) => {
      const paidById = paid(claims, caps, granted);
      for (const cap of caps) {
        const within = (each: Granted): boolean => cap.clauses?.includes(each.clause) ?? true;
        const mine = (code: string | undefined, each: Granted): boolean =>
          within(each) && (code === undefined || each.creditCode === code);
        for (const code of cap.scope === 'enterprise' ? FIRMS : [undefined]) {
          const had = sum(granted.filter((each) => mine(code, each)));
          const got = claims
            .filter((each) => mine(code, each))
            .reduce((total, { id }) => total + (paidById[id] ?? 0n), 0n);
          expect(got === 0n || got + had <= cap.max.n).toBe(true);
        }
      }
    });
  });

  it('the order in which claims are handed in does not matter', () => {
    check((claims, caps, granted) => {
      expect(paid([...claims].reverse(), caps, granted)).toEqual(paid(claims, caps, granted));
    });
  });

  it('by share nobody’s part is a yuan or more away from the exact one, and no whole yuan is left', () => {
    fc.assert(
      fc.property(claimsArb, fen, (claims, max) => {
        const due = sum(claims);
        fc.pre(due > max);
        const allotments = allocate(claims, [list(max, 'pro-rata')], []);
        const units = max / 100n;
        for (const { claimed, paid: p } of allotments) {
          const off = p * due - claimed * units * 100n;
          expect(off < 100n * due && off > -100n * due).toBe(true);
          expect(p % 100n).toBe(0n);
        }
        const total = allotments.reduce((all, { paid: p }) => all + p, 0n);
        const full = allotments.filter(({ claimed, paid: p }) => claimed - p < 100n).length;
        expect(units - total / 100n <= BigInt(full)).toBe(true);
        expect(total <= max).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('a larger claim of the same time never gets a yuan less, by share', () => {
    fc.assert(
      fc.property(claimsArb, fen, (claims, max) => {
        const allotments = allocate(claims, [list(max, 'pro-rata')], []);
        const sorted = [...allotments].sort((a, b) => (a.claimed < b.claimed ? -1 : 1));
        for (const [i, each] of sorted.entries()) {
          const next = sorted[i + 1];
          if (next) expect(each.paid - next.paid <= 100n).toBe(true);
        }
      }),
    );
  });
});
