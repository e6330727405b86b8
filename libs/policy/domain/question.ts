import { dateInShanghai, yearOf, type CalendarDate } from '#libs/kernel/calendar-date.js';
import { isAbsent, Issues, readDate } from '#libs/kernel/read-fields.js';
import { Refusal } from '#libs/kernel/refusal.js';
import type { RunQuestion } from './events.js';

/** Award years the registry takes. */
export const FIRST_AWARD_YEAR = 2000;
export const LAST_AWARD_YEAR = 2099;

const LIST_ID = /^[a-z][a-z0-9-]{0,59}$/;

/** The times and the list of a question as they came in; everything may be left out. */
export interface QuestionInput {
  readonly asOf?: unknown;
  readonly awardYear?: unknown;
  readonly list?: unknown;
}

/**
 * Fills in what was left out: `asOf` is today in Shanghai, `awardYear` the year of `asOf`.
 * @param now instant of the command, ISO 8601. @returns 422 with every field that is wrong
 */
export function readQuestion(input: QuestionInput, now: string): RunQuestion | Refusal {
  const issues = new Issues();
  const asOf = isAbsent(input.asOf)
    ? dateInShanghai(now)
    : readDate(input.asOf, { path: 'asOf', label: '截至日' }, issues);
  const awardYear = readAwardYear(input.awardYear, asOf, issues);
  const list = isAbsent(input.list) ? undefined : readListId(input.list, issues);
  if (issues.any || asOf === undefined || awardYear === undefined) return issues.refusal();
  return { asOf, awardYear, ...(list === undefined ? {} : { list }) };
}

function readAwardYear(
  input: unknown,
  asOf: CalendarDate | undefined,
  issues: Issues,
): number | undefined {
  if (isAbsent(input)) return asOf === undefined ? undefined : yearOf(asOf);
  const isYear = typeof input === 'number' && Number.isInteger(input);
  if (isYear && input >= FIRST_AWARD_YEAR && input <= LAST_AWARD_YEAR) return input;
  return issues.add(
    'awardYear',
    'not-a-year',
    `兑现年度应为 ${FIRST_AWARD_YEAR} 至 ${LAST_AWARD_YEAR} 的整数，如 2023`,
  );
}

function readListId(input: unknown, issues: Issues): string | undefined {
  if (typeof input === 'string' && LIST_ID.test(input)) return input;
  return issues.add('list', 'not-a-list-id', '清单标识应为小写字母、数字和连字符，见政策清单列表');
}

/** True for the id of a list as an address may name it. */
export function isListId(text: string): boolean {
  return LIST_ID.test(text);
}
