import { formatYuan, parseYuan, type Fen } from '#libs/kernel/money.js';
import type { ClauseResult, ListResult } from '../result.js';
import type {
  ClauseChange,
  ClauseImpact,
  EnterpriseImpact,
  ImpactBudget,
  ImpactEffect,
  ImpactSide,
} from './events.js';

const ZERO = '0.00';
export const NO_BUDGET: ImpactBudget = { before: ZERO, after: ZERO };

/** What one enterprise gets now and what it would get; `before` undefined: nothing is published. */
export interface Compared {
  readonly creditCode: string;
  readonly before: ListResult | undefined;
  readonly after: ListResult;
}

/** Sums over some enterprises, and those of them for which anything is different. */
export interface ImpactSums {
  readonly clauses: readonly ClauseImpact[];
  readonly budget: ImpactBudget;
  readonly changes: readonly EnterpriseImpact[];
}

/** Compares two evaluations of each enterprise. Pure; clauses are told apart by their ids. */
export function compareResults(compared: readonly Compared[]): ImpactSums {
  let clauses: readonly ClauseImpact[] = [];
  let budget = NO_BUDGET;
  const changes: EnterpriseImpact[] = [];
  for (const each of compared) {
    const pairs = pairsOf(each);
    clauses = addClauses(clauses, pairs.map(clauseImpact));
    const own = { before: each.before?.total ?? ZERO, after: each.after.total };
    budget = addBudgets(budget, own);
    const changed = pairs.map(clauseChange).filter((change) => change !== undefined);
    if (changed.length > 0) {
      const effect = effectOf(changed);
      changes.push({ creditCode: each.creditCode, effect, ...own, clauses: changed });
    }
  }
  return { clauses, budget, changes };
}

interface Pair {
  readonly clause: string;
  readonly before: ClauseResult | undefined;
  readonly after: ClauseResult | undefined;
}

/** In the order of the draft; what it leaves out comes last. */
function pairsOf({ before, after }: Compared): readonly Pair[] {
  const earlier = new Map(before?.results.map((result) => [result.clause, result]));
  const now = after.results.map((result) => ({
    clause: result.clause,
    before: earlier.get(result.clause),
    after: result,
  }));
  const kept = new Set(now.map(({ clause }) => clause));
  const gone = [...earlier.values()].filter(({ clause }) => !kept.has(clause));
  return [
    ...now,
    ...gone.map((result) => ({ clause: result.clause, before: result, after: undefined })),
  ];
}

function clauseImpact({ clause, before, after }: Pair): ClauseImpact {
  const was = before?.status === 'eligible';
  const is = after?.status === 'eligible';
  return {
    clause,
    before: sideOf(before),
    after: sideOf(after),
    gained: is && !was ? 1 : 0,
    lost: was && !is ? 1 : 0,
  };
}

function sideOf(result: ClauseResult | undefined): ImpactSide {
  return {
    eligible: result?.status === 'eligible' ? 1 : 0,
    unknown: result?.status === 'unknown' ? 1 : 0,
    amount: result?.payable ?? ZERO,
  };
}

/**
 * Undefined when nothing is different for the enterprise: a clause that is not in force is as good
 * as none, and one that is not fulfilled gives as much as none.
 */
function clauseChange({ clause, before, after }: Pair): ClauseChange | undefined {
  const [from, to] = [shown(before), shown(after)];
  if (isNothing(from) && isNothing(to)) return undefined;
  if (from?.status === to?.status && from?.payable === to?.payable) return undefined;
  return { clause, before: from, after: to };
}

function isNothing(side: ClauseChange['before']): boolean {
  return side === null || side.status === 'not-eligible';
}

function shown(result: ClauseResult | undefined): ClauseChange['before'] {
  if (!result || result.status === 'not-in-force') return null;
  return { status: result.status, payable: result.payable ?? ZERO };
}

function effectOf(changes: readonly ClauseChange[]): ImpactEffect {
  const gains = changes.some((change) => isBetter(change.after, change.before));
  const loses = changes.some((change) => isBetter(change.before, change.after));
  if (gains && loses) return 'both';
  if (gains) return 'gains';
  return loses ? 'loses' : 'open';
}

/** More is paid, or the clause is fulfilled only there. */
function isBetter(one: ClauseChange['before'], other: ClauseChange['before']): boolean {
  const fulfilled = one?.status === 'eligible' && other?.status !== 'eligible';
  return fulfilled || fenOf(one?.payable) > fenOf(other?.payable);
}

/** Adds sums of different enterprises; clauses in the order in which they first come. */
export function addClauses(
  a: readonly ClauseImpact[],
  b: readonly ClauseImpact[],
): readonly ClauseImpact[] {
  const sums = new Map(a.map((impact) => [impact.clause, impact]));
  for (const impact of b) {
    const known = sums.get(impact.clause);
    sums.set(impact.clause, known ? addClause(known, impact) : impact);
  }
  return [...sums.values()];
}

function addClause(a: ClauseImpact, b: ClauseImpact): ClauseImpact {
  return {
    clause: a.clause,
    before: addSides(a.before, b.before),
    after: addSides(a.after, b.after),
    gained: a.gained + b.gained,
    lost: a.lost + b.lost,
  };
}

function addSides(a: ImpactSide, b: ImpactSide): ImpactSide {
  return {
    eligible: a.eligible + b.eligible,
    unknown: a.unknown + b.unknown,
    amount: addYuan(a.amount, b.amount),
  };
}

export function addBudgets(a: ImpactBudget, b: ImpactBudget): ImpactBudget {
  return { before: addYuan(a.before, b.before), after: addYuan(a.after, b.after) };
}

function addYuan(a: string, b: string): string {
  return b === ZERO ? a : formatYuan(fenOf(a) + fenOf(b));
}

function fenOf(yuan: string | undefined): Fen {
  return yuan === undefined ? 0n : (parseYuan(yuan) ?? 0n);
}
