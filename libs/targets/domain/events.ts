import type { DomainEvent } from '#libs/kernel/event.js';
import type { SourceDocument } from '#libs/kernel/source.js';
import type { CountingRule } from './counting-rule.js';
import type { IndicatorCode } from './indicators.js';

/** How strongly a target is promised. */
export const COMMITMENT_LABELS = { ensure: '确保', strive: '力争', expect: '预期' } as const;
export type Commitment = keyof typeof COMMITMENT_LABELS;

/** By the end of this day this share of the target is planned to be done. */
export interface CurvePoint {
  readonly date: string;
  /** Cumulative, `0`–`1`, at most four places. */
  readonly ratio: string;
}

export interface TargetItem {
  readonly indicator: IndicatorCode;
  readonly op: 'gte';
  /** Counts as `10`, money as yuan `1000000000.00`, growth in percent `20`. */
  readonly value: string;
  readonly commitment: Commitment;
  /** Complete: every setting is written out. */
  readonly countingRule: CountingRule;
  /** Rising points; null: linear by day. Growth has none. */
  readonly plannedCurve: readonly CurvePoint[] | null;
  /** Remark of whoever set the plan, e.g. that a curve is an assumption. */
  readonly note: string | null;
}

/** What is stored in `targetPlan-<region>.<year>`: every event holds the whole plan. */
export type TargetPlanSet = DomainEvent<
  'targetPlan.set',
  {
    readonly regionCode: string;
    readonly year: number;
    readonly items: readonly TargetItem[];
    readonly source: SourceDocument;
  }
>;

export function targetPlanStream(regionCode: string, year: number): string {
  return `targetPlan-${regionCode}.${year}`;
}

/**
 * For each type the steps that lift stored data from version 1 to 2, 2 to 3 …; none yet. Every
 * reader of these events goes through it (`upcast(event, TARGET_UPCASTERS)`).
 */
export const TARGET_UPCASTERS: Readonly<
  Record<string, readonly ((data: Record<string, unknown>) => Record<string, unknown>)[]>
> = {};
