import type { DomainEvent } from '#libs/kernel/event.js';
import type { SourceDocument } from '#libs/kernel/source.js';

/** Series of reported numbers. All four are money. */
export const FIGURE_SERIES = [
  'rd-expenditure',
  'fiscal-sci-tech-expenditure',
  'gdp',
  'general-public-budget-expenditure',
] as const;
export type FigureSeries = (typeof FIGURE_SERIES)[number];

/** Stored in `figure-<series>.<region>`: a value of a period was published; a revision is one more. */
export type FigurePublished = DomainEvent<
  'figure.published',
  {
    readonly series: FigureSeries;
    readonly regionCode: string;
    /** `2023` or year to date `2023-06/ytd`. */
    readonly period: string;
    /** Decimal string of yuan, two places. */
    readonly value: string;
    /** 统计范围, e.g. `whole-county` 全县 | `county-level` 县本级; null when the series has only one. */
    readonly caliber: string | null;
    /** `preliminary` 快报 | `final` 决算/年报 | `revised` 修订 */
    readonly status: 'preliminary' | 'final' | 'revised';
    readonly publishedOn: string;
    readonly source: SourceDocument;
  }
>;

export function figureStream(series: string, regionCode: string): string {
  return `figure-${series}.${regionCode}`;
}
