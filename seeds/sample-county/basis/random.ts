/**
 * Repeatable chance. Everything is 32-bit integer arithmetic, so every machine draws the same
 * county; each part of the sample draws from a stream of its own, so that one part can change
 * without reshuffling the others.
 */
export interface Chance {
  /** A whole number, `low` ≤ n ≤ `high`. */
  between(low: number, high: number): number;
  /** True in `percent` of 100 draws. */
  percent(percent: number): boolean;
  /** One of the items, each as likely as any other. */
  pick<T>(items: readonly T[]): T;
  /** One of the items, as likely as its weight (a whole number). */
  weighted<T>(items: readonly (readonly [item: T, weight: number])[]): T;
  /** The items in another order. */
  shuffled<T>(items: readonly T[]): T[];
}

const COUNTY_SEED = 411_323;

/** @param part name of the part that draws, e.g. `tech-contracts`. */
export function chanceFor(part: string): Chance {
  const next = mulberry32(fnv1a(part) ^ COUNTY_SEED);
  const below = (n: number): number => Number((BigInt(next()) * BigInt(n)) >> 32n);
  return {
    between: (low, high) => low + below(high - low + 1),
    percent: (percent) => below(100) < percent,
    pick: (items) => at(items, below(items.length)),
    weighted: (items) => weighted(items, below),
    shuffled: (items) => shuffled(items, below),
  };
}

function weighted<T>(items: readonly (readonly [T, number])[], below: (n: number) => number): T {
  let left = below(items.reduce((sum, [, weight]) => sum + weight, 0));
  for (const [item, weight] of items) {
    left -= weight;
    if (left < 0) return item;
  }
  throw new RangeError('nothing to choose from');
}

/** Fisher–Yates. */
function shuffled<T>(items: readonly T[], below: (n: number) => number): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i -= 1) {
    const j = below(i + 1);
    const kept = at(result, i);
    result[i] = at(result, j);
    result[j] = kept;
  }
  return result;
}

/** The item at an index that must exist. @throws RangeError */
export function at<T>(items: readonly T[], index: number): T {
  if (index < 0 || index >= items.length) throw new RangeError(`no item ${index}`);
  return items[index] as T;
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}

/** Tommy Ettinger's 32-bit generator: small, and good enough to spread a sample. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
}
