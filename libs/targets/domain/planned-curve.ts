import { addDays, date, daysBetween, type CalendarDate } from '#libs/kernel/calendar-date.js';
import { divide } from '#libs/kernel/ratio.js';
import type { CurvePoint } from './events.js';

/** Curve ratios have at most four places, so they are whole numbers of this unit. */
const SCALE = 10_000n;

interface Knot {
  readonly on: CalendarDate;
  /** In 1/10,000. */
  readonly share: bigint;
}

/**
 * Share of the plan that is due by the end of `asOf`, four places, `"0.0000"`–`"1.0000"`: by the
 * curve, linear between its points, or linear by day of the year where there is none. A curve
 * starts from nothing on the day before the year unless its first point says otherwise, and stays
 * where its last point leaves it.
 */
export function timeProgress(
  asOf: CalendarDate,
  year: number,
  curve: readonly CurvePoint[] | null,
): string {
  const knots = knotsOf(year, curve);
  const after = knots.findIndex((knot) => knot.on > asOf);
  if (after < 0) return shareText(knots.at(-1)?.share ?? SCALE, 1n);
  const [before, next] = [knots[after - 1], knots[after]];
  if (before === undefined || next === undefined) return shareText(0n, 1n);
  const days = BigInt(daysBetween(before.on, next.on));
  const gone = BigInt(daysBetween(before.on, asOf));
  return shareText(before.share * days + (next.share - before.share) * gone, days);
}

function knotsOf(year: number, curve: readonly CurvePoint[] | null): readonly Knot[] {
  const start: Knot = { on: addDays(date(`${year}-01-01`), -1), share: 0n };
  const points = (curve ?? [{ date: `${year}-12-31`, ratio: '1' }]).map((point) => ({
    on: date(point.date),
    share: shareOf(point.ratio),
  }));
  return [start, ...points];
}

/** `"0.25"` → 2500n. The text was checked when the plan was set. */
function shareOf(ratio: string): bigint {
  const [whole = '0', fraction = ''] = ratio.split('.');
  return BigInt(whole) * SCALE + BigInt(fraction.padEnd(4, '0'));
}

function shareText(numerator: bigint, denominator: bigint): string {
  return divide(numerator, denominator * SCALE, 4);
}
