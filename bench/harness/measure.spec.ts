import { describe, expect, it } from '@jest/globals';
import { orderOf, runRounds, type Contender } from './measure.js';
import { missedFloors, ratesTable, verdictsTable } from './report.js';
import { judge, spreadOf } from './verdict.js';

/** A contender whose rate in a round is what the list says; the first one is the warm-up. */
function scripted(name: string, rates: readonly number[]): Contender {
  return { name, run: (round) => Promise.resolve(rates[round] ?? 0) };
}

describe('rounds', () => {
  it('throws the warm-up away and takes ratios inside a round, not across', async () => {
    const ours = scripted('ours', [1, 200, 20, 2000]);
    const peer = scripted('peer', [1000, 100, 10, 1000]);
    const rounds = await runRounds([ours, peer], { rounds: 3 });
    const verdict = judge('x', { of: 'ours', to: 'peer', floor: 2 }, rounds);
    expect(verdict.spread).toEqual({ median: 2, min: 2, max: 2 });
    expect(verdict.held).toBe(true);
  });

  it('run every contender once, and let a different one begin', async () => {
    const ran: string[] = [];
    const contenders = ['a', 'b', 'c'].map((name) => ({
      name,
      run: (round: number) => {
        ran.push(`${round}${name}`);
        return Promise.resolve(1);
      },
    }));
    await runRounds(contenders, { rounds: 2 });
    expect(ran).toHaveLength(9);
    expect(new Set(ran).size).toBe(9);
    const first = (round: number) => ran.find((entry) => entry.startsWith(String(round)));
    expect(new Set([0, 1, 2].map((round) => first(round)?.slice(1))).size).toBeGreaterThan(1);
  });

  it('go round in both directions', () => {
    expect(orderOf(['a', 'b', 'c'], 0)).toEqual(['a', 'b', 'c']);
    expect(orderOf(['a', 'b', 'c'], 1)).toEqual(['a', 'c', 'b']);
    expect(orderOf(['a', 'b', 'c'], 2)).toEqual(['c', 'a', 'b']);
  });
});

describe('a floor', () => {
  const rounds = [0.7, 0.9, 0.8].map(
    (ratio) =>
      new Map([
        ['ours', ratio * 100],
        ['peer', 100],
      ]),
  );

  it('is held by the median at the floor, and missed just above it', () => {
    expect(judge('x', { of: 'ours', to: 'peer', floor: 0.8 }, rounds).held).toBe(true);
    expect(judge('x', { of: 'ours', to: 'peer', floor: 0.81 }, rounds).held).toBe(false);
  });

  it('may be a ceiling: the median at it is held, and above it missed', () => {
    const ratio = { of: 'ours', to: 'peer', ceiling: true } as const;
    expect(judge('p99', { ...ratio, floor: 0.8 }, rounds).held).toBe(true);
    const missed = judge('p99', { ...ratio, floor: 0.79 }, rounds);
    expect(missedFloors([missed])).toEqual(['p99: ours is 0.80 of peer, wanted ≤ 0.79']);
  });

  it('is missed, and named, when a contender did not run', () => {
    const verdict = judge('x', { of: 'ours', to: 'absent', floor: 1 }, rounds);
    expect(verdict.held).toBe(false);
    expect(missedFloors([verdict])).toEqual(['x: ours / absent was not measured, wanted ≥ 1']);
  });

  it('that is missed is named with the ratio that was measured', () => {
    const verdicts = [
      judge('x', { of: 'ours', to: 'peer', floor: 0.8 }, rounds),
      judge('x', { of: 'ours', to: 'peer', floor: 1.6 }, rounds),
    ];
    expect(missedFloors(verdicts)).toEqual(['x: ours is 0.80 of peer, wanted ≥ 1.6']);
    expect(verdictsTable(verdicts)).toMatch(/0\.80 +0\.70–0\.90 +≥ 1\.6 +✗/);
    expect(ratesTable(rounds)).toMatch(/ours +80 +70–90/);
  });
});

describe('a median', () => {
  it('of an even number of rounds lies between the two in the middle', () => {
    expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2.5, min: 1, max: 4 });
  });
});
