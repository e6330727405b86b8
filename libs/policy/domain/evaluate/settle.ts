import { formatYuan } from '#libs/kernel/money.js';
import type { GrantedAward } from '../facts/facts.js';
import { floorNum, showMoney } from '../facts/values.js';
import type { BudgetCap, Cap, EnterpriseCap, ExclusivityGroup, PolicyList } from '../list/model.js';
import { THIS_LIST } from '../list/read-awards.js';
import type { BudgetNote } from '../result.js';
import type { When } from './compare.js';
import { blockOwn, cutTo, settleGroup, sumOf } from './exclusivity.js';
import type { Settled } from './settled.js';

/** The rules of a list over its clauses. */
export type ListRules = Pick<PolicyList, 'id' | 'exclusivity' | 'caps'>;

/**
 * Groups in the order of the list (they are disjoint), then what was granted for clauses in none,
 * then the yearly caps of one enterprise. Caps that all enterprises share are only pointed at.
 */
export function settle(
  rules: ListRules,
  settled: readonly Settled[],
  awards: readonly GrantedAward[],
  when: When,
): void {
  for (const item of settled) payAlone(item);
  const granted = awards.filter((award) => counts(award, rules.id));
  const thisYear = granted.filter((award) => award.awardYear === when.awardYear);
  const byId = new Map(settled.map((item) => [item.clause.id, item]));
  for (const group of rules.exclusivity) {
    const members = group.members.flatMap((id) => byId.get(id) ?? []);
    settleGroup(group, members, grantedTo(group, isWide(group) ? granted : thisYear));
  }
  const grouped = new Set(rules.exclusivity.flatMap((group) => group.members));
  for (const item of settled) {
    if (!grouped.has(item.clause.id)) blockOwn(item, thisYear);
  }
  for (const cap of rules.caps) {
    if (cap.scope === 'enterprise') applyCap(cap, settled, thisYear);
    else noteBudget(cap, settled);
  }
}

function counts(award: GrantedAward, list: string): boolean {
  return award.state === 'granted' && (award.list === list || award.list === THIS_LIST);
}

/** 级差 looks back by its nature: earlier levels were granted in earlier years. */
function isWide({ rule, window }: ExclusivityGroup): boolean {
  return window === 'list' || rule === 'level-difference';
}

function grantedTo(
  group: ExclusivityGroup,
  granted: readonly GrantedAward[],
): readonly GrantedAward[] {
  return granted.filter((award) => group.members.includes(award.clause));
}

/** What a clause comes to before any other is looked at. */
export function payAlone(item: Settled): void {
  if (item.status !== 'eligible') return;
  const { amount } = item.entitlement;
  if (amount === undefined && item.clause.benefit.kind !== 'service') return;
  item.outcome = 'awarded';
  item.payable = amount ?? 0n;
}

/** The clauses use the cap up in the order of the list, after what was granted. */
function applyCap(
  cap: EnterpriseCap,
  settled: readonly Settled[],
  thisYear: readonly GrantedAward[],
): void {
  const had = sumOf(thisYear.filter((award) => covers(cap, award.clause)));
  const text = had === 0n ? cap.text : `${cap.text}（本年度已兑现${showMoney(had)}）`;
  const items = settled.filter((item) => covers(cap, item.clause.id));
  cutTo(floorNum(cap.max) - had, items, text);
}

export function covers(cap: Cap, clause: string): boolean {
  return cap.clauses === undefined || cap.clauses.includes(clause);
}

function noteBudget(cap: BudgetCap, settled: readonly Settled[]): void {
  const note: BudgetNote = {
    ...{ cap: cap.id, scope: cap.scope, whenShort: cap.whenShort, text: cap.text },
    max: formatYuan(floorNum(cap.max)),
    say: `${cap.text}；资金不足时${SAY_SHORT[cap.whenShort]}，实际兑现可能少于本次测算`,
  };
  for (const item of settled) {
    if (item.payable > 0n && covers(cap, item.clause.id)) {
      item.budget = [...(item.budget ?? []), note];
    }
  }
}

const SAY_SHORT: Readonly<Record<BudgetCap['whenShort'], string>> = {
  'pro-rata': '按比例兑现',
  queue: '按先后次序兑现，用完为止',
  'next-year': '按先后次序兑现，不足部分结转下一年度',
};
