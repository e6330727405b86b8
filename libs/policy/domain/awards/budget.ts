import type { Decider } from '#libs/kernel/decider.js';
import { formatYuan, type Fen } from '#libs/kernel/money.js';
import { Refusal } from '#libs/kernel/refusal.js';
import { showMoney } from '../facts/values.js';
import { storedFen } from './award.js';
import type {
  Approval,
  AwardBudgetEvent,
  AwardBudgetReserved,
  AwardBudgetSet,
  ReleaseReason,
} from './events.js';
import type { ShortRule } from '../list/model.js';
import type { GroupLimit, Limit, Limits } from './limits.js';
import { USUAL_NOTICE, type NoticeRule } from './notice-rule.js';

/** Money set aside for one award. Exactly one for each approval that ever was; the latest counts. */
export interface Reservation {
  readonly awardId: string;
  readonly creditCode: string;
  readonly clause: string;
  readonly amount: Fen;
  /** What the clause alone comes to. */
  readonly calculated: Fen;
  readonly exception: boolean;
  readonly approval: Approval;
  readonly released: boolean;
  readonly clawedBack: Fen;
  /** After how many clawbacks and corrections of them that was. */
  readonly clawbackChanges: number;
  /** How many approvals were withdrawn before this one. */
  readonly attempt: number;
}

/** The budget of a list and award year. */
export interface Budget {
  readonly total: Fen | null;
  readonly clauses: ReadonlyMap<string, Fen>;
  readonly whenShort: ShortRule;
  readonly notice: NoticeRule;
  readonly isSet: boolean;
  readonly reservations: ReadonlyMap<string, Reservation>;
}

export const budgetDecider: Decider<Budget, AwardBudgetEvent> = {
  initial: {
    total: null,
    clauses: new Map(),
    whenShort: 'pro-rata',
    notice: USUAL_NOTICE,
    isSet: false,
    reservations: new Map(),
  },
  evolve: (budget, event) => {
    switch (event.type) {
      case 'awardBudget.set':
        return { ...budget, ...setTo(event.data) };
      case 'awardBudget.reserved':
        return withReservation(budget, reservationOf(event.data));
      case 'awardBudget.released':
        return changed(budget, event.data.awardId, { released: true });
      case 'awardBudget.clawbackNoted':
        return changed(budget, event.data.awardId, {
          clawedBack: storedFen(event.data.clawedBack),
          clawbackChanges: event.data.changes ?? 0,
        });
    }
  },
};

function setTo({ total, clauses, whenShort, notice }: AwardBudgetSet['data']) {
  const amounts = Object.entries(clauses).map(([id, max]) => [id, storedFen(max)] as const);
  const limit = total === null ? null : storedFen(total);
  return { total: limit, clauses: new Map(amounts), whenShort, notice, isSet: true };
}

function reservationOf(data: AwardBudgetReserved['data']): Reservation {
  const { awardId, creditCode, clause, exception, approval, calculated, attempt = 0 } = data;
  return {
    ...{ awardId, creditCode, clause, exception, approval, attempt },
    amount: storedFen(approval.amount),
    calculated: calculated === null ? 0n : storedFen(calculated),
    released: false,
    clawedBack: 0n,
    clawbackChanges: 0,
  };
}

function withReservation(budget: Budget, reservation: Reservation): Budget {
  const reservations = new Map(budget.reservations).set(reservation.awardId, reservation);
  return { ...budget, reservations };
}

function changed(budget: Budget, awardId: string, change: Partial<Reservation>): Budget {
  const known = budget.reservations.get(awardId);
  return known ? withReservation(budget, { ...known, ...change }) : budget;
}

/** What counts against the limits: everything that was not released. */
export function held(budget: Budget): readonly Reservation[] {
  return [...budget.reservations.values()].filter(({ released }) => !released);
}

/**
 * Sets money aside, or says which limit is in the way. An award is reserved once: asked for again, it
 * is so already; with another amount 409, since the approval that belongs to it may be under way.
 * An approval that was withdrawn is followed by another attempt, which frees what the first had.
 */
export function reserve(
  request: AwardBudgetReserved['data'],
  limits: Limits,
  budget: Budget,
): readonly AwardBudgetEvent[] | Refusal {
  const known = budget.reservations.get(request.awardId);
  const wanted = reservationOf(request);
  if (known && known.attempt >= wanted.attempt) return sameReservation(known, wanted);
  const others = held(budget).filter(({ awardId }) => awardId !== wanted.awardId);
  const fault =
    firstFault(allLimits(limits, budget), (limit) => overLimit(limit, wanted, others)) ??
    (wanted.exception
      ? undefined
      : firstFault(limits.groups, (group) => overGroup(group, wanted, others)));
  if (fault) return fault;
  const { list, awardYear, awardId } = request;
  return [
    ...release({ list, awardYear, awardId }, 'withdrawn', budget),
    { type: 'awardBudget.reserved', schemaVersion: 1, data: request },
  ];
}

function sameReservation(
  known: Reservation,
  { awardId, amount, attempt }: Reservation,
): readonly [] | Refusal {
  if (known.released || known.attempt > attempt) {
    return Refusal.conflict('reservation-released', `奖补 ${awardId} 的额度已释放，请重新提出`);
  }
  if (known.amount === amount) return [];
  return Refusal.conflict(
    'reserved-otherwise',
    `奖补 ${awardId} 已按${showMoney(known.amount)}预留额度，请按该金额审定，或作不予后重新提出`,
  );
}

function firstFault<T>(
  limits: readonly T[],
  check: (limit: T) => Refusal | undefined,
): Refusal | undefined {
  for (const limit of limits) {
    const fault = check(limit);
    if (fault) return fault;
  }
  return undefined;
}

/** The caps of the list, then the officer's budget: whichever is smaller stops first. */
export function allLimits({ caps }: Limits, budget: Budget): readonly Limit[] {
  const total: readonly Limit[] =
    budget.total === null ? [] : [{ scope: 'list', max: budget.total, text: '年度奖补预算总额' }];
  const clauses = [...budget.clauses].map(([clause, max]): Limit => {
    return { scope: 'clause', max, text: `条款 ${clause} 的年度奖补预算`, clauses: [clause] };
  });
  return [...caps, ...clauses, ...total];
}

/** True when the limit is about awards like this one. */
export function covers(
  { clauses }: Pick<Limit, 'clauses'>,
  { clause }: Pick<Reservation, 'clause'>,
): boolean {
  return clauses === undefined || clauses.includes(clause);
}

function overLimit(
  limit: Limit,
  wanted: Reservation,
  others: readonly Reservation[],
): Refusal | undefined {
  if (!covers(limit, wanted)) return undefined;
  const counted = others.filter(
    (other) =>
      covers(limit, other) &&
      (limit.scope !== 'enterprise' || other.creditCode === wanted.creditCode),
  );
  const left = limit.max - sumOf(counted);
  if (wanted.amount <= left) return undefined;
  const rest = left > 0n ? left : 0n;
  return Refusal.conflict(
    limit.scope === 'enterprise' ? 'above-enterprise-cap' : 'budget-exceeded',
    `${limit.text}：限额${showMoney(limit.max)}，已审定${showMoney(sumOf(counted))}，` +
      `余${showMoney(rest)}，不足审定${showMoney(wanted.amount)}；可审定不高于余额的金额，或先调整预算`,
    { left: formatYuan(rest), scope: limit.scope },
  );
}

/** Rules by which an enterprise does not get every clause of a group in full. */
function overGroup(
  group: GroupLimit,
  wanted: Reservation,
  others: readonly Reservation[],
): Refusal | undefined {
  if (!group.members.includes(wanted.clause)) return undefined;
  const own = others.filter(
    (other) => other.creditCode === wanted.creditCode && group.members.includes(other.clause),
  );
  const [first] = own;
  if (!first) return undefined;
  if (group.rule === 'highest-only') return exclusive(group, first);
  const sum = sumOf(own) + wanted.amount;
  const most = mostOf(group, [...own, wanted]);
  return most === undefined || sum <= most ? undefined : exclusive(group, first, most);
}

/** 差额补足 and 级差 come to the highest of the group; a group's cap holds for every rule. */
function mostOf({ rule, cap }: GroupLimit, all: readonly Reservation[]): Fen | undefined {
  if (rule !== 'top-up' && rule !== 'level-difference') return cap;
  const highest = all.reduce((most, { calculated }) => (calculated > most ? calculated : most), 0n);
  return cap !== undefined && cap < highest ? cap : highest;
}

function exclusive({ text }: GroupLimit, first: Reservation, most?: Fen): Refusal {
  const limit = most === undefined ? '' : `，合计最多${showMoney(most)}`;
  return Refusal.conflict(
    'exclusive-with',
    `${text}：该企业已审定同组的 ${first.awardId}（条款 ${first.clause}，${showMoney(first.amount)}）${limit}`,
    { awardId: first.awardId },
  );
}

/** The award was waived or rejected, or its approval withdrawn: what was set aside is free again. */
export function release(
  of: { readonly list: string; readonly awardYear: number; readonly awardId: string },
  because: ReleaseReason,
  budget: Budget,
): readonly AwardBudgetEvent[] {
  const known = budget.reservations.get(of.awardId);
  if (!known || known.released) return [];
  const data = { ...of, creditCode: known.creditCode, because };
  return [{ type: 'awardBudget.released', schemaVersion: 1, data }];
}

/**
 * Notes how much an award has paid back in all.
 * @param changes after how many clawbacks and corrections; fewer than noted are old news
 */
export function noteClawback(
  of: { readonly list: string; readonly awardYear: number; readonly awardId: string },
  clawedBack: Fen,
  changes: number,
  budget: Budget,
): readonly AwardBudgetEvent[] {
  const known = budget.reservations.get(of.awardId);
  if (!known || clawedBack === known.clawedBack || changes <= known.clawbackChanges) return [];
  const { creditCode } = known;
  const data = { ...of, creditCode, clawedBack: formatYuan(clawedBack), changes };
  return [{ type: 'awardBudget.clawbackNoted', schemaVersion: 1, data }];
}

/** The year's budget as a whole; never below what has been reserved already. */
export function setBudget(
  data: AwardBudgetSet['data'],
  budget: Budget,
): readonly AwardBudgetEvent[] | Refusal {
  const next = budgetDecider.evolve(budget, { type: 'awardBudget.set', schemaVersion: 1, data });
  const others = held(budget);
  for (const limit of allLimits({ caps: [], groups: [] }, next)) {
    const used = sumOf(others.filter((other) => covers(limit, other)));
    if (used <= limit.max) continue;
    return Refusal.conflict(
      'budget-below-reserved',
      `${limit.text}不能低于已审定的${showMoney(used)}，现填${showMoney(limit.max)}`,
      { reserved: formatYuan(used) },
    );
  }
  return isSameBudget(budget, next) ? [] : [{ type: 'awardBudget.set', schemaVersion: 1, data }];
}

function isSameBudget(a: Budget, b: Budget): boolean {
  const told = ({ isSet, total, clauses, whenShort, notice }: Budget) =>
    JSON.stringify([
      isSet,
      String(total),
      [...clauses].map(([k, v]) => [k, String(v)]),
      whenShort,
      notice,
    ]);
  return told(a) === told(b);
}

export function sumOf(reservations: readonly Pick<Reservation, 'amount'>[]): Fen {
  return reservations.reduce((sum, { amount }) => sum + amount, 0n);
}
