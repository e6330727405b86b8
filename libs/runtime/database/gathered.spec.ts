import { describe, expect, it } from '@jest/globals';
import { Gathered, type GatheringLimits } from './gathered.js';

/** Stores rows, one write after the other, when the test says so; answers each in capitals. */
class Disk {
  readonly writes: string[][] = [];
  private readonly releases: (() => void)[] = [];
  readonly rows: Gathered<string, string>;

  constructor(limits: Partial<GatheringLimits> = {}) {
    this.rows = new Gathered(async (rows) => {
      this.writes.push([...rows]);
      await new Promise<void>((resolve) => this.releases.push(resolve));
      if (rows.includes('bad')) throw new Error('bad row');
      if (rows.includes('away')) throw Object.assign(new Error('gone'), { code: 'ECONNRESET' });
      return rows.map((row) => row.toUpperCase());
    }, limits);
  }

  /** Lets the writes that are under way end. */
  async turn(): Promise<void> {
    for (const release of this.releases.splice(0)) release();
    await nextTurn();
  }
}

const nextTurn = () => new Promise((resolve) => setTimeout(resolve, 2));

const outcome = (promise: Promise<string>): Promise<string> =>
  promise.catch((error: Error) => error.message);

describe('what is gathered for the database', () => {
  it('goes by itself when it comes alone', async () => {
    const disk = new Disk();
    const a = disk.rows.add('a');
    await nextTurn();
    expect(disk.writes).toEqual([['a']]);
    await disk.turn();
    expect(await a).toBe('A');
  });

  it('goes together when it comes together, and is answered each for itself', async () => {
    const disk = new Disk();
    const all = Promise.all(['a', 'b', 'c'].map((row) => disk.rows.add(row)));
    await nextTurn();
    await disk.turn();
    expect(await all).toEqual(['A', 'B', 'C']);
    expect(disk.writes).toEqual([['a', 'b', 'c']]);
  });

  it('is never answered by a call that began before it was asked', async () => {
    const disk = new Disk();
    const answered: string[] = [];
    const add = (row: string) => void disk.rows.add(row).then((answer) => answered.push(answer));
    add('a');
    await nextTurn();
    add('b');
    add('c');
    await nextTurn();
    expect(disk.writes).toEqual([['a']]);
    await disk.turn();
    expect(answered).toEqual(['A']);
    expect(disk.writes).toEqual([['a'], ['b', 'c']]);
    await disk.turn();
    expect(answered).toEqual(['A', 'B', 'C']);
  });

  it('is made up for one by one when one among it cannot be answered', async () => {
    const disk = new Disk();
    const outcomes = ['a', 'b', 'bad', 'c'].map((row) => outcome(disk.rows.add(row)));
    for (let turn = 0; turn < 6; turn += 1) await disk.turn();
    expect(await Promise.all(outcomes)).toEqual(['A', 'B', 'bad row', 'C']);
  });

  it('is not tried one by one when the database is away, and what waits is tried by itself', async () => {
    const disk = new Disk();
    const outcomes = ['a', 'away'].map((row) => outcome(disk.rows.add(row)));
    await nextTurn();
    outcomes.push(outcome(disk.rows.add('later')));
    await disk.turn();
    await disk.turn();
    expect(await Promise.all(outcomes)).toEqual(['gone', 'gone', 'LATER']);
    expect(disk.writes).toEqual([['a', 'away'], ['later']]);
  });

  it('goes in calls of no more than the most', async () => {
    const disk = new Disk({ most: 20 });
    const all = Array.from({ length: 45 }, (_, n) => outcome(disk.rows.add(String(n))));
    for (let turn = 0; turn < 5; turn += 1) await disk.turn();
    await Promise.all(all);
    expect(disk.writes.map((rows) => rows.length)).toEqual([20, 20, 5]);
  });

  it('goes in as many calls side by side as is said', async () => {
    const disk = new Disk({ underWay: 2 });
    const outcomes: Promise<string>[] = [];
    for (const row of ['a', 'b', 'c']) {
      outcomes.push(disk.rows.add(row));
      await nextTurn();
    }
    expect(disk.writes).toEqual([['a'], ['b']]);
    await disk.turn();
    await disk.turn();
    expect(await Promise.all(outcomes)).toEqual(['A', 'B', 'C']);
  });
});
