import { addDays, daysBetween, parseDate, type CalendarDate } from '#libs/kernel/calendar-date.js';
import {
  isAbsent,
  isRecord,
  Issues,
  readDate,
  readOneOf,
  readText,
  refuseUnknownKeys,
} from '#libs/kernel/read-fields.js';

export const NOTICE_UNITS = { 'working-days': '个工作日', 'calendar-days': '天' } as const;
export type NoticeUnit = keyof typeof NOTICE_UNITS;

/**
 * The least a notice lasts. Working days are Monday to Friday unless the year's holiday schedule
 * (国务院办公厅关于节假日安排的通知) says otherwise: that is data of the rule too.
 */
export interface NoticeRule {
  readonly days: number;
  readonly unit: NoticeUnit;
  /** Where the period comes from. */
  readonly basis: string;
  /** Weekdays off. */
  readonly daysOff: readonly string[];
  /** Saturdays and Sundays worked. */
  readonly workdays: readonly string[];
}

/** Holds until an officer sets another with the year's budget. */
export const USUAL_NOTICE: NoticeRule = {
  days: 5,
  unit: 'working-days',
  basis: '县级惯例（5个工作日），可随年度奖补预算另行设定',
  daysOff: [],
  workdays: [],
};

/** Nobody gives notice for longer; also keeps counting short. */
const LONGEST = 366;

/** Days of the notice by the unit of the rule, first and last day included. */
export function noticeDays(startsOn: CalendarDate, endsOn: CalendarDate, rule: NoticeRule): number {
  const all = daysBetween(startsOn, endsOn) + 1;
  if (rule.unit === 'calendar-days' || all > LONGEST) return all;
  const days = Array.from({ length: Math.max(all, 0) }, (_, i) => addDays(startsOn, i));
  return days.filter((day) => isWorkday(day, rule)).length;
}

/** The first day on which a notice that starts then may end. */
export function earliestEnd(startsOn: CalendarDate, rule: NoticeRule): CalendarDate {
  let end = startsOn;
  for (let i = 0; i < LONGEST && noticeDays(startsOn, end, rule) < rule.days; i += 1) {
    end = addDays(end, 1);
  }
  return end;
}

function isWorkday(day: CalendarDate, { daysOff, workdays }: NoticeRule): boolean {
  if (workdays.includes(day)) return true;
  const weekday = new Date(day).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !daysOff.includes(day);
}

/** Chinese: `5个工作日`. */
export function sayNoticeRule({ days, unit }: NoticeRule): string {
  return `${days}${NOTICE_UNITS[unit]}`;
}

const KEYS = ['days', 'unit', 'basis', 'daysOff', 'workdays'];

/** Left out: {@link USUAL_NOTICE}. */
export function readNoticeRule(input: unknown, path: string, issues: Issues): NoticeRule {
  if (isAbsent(input)) return USUAL_NOTICE;
  if (!isRecord(input)) {
    issues.add(
      path,
      'not-an-object',
      '公示期 notice 应为对象，如 {"days": 5, "unit": "working-days"}',
    );
    return USUAL_NOTICE;
  }
  refuseUnknownKeys(input, KEYS, path, issues);
  const days = readDays(input['days'], `${path}.days`, issues);
  const unit = readOneOf(
    input['unit'] ?? 'working-days',
    NOTICE_UNITS,
    { path: `${path}.unit`, label: '公示期单位' },
    issues,
  );
  const basis = readText(
    input['basis'],
    { path: `${path}.basis`, label: '公示期依据', max: 200, required: true },
    issues,
  );
  const daysOff = readDates(input['daysOff'], `${path}.daysOff`, '放假日', issues);
  const workdays = readDates(input['workdays'], `${path}.workdays`, '调休上班日', issues);
  return { days, unit: unit ?? 'working-days', basis: basis ?? '', daysOff, workdays };
}

function readDays(input: unknown, path: string, issues: Issues): number {
  if (typeof input === 'number' && Number.isInteger(input) && input >= 1 && input <= 60)
    return input;
  issues.add(path, 'not-an-integer', '公示期天数应为 1 至 60 的整数，如 5');
  return USUAL_NOTICE.days;
}

function readDates(input: unknown, path: string, label: string, issues: Issues): readonly string[] {
  if (isAbsent(input)) return [];
  if (!Array.isArray(input) || input.length > 60) {
    issues.add(path, 'not-a-list', `${label}应为日期的列表，至多60个，如 ["2024-02-12"]`);
    return [];
  }
  const dates = input.map((each: unknown, i) =>
    readDate(each, { path: `${path}.${i}`, label, required: true }, issues),
  );
  return [...new Set(dates.filter((each) => each !== undefined))].sort();
}

/** A stored day. @throws Error for what cannot be stored */
export function storedDay(text: string): CalendarDate {
  const day = parseDate(text);
  if (day === undefined) throw new Error(`not a stored day: ${text}`);
  return day;
}
