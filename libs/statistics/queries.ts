import type { FigureSeries, FigureStatus } from './domain/events.js';

/** One published value of one period. */
export interface FigureVintage {
  readonly series: FigureSeries;
  readonly regionCode: string;
  readonly period: string;
  /** Decimal string of yuan. */
  readonly value: string;
  readonly caliber: string | null;
  readonly status: FigureStatus;
  readonly publishedOn: string;
  readonly position: bigint;
  readonly eventId: string;
  readonly recordedAt: string;
  readonly sourceTitle: string;
}

/**
 * Every vintage of a series of a region known at `position` (waits for the read model), oldest
 * publication first, then position.
 */
export class FiguresKnownAt {
  constructor(
    readonly series: FigureSeries,
    readonly regionCode: string,
    readonly position: bigint,
  ) {}
}
export type FiguresKnownAtAnswer = readonly FigureVintage[];

/** A vintage as the API shows it. */
export interface FigureAnswer {
  readonly series: FigureSeries;
  readonly regionCode: string;
  readonly period: string;
  /** Yuan, two places. */
  readonly value: string;
  readonly unit: 'yuan';
  readonly caliber: string | null;
  readonly status: FigureStatus;
  readonly publishedOn: string;
  readonly sourceTitle: string;
  readonly recordedAt: string;
  readonly eventId: string;
  /** Position token of its event. */
  readonly position: string;
}

/** Vintages of a series, with what follows from them. */
export class FiguresOf {
  constructor(
    readonly series: string,
    readonly request: {
      readonly regionCode?: string;
      /** Year, or year and month: periods that end in it or later. */
      readonly from?: string;
      /** Year, or year and month: periods that end in it or before. */
      readonly to?: string;
      readonly asOf?: string;
      readonly knownAt?: string;
      readonly after?: string;
      readonly page: number;
      readonly pageSize: number;
    },
    /** Instant of the question: what is today when `asOf` is left out. */
    readonly now: string,
  ) {}
}

/** Derived numbers are in percent with four places, null where they cannot be computed. */
export interface FigureRow extends FigureAnswer {
  /** True for the vintage that stands for its period among those asked about. */
  readonly latest: boolean;
  /** Against the same period of the year before, as it was published last. */
  readonly growth: string | null;
  /** R&D ÷ GDP of the year (投入强度). */
  readonly intensity: string | null;
  /** Science spending ÷ general public budget expenditure of the period. */
  readonly share: string | null;
}

export interface FiguresOfAnswer {
  readonly series: FigureSeries;
  readonly asOf: string;
  readonly knownAt: string | null;
  readonly position: string;
  readonly items: readonly FigureRow[];
  readonly total: number;
  readonly page: number;
  readonly pageSize: number;
}
