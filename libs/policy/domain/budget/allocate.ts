import { floorNum, showMoney } from '../facts/values.js';
import type { BudgetCap, Cap } from '../list/model.js';

/** What somebody is to be paid by a clause, before the caps that all share. Fen. */
export interface Claim {
  readonly id: string;
  readonly creditCode: string;
  readonly clause: string;
  readonly amount: bigint;
  /** When it was made: any text that sorts by time. */
  readonly at: string;
}

/** What was granted already in the award year and uses the caps up. Fen. */
export type Granted = Pick<Claim, 'creditCode' | 'clause' | 'amount'>;

/** What a claim comes to, and why it is not what was claimed. */
export interface Allotment {
  readonly id: string;
  readonly claimed: bigint;
  readonly paid: bigint;
  /** Carried over to the next year (`next-year`). */
  readonly deferred: bigint;
  readonly cuts: readonly Cut[];
}

export interface Cut {
  readonly cap: string;
  readonly from: bigint;
  readonly to: bigint;
  /** Chinese sentence. */
  readonly why: string;
}

interface Open {
  readonly claim: Claim;
  paid: bigint;
  deferred: bigint;
  readonly cuts: Cut[];
}

const YUAN = 100n;

/**
 * Shares out what there is. Caps are applied one after the other in the order of the list, each to
 * what those before have left, so every one of them holds at the end: no claim gets more than it
 * claims, and what is paid under a cap, with what was granted, is at most the cap (or nothing where
 * more was granted already). The order of `claims` does not matter.
 *
 * `pro-rata`: shares of whole yuan by largest remainder, ties by time, then id. `queue` and
 * `next-year`: by time, then id, the last one getting what is left.
 */
export function allocate(
  claims: readonly Claim[],
  caps: readonly Cap[],
  granted: readonly Granted[],
): readonly Allotment[] {
  const open: readonly Open[] = [...claims]
    .sort(byTime)
    .map((claim) => ({ claim, paid: claim.amount, deferred: 0n, cuts: [] }));
  for (const cap of caps) applyCap(cap, open, granted);
  const byId = new Map(open.map((each) => [each.claim.id, each]));
  return claims.flatMap(({ id }) => {
    const each = byId.get(id);
    return each ? [allotmentOf(each)] : [];
  });
}

function allotmentOf({ claim, paid, deferred, cuts }: Open): Allotment {
  return { id: claim.id, claimed: claim.amount, paid, deferred, cuts };
}

function byTime(a: Claim, b: Claim): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}

function applyCap(cap: Cap, open: readonly Open[], granted: readonly Granted[]): void {
  const within = open.filter(({ claim }) => covers(cap, claim.clause));
  const used = granted.filter(({ clause }) => covers(cap, clause));
  if (cap.scope !== 'enterprise') {
    return share(cap, within, leftOf(cap, used));
  }
  for (const creditCode of new Set(within.map(({ claim }) => claim.creditCode))) {
    const of = (each: { readonly creditCode: string }): boolean => each.creditCode === creditCode;
    const left = leftOf(cap, used.filter(of));
    inOrder(
      cap,
      within.filter(({ claim }) => of(claim)),
      left,
      false,
    );
  }
}

function covers(cap: Cap, clause: string): boolean {
  return cap.clauses === undefined || cap.clauses.includes(clause);
}

function leftOf(cap: Cap, used: readonly Granted[]): bigint {
  const left = floorNum(cap.max) - used.reduce((sum, { amount }) => sum + amount, 0n);
  return left > 0n ? left : 0n;
}

function share(cap: BudgetCap, within: readonly Open[], left: bigint): void {
  if (cap.whenShort === 'pro-rata') proRata(cap, within, left);
  else inOrder(cap, within, left, cap.whenShort === 'next-year');
}

/** One after the other until nothing is left. */
function inOrder(cap: Cap, within: readonly Open[], left: bigint, carryOver: boolean): void {
  let rest = left;
  for (const each of within) {
    const to = each.paid < rest ? each.paid : rest;
    if (carryOver) each.deferred += each.paid - to;
    cut(cap, each, to, carryOver ? '按先后次序兑现，不足部分结转下一年度' : '按先后次序兑现');
    rest -= to;
  }
}

/**
 * Each gets the same share of what it is due, in whole yuan: rounded down, then the yuan that are
 * left one by one to the largest remainders, never above what is due.
 */
function proRata(cap: Cap, within: readonly Open[], left: bigint): void {
  const due = within.reduce((sum, { paid }) => sum + paid, 0n);
  if (due <= left) return;
  const units = left / YUAN;
  const shares = within.map((each) => {
    const exact = each.paid * units;
    return { each, units: exact / due, remainder: exact % due };
  });
  let rest = units - shares.reduce((sum, share) => sum + share.units, 0n);
  // Stable, so equal remainders stay in the order of time, then id.
  for (const share of [...shares].sort(byRemainder)) {
    if (rest === 0n) break;
    if ((share.units + 1n) * YUAN > share.each.paid) continue;
    share.units += 1n;
    rest -= 1n;
  }
  for (const share of shares) cut(cap, share.each, share.units * YUAN, '按比例兑现，取整到元');
}

function byRemainder(a: { readonly remainder: bigint }, b: { readonly remainder: bigint }): number {
  if (a.remainder === b.remainder) return 0;
  return a.remainder > b.remainder ? -1 : 1;
}

function cut(cap: Cap, each: Open, to: bigint, how: string): void {
  if (to === each.paid) return;
  const from = each.paid;
  each.paid = to;
  const why = `${cap.text}：${how}，由${showMoney(from)}减为${showMoney(to)}`;
  each.cuts.push({ cap: cap.id, from, to, why });
}
