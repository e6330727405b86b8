/** Rows of one page, and how many there are in all. */
export interface RowPage<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
}

/**
 * Reads one page of a question whose rows each carry the `total` (`count(*) over ()`). A page behind
 * the last one has no row to carry it, so the first row is asked for then.
 * @param page from 1
 */
export async function pageOfRows<Row extends { readonly total: string }>(
  { page, pageSize }: { readonly page: number; readonly pageSize: number },
  find: (limits: { readonly limit: number; readonly offset: number }) => Promise<readonly Row[]>,
): Promise<RowPage<Row>> {
  const rows = await find({ limit: pageSize, offset: (page - 1) * pageSize });
  const [first] = rows.length > 0 || page === 1 ? rows : await find({ limit: 1, offset: 0 });
  return { rows, total: Number(first?.total ?? 0) };
}
