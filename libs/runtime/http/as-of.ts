import { dateInShanghai, type CalendarDate } from '#libs/kernel/calendar-date.js';
import { Issues, readDate } from '#libs/kernel/read-fields.js';
import { RefusalError } from '#libs/kernel/refusal.js';

/**
 * The day a question is about; today in Shanghai when it was left out.
 * @param now instant, ISO 8601 with zone
 * @throws RefusalError 422 when it is no day
 */
export function resolveAsOf(text: string | undefined, now: string): CalendarDate {
  if (text === undefined || text === '') return dateInShanghai(now);
  const issues = new Issues();
  const day = readDate(text, { path: 'asOf', label: '截至日' }, issues);
  if (day === undefined) throw new RefusalError(issues.refusal());
  return day;
}
