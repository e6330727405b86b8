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

/** 快报 · 决算或年报 · 修订 */
export type FigureStatus = 'preliminary' | 'final' | 'revised';

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
    readonly status: FigureStatus;
    readonly publishedOn: string;
    readonly source: SourceDocument;
  }
>;

/** A period in parts: the whole year, or January up to `month` (累计). */
export interface FigurePeriod {
  readonly year: number;
  /** 1–12; null: the full year. */
  readonly month: number | null;
}

/** Reads `2023` or `2023-06/ytd`, years 1950–2100; undefined for anything else. */
export function parsePeriod(text: unknown): FigurePeriod | undefined {
  const match = typeof text === 'string' ? /^(\d{4})(?:-(0[1-9]|1[0-2])\/ytd)?$/.exec(text) : null;
  const year = Number(match?.[1]);
  if (!match || year < 1950 || year > 2100) return undefined;
  return { year, month: match[2] === undefined ? null : Number(match[2]) };
}

/** First day of a period, `2023-06/ytd` → `2023-01-01`. The text must be a period. */
export function firstDayOf(period: string): string {
  return `${period.slice(0, 4)}-01-01`;
}

/** Last day of a period, `2023-06/ytd` → `2023-06-30`. The text must be a period. */
export function lastDayOf(period: string): string {
  const { year, month } = parsePeriod(period) ?? { year: 0, month: null };
  return new Date(Date.UTC(year, month ?? 12, 0)).toISOString().slice(0, 10);
}

export function figureStream(series: string, regionCode: string): string {
  return `figure-${series}.${regionCode}`;
}

/**
 * For each type the steps that lift stored data from version 1 to 2, 2 to 3 …; none yet. Every
 * reader of these events goes through it (`upcast(event, FIGURE_UPCASTERS)`).
 */
export const FIGURE_UPCASTERS: Readonly<
  Record<string, readonly ((data: Record<string, unknown>) => Record<string, unknown>)[]>
> = {};
