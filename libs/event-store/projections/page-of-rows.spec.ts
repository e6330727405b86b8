import { describe, expect, it } from '@jest/globals';
import { pageOfRows } from './page-of-rows.js';

/** A table that counts itself, and what was asked of it. */
function table(size: number) {
  const asked: { limit: number; offset: number }[] = [];
  const all = Array.from({ length: size }, (_, n) => ({ n, total: String(size) }));
  const find = (limits: { limit: number; offset: number }) => {
    asked.push(limits);
    return Promise.resolve(all.slice(limits.offset, limits.offset + limits.limit));
  };
  return { asked, find };
}

describe('a page of rows', () => {
  it.each([
    ['the first', 1, [0, 1, 2], 1],
    ['a middle', 2, [3, 4, 5], 1],
    ['the last, shorter', 3, [6], 1],
    ['one behind the last', 4, [], 2],
  ])('is %s page with the total of all', async (_, page, wanted, questions) => {
    const { asked, find } = table(7);
    const { rows, total } = await pageOfRows({ page, pageSize: 3 }, find);
    expect([rows.map((row) => row.n), total, asked.length]).toEqual([wanted, 7, questions]);
  });

  it('of nothing is empty, and asked for once', async () => {
    const { asked, find } = table(0);
    expect(await pageOfRows({ page: 1, pageSize: 3 }, find)).toEqual({ rows: [], total: 0 });
    expect(asked).toHaveLength(1);
  });
});
