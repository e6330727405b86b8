import { cagr } from '#libs/kernel/ratio.js';
import type { GrowthRule } from './counting-rule.js';
import type { Rational } from './progress.js';

/** A published value of a period, as growth needs it. */
export interface Vintage {
  readonly year: number;
  /** January to this month; null: the full year. */
  readonly month: number | null;
  readonly fen: bigint;
  readonly caliber: string | null;
  readonly publishedOn: string;
  readonly position: bigint;
}

/** One growth rate and the two vintages it is made of. */
export interface Rate<V extends Vintage> {
  /** In percent; null when there is no base, or a base ≤ 0: printed as “—”. */
  readonly percent: Rational | null;
  readonly now: V;
  readonly base: V | null;
}

export interface GrowthAnswer<V extends Vintage> {
  /** The plan year's rate; null until its figure is published and comparable. */
  readonly actual: (Rate<V> & { readonly percent: Rational }) | null;
  /** Until then: the last rate there is, or the last figure when none can be compared. */
  readonly latestPublished: Rate<V> | null;
}

/** An average growth is a root; so many places make its rounding error meaningless. */
const ROOT_PLACES = 18;

/**
 * Growth of a plan year as of a day. A vintage counts when it was published by then; of several of
 * one period the last published stands (the previous value of a bulletin is the revised one), of
 * one day the one recorded last.
 * @param vintages those known, of one series and region, in any order
 */
export function growthAsOf<V extends Vintage>(
  rule: GrowthRule,
  year: number,
  vintages: readonly V[],
  asOf: string,
): GrowthAnswer<V> {
  const caliber = rule.measure === 'fiscal-growth' ? rule.caliber : null;
  const seen = vintages.filter(
    (vintage) =>
      vintage.publishedOn <= asOf &&
      vintage.year <= year &&
      (caliber === null || vintage.caliber === caliber),
  );
  const current = latestPerPeriod(seen);
  const own = current.find((vintage) => vintage.year === year && vintage.month === null);
  const rate = own && rateOf(rule, own, current);
  if (rate && rate.percent !== null) {
    return { actual: { ...rate, percent: rate.percent }, latestPublished: null };
  }
  const rates = [...current].sort(latestPeriodFirst).map((now) => rateOf(rule, now, current));
  return {
    actual: null,
    latestPublished: rates.find(({ percent }) => percent !== null) ?? rates[0] ?? null,
  };
}

function latestPerPeriod<V extends Vintage>(vintages: readonly V[]): readonly V[] {
  const latest = new Map<string, V>();
  for (const vintage of vintages) {
    const key = `${vintage.year}/${vintage.month}/${vintage.caliber}`;
    const standing = latest.get(key);
    if (standing === undefined || isLater(vintage, standing)) latest.set(key, vintage);
  }
  return [...latest.values()];
}

function isLater(a: Vintage, b: Vintage): boolean {
  if (a.publishedOn !== b.publishedOn) return a.publishedOn > b.publishedOn;
  return a.position > b.position;
}

/** The full year comes after its own December. */
function latestPeriodFirst(a: Vintage, b: Vintage): number {
  return b.year - a.year || (b.month ?? 13) - (a.month ?? 13) || (isLater(a, b) ? -1 : 1);
}

/** By the rule for a full year; a part of a year has no average, it is compared with a year before. */
function rateOf<V extends Vintage>(rule: GrowthRule, now: V, current: readonly V[]): Rate<V> {
  const averages = rule.growth === 'cagr' && now.month === null;
  const baseYear = averages ? (rule.baseYear ?? now.year - 1) : now.year - 1;
  const base = current.find(
    (v) => v.year === baseYear && v.month === now.month && v.caliber === now.caliber,
  );
  if (base === undefined || baseYear >= now.year) return { percent: null, now, base: null };
  return { percent: percentOf(now.fen, base.fen, now.year - baseYear), now, base };
}

function percentOf(now: bigint, base: bigint, years: number): Rational | null {
  if (base <= 0n) return null;
  if (years === 1) return { n: (now - base) * 100n, d: base };
  const root = cagr(now, base, years, ROOT_PLACES);
  if (root === null) return null;
  return { n: BigInt(root.replace('.', '')) * 100n, d: 10n ** BigInt(ROOT_PLACES) };
}
