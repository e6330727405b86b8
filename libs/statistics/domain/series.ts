import type { FigureSeries, FigureStatus } from './events.js';

export const SERIES_LABELS: Readonly<Record<FigureSeries, string>> = {
  'rd-expenditure': '全社会研发投入',
  'fiscal-sci-tech-expenditure': '财政科技支出（206 科学技术支出）',
  gdp: '地区生产总值',
  'general-public-budget-expenditure': '一般公共预算支出',
};

export const STATUS_LABELS: Readonly<Record<FigureStatus, string>> = {
  preliminary: '快报',
  final: '决算或年报',
  revised: '修订',
};

export const CALIBER_LABELS = { 'whole-county': '全县', 'county-level': '县本级' } as const;

/** Spending of a county is reported for all of it or for the county level alone; the first is usual. */
export const CALIBERS_OF: Readonly<Record<FigureSeries, typeof CALIBER_LABELS | null>> = {
  'rd-expenditure': null,
  'fiscal-sci-tech-expenditure': CALIBER_LABELS,
  gdp: null,
  'general-public-budget-expenditure': CALIBER_LABELS,
};
