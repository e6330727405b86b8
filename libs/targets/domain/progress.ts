import type { CalendarDate } from '#libs/kernel/calendar-date.js';
import { divide, parseDecimal, subtractDecimals } from '#libs/kernel/ratio.js';
import type { TargetItem } from './events.js';
import type { Indicator } from './indicators.js';
import { timeProgress } from './planned-curve.js';

/** An exact number `n / d` in the indicator's unit; `d` > 0. */
export interface Rational {
  readonly n: bigint;
  readonly d: bigint;
}

export const TALLY_STATUSES = [
  'reached',
  'on-track',
  'behind',
  'not-yet-known',
  'no-target',
] as const;
export type TallyStatus = (typeof TALLY_STATUSES)[number];

/** How an indicator stands; decimal strings, ratios with four places. */
export interface Progress {
  /** Counts as `11`, money as yuan `12.50`, growth in percent `6.0014`. */
  readonly actual: string | null;
  /** actual ÷ target: not capped, negative when the actual is. */
  readonly completion: string | null;
  /** Share of the plan due by the day, 0–1; growth has none. */
  readonly timeProgress: string | null;
  /** `completion − timeProgress` as printed, so that the three add up on paper. */
  readonly ahead: string | null;
  /** actual − target in percentage points; growth only. */
  readonly gapPoints: string | null;
  readonly status: TallyStatus;
}

/** Growth has no base to be short of: an unknown one is unknown, not nothing. */
export function progressOf(
  indicator: Indicator,
  item: Pick<TargetItem, 'value' | 'plannedCurve'> | null,
  actual: Rational | null,
  on: { readonly asOf: CalendarDate; readonly year: number },
): Progress {
  const isGrowth = indicator.quantity === 'growth';
  const written = actual && writeActual(indicator, actual);
  const due = isGrowth ? null : timeProgress(on.asOf, on.year, item?.plannedCurve ?? null);
  const completion = item && actual && shareOf(actual, item.value);
  const ahead = completion !== null && due !== null ? subtractDecimals(completion, due) : null;
  const gap = isGrowth && item && written !== null ? subtractDecimals(written, item.value) : null;
  return {
    actual: written,
    completion,
    timeProgress: due,
    ahead,
    gapPoints: gap,
    status: statusOf(item, actual, ahead),
  };
}

/** The exact number decides whether a target is reached: rounding must not lift it over the line. */
function statusOf(
  item: Pick<TargetItem, 'value'> | null,
  actual: Rational | null,
  ahead: string | null,
): TallyStatus {
  if (item === null) return 'no-target';
  if (actual === null) return 'not-yet-known';
  const target = rationalOf(item.value);
  if (actual.n * target.d >= target.n * actual.d) return 'reached';
  return ahead !== null && !ahead.startsWith('-') ? 'on-track' : 'behind';
}

function shareOf(actual: Rational, target: string): string {
  const { n, d } = rationalOf(target);
  return divide(actual.n * d, actual.d * n, 4);
}

function rationalOf(text: string): Rational {
  const decimal = parseDecimal(text);
  if (!decimal) throw new RangeError(`not a decimal: ${text}`);
  return { n: decimal.units, d: 10n ** BigInt(decimal.scale) };
}

export function writeActual(indicator: Indicator, actual: Rational): string {
  switch (indicator.quantity) {
    case 'count':
      return divide(actual.n, actual.d, 0);
    case 'money':
      return divide(actual.n, actual.d, 2);
    case 'growth':
      return divide(actual.n, actual.d, 4);
  }
}
