import { dateInShanghai } from '#libs/kernel/calendar-date.js';
import type { Decider } from '#libs/kernel/decider.js';
import { Issues, readDate, readOneOf, readRegion, readSource } from '#libs/kernel/read-fields.js';
import type { Refusal } from '#libs/kernel/refusal.js';
import type { FigurePublished, FigureSeries, FigureStatus } from './events.js';
import { readValue } from './figure-value.js';
import { firstDayOf, lastDayOf, parsePeriod } from './events.js';
import { CALIBERS_OF, SERIES_LABELS, STATUS_LABELS } from './series.js';

/** As it came in; {@link readFigure} reads it. */
export interface PublishFigureInput {
  readonly series: unknown;
  readonly regionCode: unknown;
  readonly period: unknown;
  /** Decimal string (or JSON number) in `unit`. */
  readonly value: unknown;
  readonly unit: unknown;
  readonly caliber?: unknown;
  readonly status?: unknown;
  readonly publishedOn: unknown;
  readonly source: unknown;
}

export type Figure = FigurePublished['data'];
/** Status may be left open: what it is then depends on what was published before. */
export type FigureToPublish = Omit<Figure, 'status'> & { readonly status: FigureStatus | null };

/** All vintages of one series of one region, as published. */
export type FigureState = readonly Figure[];

export const figureDecider: Decider<FigureState, FigurePublished> = {
  initial: [],
  evolve: (state, event) => [...state, event.data],
};

/**
 * @param now instant of the command: nothing is published in the future
 * @returns the vintage in canonical form (yuan, two places), or 422 with everything that is wrong
 */
export function readFigure(input: PublishFigureInput, now: string): FigureToPublish | Refusal {
  const issues = new Issues();
  const at = (path: string, label: string) => ({ path, label, required: true });
  const series = readOneOf(input.series, SERIES_LABELS, at('series', '统计指标'), issues);
  const regionCode = readRegion(input.regionCode, at('regionCode', '行政区划代码'), issues);
  const period = readPeriod(input.period, issues);
  const value = readValue(input.value, input.unit, issues);
  const caliber = series && readCaliber(input.caliber, series, issues);
  const status =
    readOneOf(input.status, STATUS_LABELS, { path: 'status', label: '数据状态' }, issues) ?? null;
  const publishedOn = readDate(input.publishedOn, at('publishedOn', '发布日期'), issues);
  const source = readSource(input.source, issues);
  if (period && publishedOn) refuseUntimely(period, status, publishedOn, now, issues);
  if (issues.any || !series || !regionCode || !period || !value || !publishedOn || !source) {
    return issues.refusal();
  }
  return {
    series,
    regionCode,
    period,
    value,
    caliber: caliber ?? null,
    status,
    publishedOn,
    source,
  };
}

/** A vintage that is already there (whatever paper it is taken from this time) is no event. */
export function publishFigure(
  figure: FigureToPublish,
  state: FigureState,
): readonly FigurePublished[] {
  if (standing(figure, state)) return [];
  const status = figure.status ?? usualStatus(figure, state);
  return [{ type: 'figure.published', schemaVersion: 1, data: { ...figure, status } }];
}

/**
 * The vintage that stands for this period and day of publication, if it says the same. One that was
 * itself replaced on that day does not stand: to put it back is a new vintage.
 */
export function standing(figure: FigureToPublish, state: FigureState): Figure | undefined {
  const last = state.findLast(
    (known) => isSamePeriod(known, figure) && known.publishedOn === figure.publishedOn,
  );
  const says = last?.value === figure.value;
  return says && (figure.status === null || last.status === figure.status) ? last : undefined;
}

function usualStatus(figure: FigureToPublish, state: FigureState): FigureStatus {
  if (state.some((known) => isSamePeriod(known, figure))) return 'revised';
  return figure.period.endsWith('/ytd') ? 'preliminary' : 'final';
}

function isSamePeriod(a: Pick<Figure, 'period' | 'caliber'>, b: typeof a): boolean {
  return a.period === b.period && a.caliber === b.caliber;
}

function readPeriod(input: unknown, issues: Issues): string | undefined {
  if (parsePeriod(input) !== undefined) return String(input);
  const wanted = '期间应写作 2023（全年）或 2023-06/ytd（1–6 月累计）';
  return issues.add('period', 'not-a-period', wanted);
}

function readCaliber(input: unknown, series: FigureSeries, issues: Issues): string | null {
  const calibers = CALIBERS_OF[series];
  if (calibers === null) {
    if (input === undefined || input === null) return null;
    issues.add('caliber', 'no-calibers', `“${SERIES_LABELS[series]}”只有一种口径，请去掉 caliber`);
    return null;
  }
  const label = { path: 'caliber', label: '统计范围' };
  return readOneOf(input, calibers, label, issues) ?? 'whole-county';
}

function refuseUntimely(
  period: string,
  status: FigureStatus | null,
  publishedOn: string,
  now: string,
  issues: Issues,
): void {
  const today = dateInShanghai(now);
  if (publishedOn > today) {
    issues.add('publishedOn', 'in-the-future', `发布日期不能晚于今天（${today}）`);
  }
  if (publishedOn < firstDayOf(period)) {
    issues.add(
      'publishedOn',
      'before-period',
      `发布日期不能早于统计期间（${firstDayOf(period)} 起）`,
    );
  } else if (publishedOn <= lastDayOf(period) && status !== 'preliminary') {
    const end = lastDayOf(period);
    issues.add(
      'publishedOn',
      'before-period-ends',
      `期间 ${period} 到 ${end} 才结束，此前发布的只能是快报（status 为 preliminary），否则请核对发布日期`,
    );
  }
}
