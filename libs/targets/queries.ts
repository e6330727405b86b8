import type { SourceDocument } from '#libs/kernel/source.js';
import type { CountingRule } from './domain/counting-rule.js';
import type { Commitment, CurvePoint, TargetItem } from './domain/events.js';
import type { IndicatorCode } from './domain/indicators.js';
import type { TallyStatus } from './domain/progress.js';

/** What a question may say of time; texts as they came in. */
export interface AsKnown {
  readonly asOf?: string;
  readonly knownAt?: string;
  readonly after?: string;
}

/** The plan of a region and year as known then. */
export class TargetPlanOf {
  constructor(
    readonly regionCode: string,
    readonly year: number,
    readonly request: Omit<AsKnown, 'asOf'> = {},
  ) {}
}

export interface Target {
  readonly op: 'gte';
  readonly value: string;
  readonly commitment: Commitment;
}

export interface PlannedIndicator {
  readonly code: IndicatorCode;
  readonly name: string;
  readonly unit: string;
  readonly target: Target | null;
  readonly countingRule: CountingRule;
  /** The rule in a Chinese line. */
  readonly countingRuleText: string;
  readonly plannedCurve: readonly CurvePoint[] | null;
  readonly note: string | null;
}

export interface TargetPlanAnswer {
  readonly region: string;
  readonly regionName: string | null;
  readonly year: number;
  readonly knownAt: string | null;
  readonly position: string;
  /** null: this region has no plan of the year. */
  readonly revision: number | null;
  readonly source: SourceDocument | null;
  /** As they can be sent back; empty without a plan. */
  readonly items: readonly TargetItem[];
  /** All eight, with the rule that applies. */
  readonly indicators: readonly PlannedIndicator[];
}

/** How a region stands against its plan (完成情况). */
export class TallyOf {
  constructor(
    readonly regionCode: string,
    readonly year: number,
    readonly request: AsKnown,
    /** Instant of the question: what is today when `asOf` is left out. */
    readonly now: string,
  ) {}
}

export interface TallyAnswer {
  readonly region: string;
  readonly regionName: string | null;
  readonly year: number;
  readonly asOf: string;
  readonly knownAt: string | null;
  readonly position: string;
  readonly indicators: readonly IndicatorTally[];
}

/** Numbers are decimal strings: counts `11`, money in yuan, growth in percent, ratios four places. */
export interface IndicatorTally {
  readonly code: IndicatorCode;
  readonly name: string;
  readonly unit: string;
  readonly target: Target | null;
  readonly actual: string | null;
  readonly completion: string | null;
  readonly timeProgress: string | null;
  readonly ahead: string | null;
  readonly status: TallyStatus;
  readonly countingRule: CountingRule;
  readonly countingRuleText: string;
  /** Rows that the evidence of this indicator has. */
  readonly evidenceCount: number;
  /** High-tech firms only. */
  readonly breakdown?: {
    readonly first: string;
    readonly renewed: string;
    readonly net: string;
    readonly stock: string;
  };
  /** Growth only: actual − target in percentage points. */
  readonly gapPoints?: string | null;
  /** Growth that is not known yet: the last there is. */
  readonly latestPublished?: {
    readonly period: string;
    readonly growth: string | null;
    readonly publishedOn: string;
  } | null;
}

/** The records (or vintages) behind one number of {@link TallyOf}. */
export class TallyEvidenceOf {
  constructor(
    readonly regionCode: string,
    readonly year: number,
    readonly indicator: string,
    readonly request: AsKnown & { readonly page: number; readonly pageSize: number },
    readonly now: string,
    /** Show this holder's records only. */
    readonly ownCreditCode?: string,
  ) {}
}

/** A recognition, or (growth) a figure: then what only recognitions have is null, and the reverse. */
export interface EvidenceItem {
  readonly recognitionId: string | null;
  readonly kind: string | null;
  readonly number: string | null;
  readonly creditCode: string | null;
  readonly enterpriseName: string | null;
  readonly title: string | null;
  /** Where it was counted. */
  readonly regionCode: string;
  /** Figures: the day of publication. */
  readonly countedOn: string;
  /** Yuan; null where there is none. */
  readonly amount: string | null;
  /** What it adds to the number, in the indicator's unit; null for figures. */
  readonly contribution: string | null;
  readonly series: string | null;
  readonly period: string | null;
  /** The event that made it what it is known as. */
  readonly eventId: string;
  /** All events it is made of, oldest first. */
  readonly eventIds: readonly string[];
  /** Position token of that event. */
  readonly position: string;
  readonly sourceTitle: string;
}

export interface TallyEvidenceAnswer {
  readonly region: string;
  readonly year: number;
  readonly indicator: IndicatorCode;
  readonly asOf: string;
  readonly knownAt: string | null;
  readonly position: string;
  readonly items: readonly EvidenceItem[];
  readonly total: number;
  readonly page: number;
  readonly pageSize: number;
}
