import type { GrantedAward } from '../facts/facts.js';
import { compareNum, floorNum, showMoney } from '../facts/values.js';
import type { ExclusivityGroup } from '../list/model.js';
import type { Missing } from '../result.js';
import { measure, priorLevelWorth, type PriorWorth } from './benefits.js';
import { isOpen, type Settled } from './settled.js';

/**
 * Settles one group. `granted` are the awards of its members in its window; what was granted is
 * never paid twice.
 */
export function settleGroup(
  group: ExclusivityGroup,
  members: readonly Settled[],
  granted: readonly GrantedAward[],
): void {
  switch (group.rule) {
    case 'highest-only':
      block(highestOnly(group, members), granted, group.text);
      break;
    case 'top-up':
      topUp(highestOnly(group, members), granted, group.text);
      break;
    case 'level-difference':
      levelDifference(group, members, granted);
      break;
    case 'upper-included':
      upperIncluded(group, members, granted);
      break;
    case 'stack':
      for (const member of members) blockOwn(member, granted);
  }
  if (group.cap) cutToGroupCap(group, members, granted);
}

/** A clause in no group, or one that stacks: what was granted for it is had. */
export function blockOwn(item: Settled, granted: readonly GrantedAward[]): void {
  const own = granted.filter((award) => award.clause === item.clause.id);
  block(item.outcome === 'awarded' ? item : undefined, own, '同一年度同一条款不重复兑现');
}

/** 就高不重复: the highest counts; among equals the one that stands first in the list. */
function highestOnly(group: ExclusivityGroup, members: readonly Settled[]): Settled | undefined {
  const awarded = members.filter(
    (m) => m.entitlement.amount !== undefined && m.outcome === 'awarded',
  );
  const winner = awarded.reduce<Settled | undefined>(
    (best, next) => (best && best.payable >= next.payable ? best : next),
    undefined,
  );
  if (!winner) return undefined;
  for (const loser of awarded.filter((m) => m !== winner)) supersede(loser, winner, group.text);
  markProvisional(winner, members);
  return winner;
}

function supersede(loser: Settled, winner: Settled, text: string): void {
  loser.outcome = 'superseded';
  loser.payable = 0n;
  loser.by = winner.clause.id;
  loser.why = text;
}

/** Members still open that could come to more than the winner. */
function markProvisional(winner: Settled, members: readonly Settled[]): void {
  const rivals = members.filter((m) => isOpen(m) && mayExceed(m, winner.payable));
  if (rivals.length > 0) winner.provisional = rivals.map((m) => m.clause.id);
}

function mayExceed({ entitlement }: Settled, amount: bigint): boolean {
  return entitlement.maxPossible === undefined || entitlement.maxPossible > amount;
}

/**
 * The text says 不重复 and nothing of a difference: what comes later is not paid, and where it
 * would be more an officer has to decide.
 */
function block(winner: Settled | undefined, granted: readonly GrantedAward[], text: string): void {
  const had = note(winner, granted);
  if (!winner || had === 0n) return;
  const due = winner.payable;
  winner.payable = 0n;
  winner.outcome = 'superseded';
  winner.why = `${text}：已兑现${showMoney(had)}`;
  const other = granted.findLast((award) => award.clause !== winner.clause.id);
  if (other) winner.by = other.clause;
  if (due > had) {
    winner.decision = `本条应得${showMoney(due)}，高于已兑现的${showMoney(had)}；原文未写差额补足，是否补${showMoney(due - had)}由经办决定`;
  }
}

/** 差额补足: what was granted is taken off. */
function topUp(winner: Settled | undefined, granted: readonly GrantedAward[], text: string): void {
  const had = note(winner, granted);
  if (winner && had > 0n) deduct(winner, had, `${text}：已兑现${showMoney(had)}`);
}

function deduct(winner: Settled, taken: bigint, why: string): void {
  const rest = winner.payable > taken ? winner.payable - taken : 0n;
  winner.why = `${why}，扣减后${showMoney(rest)}`;
  winner.payable = rest;
  if (rest === 0n) winner.outcome = 'superseded';
}

/** Notes on the clause what was granted, with its events, and answers the sum. */
function note(winner: Settled | undefined, granted: readonly GrantedAward[]): bigint {
  const had = sumOf(granted);
  if (winner && had > 0n) {
    winner.granted = had;
    winner.grantedEvents = granted.flatMap((award) => award.events);
  }
  return had;
}

export function sumOf(awards: readonly GrantedAward[]): bigint {
  return awards.reduce((sum, award) => sum + award.amount, 0n);
}

/**
 * 级差: an enterprise that had a level before gets the difference to the new one; of several members
 * the highest counts. What it had is the larger of two: what levels of earlier years are worth by
 * the same table, told from the register, and what was granted.
 */
function levelDifference(
  group: ExclusivityGroup,
  members: readonly Settled[],
  granted: readonly GrantedAward[],
): void {
  const winner = highestOnly(group, members);
  if (!winner) return;
  const prior = members.map(priorOf);
  const missing = prior.flatMap((p) => p.missing);
  const open = `${group.text}：此前年度的级别尚不能确定`;
  if (missing.length > 0) return holdBack(winner, missing, open);
  const paid = note(winner, granted);
  const worth = prior.reduce((most, p) => (p.worth > most ? p.worth : most), 0n);
  if (paid > worth) return deduct(winner, paid, `${group.text}：此前已兑现${showMoney(paid)}`);
  if (worth > 0n) {
    deduct(winner, worth, `${group.text}：此前年度已达级别对应${showMoney(worth)}`);
  }
}

function priorOf({ clause, context }: Settled): PriorWorth {
  const { benefit } = clause;
  return benefit.kind === 'level-table'
    ? priorLevelWorth(benefit, context)
    : { worth: 0n, missing: [] };
}

/** Whether something is to be deducted is open: nothing is promised before it is known. */
function holdBack(winner: Settled, missing: readonly Missing[], why: string): void {
  delete winner.outcome;
  winner.payable = 0n;
  winner.pending = missing;
  winner.why = why;
}

/** 含上级: what the levels above gave is part of the amount; the county pays the rest. */
function upperIncluded(
  group: ExclusivityGroup,
  members: readonly Settled[],
  granted: readonly GrantedAward[],
): void {
  const winner = highestOnly(group, members);
  if (!winner || !group.upper) return;
  const upper = measure(group.upper, winner.context);
  if (upper.hi === undefined || compareNum(upper.lo, upper.hi) !== 0) {
    return holdBack(winner, upper.missing, `${group.text}：上级已给金额尚不能确定`);
  }
  const given = floorNum(upper.lo);
  if (given > 0n) deduct(winner, given, `${group.text}：上级已给${showMoney(given)}`);
  if (winner.payable > 0n) block(winner, granted, group.text);
}

/** The members use the group's cap up in the order in which they are listed. */
function cutToGroupCap(
  group: ExclusivityGroup,
  members: readonly Settled[],
  granted: readonly GrantedAward[],
): void {
  if (!group.cap) return;
  const left = floorNum(group.cap) - sumOf(granted);
  cutTo(left, members, `${group.text}：合计最高${showMoney(floorNum(group.cap))}`);
}

/** Cuts what is payable so that it is at most `left` together, the first ones first. */
export function cutTo(left: bigint, items: readonly Settled[], text: string): void {
  let rest = left > 0n ? left : 0n;
  for (const item of items) {
    if (item.payable > rest) {
      item.outcome = 'capped';
      item.why = `${text}：本条由${showMoney(item.payable)}减为${showMoney(rest)}`;
      item.payable = rest;
    }
    rest -= item.payable;
  }
}
