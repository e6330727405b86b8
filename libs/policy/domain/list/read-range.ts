import { parseDate } from '#libs/kernel/calendar-date.js';
import type { Cursor } from './cursor.js';
import type { DateRange } from './model.js';

/** `{from, to}`, both inclusive. */
export function readRange(at: Cursor, what: string): DateRange | undefined {
  if (at.isMissing) return at.fail('missing', `缺少${what}，如 {from: 2023-01-01, to: 2025-12-31}`);
  if (!at.isMapOf(['from', 'to'], what)) return undefined;
  const from = at.get('from').typed({ type: 'date' }, `${what}的起日 from`);
  const to = at.get('to').typed({ type: 'date' }, `${what}的止日 to`);
  const [a, b] = [parseDate(from), parseDate(to)];
  if (a === undefined || b === undefined) return undefined;
  return a <= b ? { from: a, to: b } : at.fail('empty-range', `${what}的起日晚于止日`);
}
