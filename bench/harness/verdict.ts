import type { Ratio, Round } from './measure.js';

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** What the rounds say about a ratio. */
export interface Verdict extends Ratio {
  readonly measure: string;
  /** Undefined when one of the two did not run. */
  readonly spread: Spread | undefined;
  readonly held: boolean;
}

/** @throws RangeError for an empty list */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const [min, max] = [sorted[0], sorted.at(-1)];
  const middle = (sorted.length - 1) / 2;
  const low = sorted[Math.floor(middle)];
  const high = sorted[Math.ceil(middle)];
  if (min === undefined || max === undefined || low === undefined || high === undefined) {
    throw new RangeError('there is no median of nothing');
  }
  return { median: (low + high) / 2, min, max };
}

/**
 * Takes each ratio inside its round and then the median of the rounds: what slows a whole round
 * down leaves its ratios alone.
 */
export function judge(measure: string, ratio: Ratio, rounds: readonly Round[]): Verdict {
  const values = rounds.flatMap((rates) => {
    const [of, to] = [rates.get(ratio.of), rates.get(ratio.to)];
    return of === undefined || to === undefined || to === 0 ? [] : [of / to];
  });
  const spread = values.length > 0 ? spreadOf(values) : undefined;
  return { ...ratio, measure, spread, held: spread !== undefined && isHeld(ratio, spread) };
}

function isHeld({ floor, ceiling }: Ratio, { median }: Spread): boolean {
  return ceiling ? median <= floor : median >= floor;
}
