/** Side by side, but few enough to leave connections to others. */
export const AT_ONCE = 4;

/** Maps with at most `size` pieces of work under way; results in the order of the items. */
export async function mapInGroups<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
  size = AT_ONCE,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let from = 0; from < items.length; from += size) {
    results.push(...(await Promise.all(items.slice(from, from + size).map(work))));
  }
  return results;
}
