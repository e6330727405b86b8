import { describe, expect, it } from '@jest/globals';
import { GatheredWrites } from './gathered-writes.js';

/** Stores rows, one write after the other, when the test says so. */
class Disk {
  readonly writes: string[][] = [];
  private release: (() => void) | undefined;

  readonly rows = new GatheredWrites<string>(async (rows) => {
    this.writes.push([...rows]);
    await new Promise<void>((resolve) => (this.release = resolve));
    if (rows.includes('bad')) throw new Error('bad row');
    if (rows.includes('away')) throw Object.assign(new Error('gone'), { code: 'ECONNRESET' });
  });

  /** Lets the write that is under way end. */
  async turn(): Promise<void> {
    this.release?.();
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

const outcome = (promise: Promise<void>): Promise<string> =>
  promise.then(
    () => 'stored',
    (error: Error) => error.message,
  );

describe('gathered writes', () => {
  it('write a row that comes alone at once', () => {
    const disk = new Disk();
    void disk.rows.add('a');
    expect(disk.writes).toEqual([['a']]);
  });

  it('write together what came meanwhile, and answer each row only when it is stored', async () => {
    const disk = new Disk();
    const answered: string[] = [];
    for (const row of ['a', 'b', 'c']) void disk.rows.add(row).then(() => answered.push(row));
    await disk.turn();
    expect(answered).toEqual(['a']);
    expect(disk.writes).toEqual([['a'], ['b', 'c']]);
    await disk.turn();
    expect(answered).toEqual(['a', 'b', 'c']);
  });

  it('store the other rows when one of them cannot be', async () => {
    const disk = new Disk();
    const outcomes = ['a', 'b', 'bad', 'c'].map((row) => outcome(disk.rows.add(row)));
    for (let turn = 0; turn < 6; turn += 1) await disk.turn();
    expect(await Promise.all(outcomes)).toEqual(['stored', 'stored', 'bad row', 'stored']);
  });

  it('do not try one by one when the database is away', async () => {
    const disk = new Disk();
    const outcomes = ['a', 'away', 'c'].map((row) => outcome(disk.rows.add(row)));
    for (let turn = 0; turn < 3; turn += 1) await disk.turn();
    expect(await Promise.all(outcomes)).toEqual(['stored', 'gone', 'gone']);
    expect(disk.writes).toHaveLength(2);
  });

  it('never make a write of more than 200 rows', async () => {
    const disk = new Disk();
    const all = Array.from({ length: 450 }, (_, n) => outcome(disk.rows.add(String(n))));
    for (let turn = 0; turn < 5; turn += 1) await disk.turn();
    await Promise.all(all);
    expect(disk.writes.map((rows) => rows.length)).toEqual([1, 200, 200, 49]);
  });
});
