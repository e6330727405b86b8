/** One of those that are compared in a measure: ours, or a peer. */
export interface Contender {
  readonly name: string;
  /**
   * Works for about a slice, or does a fixed piece of work.
   * @param round 0 is the warm-up, whose rate is thrown away
   * @returns events per second
   */
  readonly run: (round: number) => Promise<number>;
}

/** A question about two contenders: how many times faster is `of` than `to`, in the same round? */
export interface Ratio {
  readonly of: string;
  readonly to: string;
  /** Smallest median that is accepted; with `ceiling`, the largest. */
  readonly floor: number;
  readonly ceiling?: true;
}

/** What is set up for one measure: its contenders, ready to run. */
export interface Arena {
  readonly contenders: readonly Contender[];
  /** Asked only when a contender that is not always there takes part. */
  readonly ratios?: readonly Ratio[];
  readonly close: () => Promise<void>;
}

/** A measure is one file: who competes in what, and what is asked about them. */
export interface Measure<Lab> {
  /** What `--only` takes. */
  readonly name: string;
  readonly title: string;
  readonly ratios: readonly Ratio[];
  readonly setUp: (lab: Lab) => Promise<Arena>;
}

/** Events per second of every contender in one round. */
export type Round = ReadonlyMap<string, number>;

export interface RoundsOptions {
  readonly rounds: number;
  readonly onRound?: (round: number) => void;
}

/**
 * Rounds in which every contender runs once, so that a neighbour's noise meets all of them. Who
 * begins changes from round to round, and the direction too, so that nobody always runs after the
 * same other one. A round before them warms up and does not count.
 */
export async function runRounds(
  contenders: readonly Contender[],
  { rounds, onRound }: RoundsOptions,
): Promise<Round[]> {
  const measured: Round[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const rates = new Map<string, number>();
    for (const contender of orderOf(contenders, round)) {
      rates.set(contender.name, await contender.run(round));
    }
    if (round > 0) measured.push(rates);
    onRound?.(round);
  }
  return measured;
}

/** Everybody once, beginning with another one each time, every second round backwards. */
export function orderOf<T>(contenders: readonly T[], round: number): readonly T[] {
  const start = round % Math.max(contenders.length, 1);
  const turned = [...contenders.slice(start), ...contenders.slice(0, start)];
  return round % 2 === 0 ? turned : turned.reverse();
}
