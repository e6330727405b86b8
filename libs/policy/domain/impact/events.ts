import type { DomainEvent } from '#libs/kernel/event.js';
import type { ClauseStatus } from '../result.js';

/**
 * What is stored in `policyImpact-<id>`: what a draft would change for every enterprise if it were
 * published. These shapes ARE the storage format. Money is decimal yuan.
 */
export interface ImpactQuestion {
  readonly list: string;
  /** The version that is compared; a draft, or published already. */
  readonly version: number;
  /** Hash of its document: a draft that is submitted anew is another question. */
  readonly hash: string;
  /** The published version it is compared with; null: none was published yet. */
  readonly against: number | null;
  readonly asOf: string;
  readonly awardYear: number;
}

export type PolicyImpactRequested = DomainEvent<
  'policyImpact.requested',
  ImpactQuestion & { readonly impactId: string }
>;

export type PolicyImpactPlanned = DomainEvent<
  'policyImpact.planned',
  { readonly impactId: string; readonly total: number }
>;

/** One side of a comparison: how an enterprise, or all of them, come out. */
export interface ImpactSide {
  /** Enterprises for which a clause is fulfilled. */
  readonly eligible: number;
  readonly unknown: number;
  /** What counts after exclusivity and caps. */
  readonly amount: string;
}

/** What becomes of one clause, over many enterprises. */
export interface ClauseImpact {
  readonly clause: string;
  readonly before: ImpactSide;
  readonly after: ImpactSide;
  /** Enterprises for which it is fulfilled only after, or only before. */
  readonly gained: number;
  readonly lost: number;
}

export interface ClauseChange {
  readonly clause: string;
  /** null: not on that side's list. */
  readonly before: { readonly status: ClauseStatus; readonly payable: string } | null;
  readonly after: { readonly status: ClauseStatus; readonly payable: string } | null;
}

/** `gains` more money or another clause · `loses` · `both` at once · `open` only unknowns moved. */
export type ImpactEffect = 'gains' | 'loses' | 'both' | 'open';

/** An enterprise for which something is different. */
export interface EnterpriseImpact {
  readonly creditCode: string;
  readonly effect: ImpactEffect;
  readonly before: string;
  readonly after: string;
  readonly clauses: readonly ClauseChange[];
}

export interface ImpactBudget {
  readonly before: string;
  readonly after: string;
}

export type PolicyImpactAdvanced = DomainEvent<
  'policyImpact.advanced',
  {
    readonly impactId: string;
    /** The last code of this chunk: the next chunk begins behind it. */
    readonly through: string;
    readonly done: number;
    readonly failed: number;
    /** Sums over this chunk only. */
    readonly clauses: readonly ClauseImpact[];
    readonly budget: ImpactBudget;
    readonly changes: readonly EnterpriseImpact[];
  }
>;

export type PolicyImpactCompleted = DomainEvent<
  'policyImpact.completed',
  { readonly impactId: string }
>;

export type PolicyImpactFailed = DomainEvent<
  'policyImpact.failed',
  { readonly impactId: string; readonly reason: string }
>;

export type PolicyImpactRetried = DomainEvent<
  'policyImpact.retried',
  { readonly impactId: string }
>;

export type PolicyImpactEvent =
  | PolicyImpactRequested
  | PolicyImpactPlanned
  | PolicyImpactAdvanced
  | PolicyImpactCompleted
  | PolicyImpactFailed
  | PolicyImpactRetried;

export function policyImpactStream(impactId: string): string {
  return `policyImpact-${impactId}`;
}
