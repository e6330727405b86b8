/** Exact numbers for the reference model; nothing here is shared with the product. */
export interface Fraction {
  readonly n: bigint;
  readonly d: bigint;
}

export function fraction(text: string): Fraction {
  const [whole = '0', part = ''] = text.split('.');
  return { n: BigInt(whole + part), d: 10n ** BigInt(part.length) };
}

/** 四舍五入: at a half, away from zero. */
export function round({ n, d }: Fraction, places: number): string {
  const negative = n < 0n !== d < 0n && n !== 0n;
  const [num, den] = [n < 0n ? -n : n, d < 0n ? -d : d];
  const scaled = (num * 10n ** BigInt(places) * 2n + den) / (den * 2n);
  const digits = scaled.toString().padStart(places + 1, '0');
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return negative && scaled !== 0n ? `-${text}` : text;
}

const DAY = 86_400_000;
const dayOf = (text: string): number => Date.parse(`${text}T00:00:00Z`) / DAY;

/** Share of the plan due by the end of a day, day by day along straight lines. */
export function dueShare(
  asOf: string,
  year: number,
  curve: readonly { readonly date: string; readonly ratio: string }[] | null,
): string {
  const corners = [
    { day: dayOf(`${year - 1}-12-31`), share: fraction('0') },
    ...(curve ?? [{ date: `${year}-12-31`, ratio: '1' }]).map((point) => ({
      day: dayOf(point.date),
      share: fraction(point.ratio),
    })),
  ];
  const today = dayOf(asOf);
  let due = fraction('0');
  corners.forEach((to, i) => {
    const from = corners[i - 1];
    if (today >= to.day) due = to.share;
    else if (from && today > from.day) due = between(from, to, today);
  });
  return round(due, 4);
}

function between(
  from: { readonly day: number; readonly share: Fraction },
  to: typeof from,
  day: number,
): Fraction {
  const length = BigInt(to.day - from.day);
  const gone = BigInt(day - from.day);
  const [a, b] = [from.share, to.share];
  return {
    n: a.n * b.d * (length - gone) + b.n * a.d * gone,
    d: a.d * b.d * length,
  };
}

/** The n-th root by halving, to 20 places, rounded down. */
export function rootOf(value: Fraction, n: number): Fraction {
  const scale = 10n ** 20n;
  const fits = (x: bigint): boolean => x ** BigInt(n) * value.d <= value.n * scale ** BigInt(n);
  let [low, high] = [0n, scale];
  while (fits(high)) high *= 2n;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return { n: low, d: scale };
}
