import type { Clause, ExclusivityGroup, PolicyList, YearCap } from '../list/model.js';
import { floorNum, showMoney } from '../facts/values.js';
import type { ClauseStatus, Missing, Outcome } from '../result.js';
import { priorLevelWorth, type Entitlement, type PriorWorth } from './benefits.js';
import type { Context } from './outcome.js';

/** A clause with its verdict and what it comes to, before and after the list's group rules. */
export interface Settled {
  readonly clause: Clause;
  readonly status: ClauseStatus;
  readonly entitlement: Entitlement;
  readonly context: Context;
  outcome?: Outcome;
  /** Fen that count. */
  payable: bigint;
  by?: string;
  why?: string;
  provisional?: readonly string[];
  /** Missing facts that a group rule waits for. */
  pending?: readonly Missing[];
}

/** Groups in the order of the list (they are disjoint), then the yearly caps. */
export function settle(list: PolicyList, settled: readonly Settled[]): void {
  for (const item of settled) payInFull(item);
  const byId = new Map(settled.map((item) => [item.clause.id, item]));
  for (const group of list.exclusivity) {
    const members = group.members.flatMap((id) => byId.get(id) ?? []);
    if (group.rule === 'highest-only') highestOnly(group, members);
    if (group.rule === 'level-difference') levelDifference(group, members);
  }
  for (const cap of list.caps) applyCap(cap, settled);
}

function payInFull(item: Settled): void {
  if (item.status !== 'eligible') return;
  const { amount } = item.entitlement;
  if (amount === undefined && item.clause.benefit.kind !== 'service') return;
  item.outcome = 'awarded';
  item.payable = amount ?? 0n;
}

/** 就高不重复: the highest counts; among equals the one that stands first in the list. */
function highestOnly(group: ExclusivityGroup, members: readonly Settled[]): void {
  const awarded = members.filter(
    (m) => m.entitlement.amount !== undefined && m.outcome === 'awarded',
  );
  const winner = awarded.reduce<Settled | undefined>(
    (best, next) => (best && best.payable >= next.payable ? best : next),
    undefined,
  );
  if (!winner) return;
  for (const loser of awarded.filter((m) => m !== winner)) supersede(loser, winner, group.text);
  markProvisional(winner, members);
}

function supersede(loser: Settled, winner: Settled, text: string): void {
  loser.outcome = 'superseded';
  loser.payable = 0n;
  loser.by = winner.clause.id;
  loser.why = text;
}

/** Members still open that could come to more than the winner. */
function markProvisional(winner: Settled, members: readonly Settled[]): void {
  const rivals = members.filter((m) => isOpen(m) && mayExceed(m.entitlement, winner.payable));
  if (rivals.length > 0) winner.provisional = rivals.map((m) => m.clause.id);
}

function isOpen(item: Settled): boolean {
  if (item.clause.benefit.kind === 'service') return false;
  const amountOpen = item.status === 'eligible' && item.entitlement.amount === undefined;
  return item.status === 'unknown' || amountOpen;
}

function mayExceed(entitlement: Entitlement, amount: bigint): boolean {
  return entitlement.maxPossible === undefined || entitlement.maxPossible > amount;
}

/**
 * 级差: an enterprise that had a level in an earlier year gets the difference to the new one; of
 * several members the highest counts. What earlier levels were worth is told from the register
 * (awards actually granted are not in the ledger yet).
 */
function levelDifference(group: ExclusivityGroup, members: readonly Settled[]): void {
  highestOnly(group, members);
  const winner = members.find((m) => m.outcome === 'awarded');
  if (!winner) return;
  const prior = members.map(priorOf);
  const missing = prior.flatMap((p) => p.missing);
  if (missing.length > 0) return holdBack(winner, missing, group.text);
  const had = prior.reduce((most, p) => (p.worth > most ? p.worth : most), 0n);
  if (had === 0n) return;
  const rest = winner.payable > had ? winner.payable - had : 0n;
  winner.why = `${group.text}：此前年度已达级别对应${showMoney(had)}，扣减后${showMoney(rest)}`;
  winner.payable = rest;
  if (rest === 0n) winner.outcome = 'superseded';
}

function priorOf({ clause, context }: Settled): PriorWorth {
  const { benefit } = clause;
  return benefit.kind === 'level-table'
    ? priorLevelWorth(benefit, context)
    : { worth: 0n, missing: [] };
}

/** Whether something is to be deducted is open: nothing is promised before it is known. */
function holdBack(winner: Settled, missing: readonly Missing[], text: string): void {
  delete winner.outcome;
  winner.payable = 0n;
  winner.pending = missing;
  winner.why = `${text}：此前年度的级别尚不能确定`;
}

/** The clauses use the cap up in the order of the list. */
function applyCap(cap: YearCap, settled: readonly Settled[]): void {
  let left = floorNum(cap.max);
  for (const item of settled) {
    if (item.payable > left) {
      item.outcome = 'capped';
      item.why = `${cap.text}：本条由${showMoney(item.payable)}减为${showMoney(left)}`;
      item.payable = left;
    }
    left -= item.payable;
  }
}
