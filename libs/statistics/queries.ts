import type { FigureSeries } from './domain/events.js';

/** One published value of one period. */
export interface FigureVintage {
  readonly series: FigureSeries;
  readonly regionCode: string;
  readonly period: string;
  /** Decimal string of yuan. */
  readonly value: string;
  readonly caliber: string | null;
  readonly status: 'preliminary' | 'final' | 'revised';
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
