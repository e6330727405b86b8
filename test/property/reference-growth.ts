import type { FiscalGrowthRule, RdGrowthRule } from '#libs/targets/domain/counting-rule.js';
import { rootOf, round, type Fraction } from './reference-numbers.js';
import type { ReferenceFigure, ReferenceQuestion } from './reference-tally.js';

export interface ReferenceGrowth {
  readonly percent: Fraction | null;
  /** Events of the vintages used. */
  readonly evidence: readonly string[];
  readonly latestPublished: { period: string; growth: string | null; publishedOn: string } | null;
}

interface Compared {
  readonly now: ReferenceFigure;
  readonly base: ReferenceFigure | undefined;
  readonly percent: Fraction | null;
}

/** @param figures of the series and region, in the order of the ledger */
export function growthBy(
  rule: FiscalGrowthRule | RdGrowthRule,
  figures: readonly ReferenceFigure[],
  { year, asOf }: ReferenceQuestion,
): ReferenceGrowth {
  const seen = figures
    .filter((figure) => figure.publishedOn <= asOf && figure.year <= year)
    .filter((figure) => rule.measure === 'rd-growth' || figure.caliber === rule.caliber);
  const standing = (of: number, part: string): ReferenceFigure | undefined =>
    seen
      .filter((figure) => figure.year === of && figure.part === part)
      // A stable sort: of one day, the one recorded last stays last.
      .sort((a, b) => (a.publishedOn < b.publishedOn ? -1 : a.publishedOn > b.publishedOn ? 1 : 0))
      .at(-1);
  const compare = (now: ReferenceFigure): Compared => {
    const from = rule.growth === 'cagr' && now.part === '' ? Number(rule.baseYear) : now.year - 1;
    const base = from < now.year ? standing(from, now.part) : undefined;
    return { now, base, percent: base ? percent(now.fen, base.fen, now.year - from) : null };
  };
  const own = standing(year, '');
  const actual = own && compare(own);
  if (actual && actual.percent !== null) {
    return { percent: actual.percent, evidence: ids(actual), latestPublished: null };
  }
  const periods = [...new Set(seen.map((figure) => figure.period))].sort(latestFirst);
  const all = periods
    .map((period) => standing(Number(period.slice(0, 4)), period.slice(4)))
    .filter((figure) => figure !== undefined)
    .map(compare);
  const shown = all.find((one) => one.percent !== null) ?? all[0];
  return {
    percent: null,
    evidence: shown ? ids(shown) : [],
    latestPublished: shown
      ? {
          period: shown.now.period,
          growth: shown.percent && round(shown.percent, 4),
          publishedOn: shown.now.publishedOn,
        }
      : null,
  };
}

function ids({ now, base }: Compared): string[] {
  return base ? [now.id, base.id] : [now.id];
}

/** A whole year ends after its December to date. */
function latestFirst(a: string, b: string): number {
  const key = (period: string): string => (period.length === 4 ? `${period}-13` : period);
  return key(a) < key(b) ? 1 : -1;
}

function percent(now: bigint, base: bigint, years: number): Fraction | null {
  if (base <= 0n) return null;
  const times = { n: now, d: base };
  const { n, d } = years === 1 ? times : rootOf(times, years);
  return { n: (n - d) * 100n, d };
}
