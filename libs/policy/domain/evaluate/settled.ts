import type { Clause } from '../list/model.js';
import type { BudgetNote, ClauseStatus, Missing, Outcome } from '../result.js';
import type { Entitlement } from './benefits.js';
import type { Context } from './outcome.js';

/** A clause with its verdict and what it comes to, before and after the list's rules. */
export interface Settled {
  readonly clause: Clause;
  readonly status: ClauseStatus;
  readonly entitlement: Entitlement;
  readonly context: Context;
  outcome?: Outcome;
  /** Fen that count and are still to be paid. */
  payable: bigint;
  by?: string;
  why?: string;
  /** Fen granted before that count against it. */
  granted?: bigint;
  grantedEvents?: readonly string[];
  /** What the text leaves open and an officer has to decide. */
  decision?: string;
  provisional?: readonly string[];
  /** Missing facts that a group rule waits for. */
  pending?: readonly Missing[];
  /** Caps over all enterprises that may cut it. */
  budget?: readonly BudgetNote[];
}

/** True while the amount may still change with facts that are missing. */
export function isOpen({ clause, status, entitlement }: Settled): boolean {
  if (clause.benefit.kind === 'service') return false;
  return status === 'unknown' || (status === 'eligible' && entitlement.amount === undefined);
}
