/**
 * A day of the proleptic Gregorian calendar as people in Shanghai write it, `YYYY-MM-DD`, years
 * 0001–9999. It has no time and no zone; compare with `<` and `===`.
 */
export type CalendarDate = string & { readonly __calendarDate: never };

const SHAPE = /^(\d{4})-(\d{2})-(\d{2})$/;
const INSTANT =
  /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
const MS_PER_DAY = 86_400_000;
const SHANGHAI_OFFSET_MS = 8 * 3_600_000;

/** A real day written `YYYY-MM-DD`, or undefined (2023-02-30, 2023-2-3, `20230203`, a number …). */
export function parseDate(text: unknown): CalendarDate | undefined {
  const match = typeof text === 'string' ? SHAPE.exec(text) : null;
  if (!match) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) {
    return undefined;
  }
  return match[0] as CalendarDate;
}

/** A date literal of the program. @throws RangeError when `text` is not a real date. */
export function date(text: string): CalendarDate {
  const parsed = parseDate(text);
  if (parsed === undefined) throw new RangeError(`not a calendar date: ${text.slice(0, 40)}`);
  return parsed;
}

export function yearOf(d: CalendarDate): number {
  return Number(d.slice(0, 4));
}

/** Same day `n` years later (earlier when negative); 29 February becomes the 28th. */
export function addYears(d: CalendarDate, n: number): CalendarDate {
  const year = yearOf(d) + Math.trunc(n);
  const month = Number(d.slice(5, 7));
  const day = Number(d.slice(8, 10));
  if (year < 1) return FIRST;
  if (year > 9999) return LAST;
  return write(year, month, Math.min(day, daysInMonth(year, month)));
}

/** `n` days later (earlier when negative). Stops at the first and the last day of the calendar. */
export function addDays(d: CalendarDate, n: number): CalendarDate {
  return fromDayNumber(dayNumber(d) + Math.trunc(n));
}

/** Days from `a` to `b`: positive when `b` is later, 0 on the same day. */
export function daysBetween(a: CalendarDate, b: CalendarDate): number {
  return dayNumber(b) - dayNumber(a);
}

/** An instant with a zone (ISO 8601), normalised to `…Z` with milliseconds, or undefined. */
export function parseInstant(text: unknown): string | undefined {
  const match = typeof text === 'string' && text.length <= 40 ? INSTANT.exec(text) : null;
  if (!match || parseDate(match[1]) === undefined) return undefined;
  const ms = Date.parse(match[0]);
  if (!Number.isFinite(ms)) return undefined;
  const iso = new Date(ms).toISOString();
  return SHAPE.test(iso.slice(0, 10)) && iso >= '0001' ? iso : undefined;
}

/**
 * The day it is in Shanghai at that instant. Beijing time is UTC+8; the summer times of 1986–1991
 * are left out, since instants here are record times.
 * @param instant ISO 8601 with zone. @throws RangeError for anything else: check what a user sent
 *   with {@link parseInstant} first.
 */
export function dateInShanghai(instant: string): CalendarDate {
  const ms = Date.parse(instant);
  if (!Number.isFinite(ms)) throw new RangeError(`not an instant: ${instant.slice(0, 40)}`);
  return fromDayNumber(Math.floor((ms + SHANGHAI_OFFSET_MS) / MS_PER_DAY));
}

/** First instant of the day in Shanghai: `2023-06-15` → `2023-06-14T16:00:00.000Z`. */
export function startOfDayInShanghai(d: CalendarDate): string {
  return new Date(dayNumber(d) * MS_PER_DAY - SHANGHAI_OFFSET_MS).toISOString();
}

/** Last millisecond of the day in Shanghai: `2023-06-15` → `2023-06-15T15:59:59.999Z`. */
export function endOfDayInShanghai(d: CalendarDate): string {
  return new Date((dayNumber(d) + 1) * MS_PER_DAY - SHANGHAI_OFFSET_MS - 1).toISOString();
}

const FIRST = '0001-01-01' as CalendarDate;
const LAST = '9999-12-31' as CalendarDate;

function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/** Days since 1970-01-01. `Date.parse` of a date-only text is UTC and knows the years below 100. */
function dayNumber(d: CalendarDate): number {
  return Date.parse(d) / MS_PER_DAY;
}

function fromDayNumber(days: number): CalendarDate {
  if (!(days > dayNumber(FIRST))) return FIRST;
  if (days >= dayNumber(LAST)) return LAST;
  return new Date(days * MS_PER_DAY).toISOString().slice(0, 10) as CalendarDate;
}

function write(year: number, month: number, day: number): CalendarDate {
  const text = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
  return text as CalendarDate;
}

function pad(n: number, width: number): string {
  return String(n).padStart(width, '0');
}
