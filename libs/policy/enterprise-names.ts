import type { QueryBus } from '@nestjs/cqrs';
import { EnterprisesKnownAt, type EnterprisesKnownAtAnswer } from '#libs/enterprises/queries.js';
import { partsOfPosition } from '#libs/event-store/position-token.js';
import { dateInShanghai } from '#libs/kernel/calendar-date.js';

/** Who a row is about, as it is called today; null where the name is not known there yet. */
export interface Named {
  readonly enterpriseName: string | null;
}

/** How the API describes it. */
export const ENTERPRISE_NAME = {
  type: String,
  nullable: true,
  description: '企业现名',
  example: '样例科技有限公司',
} as const;

interface Page<Item> {
  readonly items: readonly Item[];
  /** Token of the position that the page was read at. */
  readonly position: string;
}

/** A page of rows with the names of their enterprises. @throws RefusalError 503 */
export async function withNames<Item extends { readonly creditCode: string }, P extends Page<Item>>(
  queryBus: QueryBus,
  page: P & Page<Item>,
): Promise<Omit<P, 'items'> & { readonly items: readonly (Item & Named)[] }> {
  const codes = [...new Set(page.items.map(({ creditCode }) => creditCode))];
  const today = dateInShanghai(new Date().toISOString());
  const { position } = partsOfPosition(page.position);
  const known =
    codes.length === 0
      ? undefined
      : await queryBus.execute<EnterprisesKnownAt, EnterprisesKnownAtAnswer>(
          new EnterprisesKnownAt(codes, today, position),
        );
  const items = page.items.map((item) => ({
    ...item,
    enterpriseName: known?.get(item.creditCode)?.name ?? null,
  }));
  return { ...page, items };
}
