import { addDays, startOfDayInShanghai, type CalendarDate } from '#libs/kernel/calendar-date.js';
import type { DatedStep, SeedStep } from '../step.js';
import { chanceFor } from './random.js';

/**
 * Public holidays 2020–2024 by the State Council's yearly notices, first and last day. Nobody in
 * the sample works on them, nor on the weekend days that were worked instead.
 */
const HOLIDAYS: readonly (readonly [first: string, last: string])[] = [
  ['2020-01-01', '2020-01-01'],
  ['2020-01-24', '2020-02-02'],
  ['2020-04-04', '2020-04-06'],
  ['2020-05-01', '2020-05-05'],
  ['2020-06-25', '2020-06-27'],
  ['2020-10-01', '2020-10-08'],
  ['2021-01-01', '2021-01-03'],
  ['2021-02-11', '2021-02-17'],
  ['2021-04-03', '2021-04-05'],
  ['2021-05-01', '2021-05-05'],
  ['2021-06-12', '2021-06-14'],
  ['2021-09-19', '2021-09-21'],
  ['2021-10-01', '2021-10-07'],
  ['2022-01-01', '2022-01-03'],
  ['2022-01-31', '2022-02-06'],
  ['2022-04-03', '2022-04-05'],
  ['2022-04-30', '2022-05-04'],
  ['2022-06-03', '2022-06-05'],
  ['2022-09-10', '2022-09-12'],
  ['2022-10-01', '2022-10-07'],
  ['2022-12-31', '2023-01-02'],
  ['2023-01-21', '2023-01-27'],
  ['2023-04-05', '2023-04-05'],
  ['2023-04-29', '2023-05-03'],
  ['2023-06-22', '2023-06-24'],
  ['2023-09-29', '2023-10-06'],
  ['2023-12-30', '2024-01-01'],
  ['2024-02-10', '2024-02-17'],
  ['2024-04-04', '2024-04-06'],
  ['2024-05-01', '2024-05-05'],
];

/** Half past eight to half past five, as offsets from midnight in Shanghai. */
const OPENS_MS = 8.5 * 3_600_000;
const OPEN_FOR_MS = 9 * 3_600_000;

export function isWorkingDay(day: CalendarDate): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  if (weekday === 0 || weekday === 6) return false;
  return !HOLIDAYS.some(([first, last]) => first <= day && day <= last);
}

/** The day itself, or the next one on which somebody is in the office. */
export function workingDayFrom(day: CalendarDate): CalendarDate {
  return isWorkingDay(day) ? day : workingDayFrom(addDays(day, 1));
}

/**
 * Gives every step its record time: working days in order, and within a day one step after the
 * other over the office hours. Record times rise strictly.
 */
export function layClock(steps: readonly DatedStep[]): SeedStep[] {
  const chance = chanceFor('clock');
  return [...byDay(inOrder(steps))].flatMap(([day, ofDay]) => {
    const opens = Date.parse(startOfDayInShanghai(day)) + OPENS_MS;
    const slot = Math.floor(OPEN_FOR_MS / ofDay.length);
    return ofDay.map(({ command }, index) => ({
      at: new Date(opens + index * slot + chance.between(0, slot - 1)).toISOString(),
      command,
    }));
  });
}

function byDay(steps: readonly DatedStep[]): Map<CalendarDate, DatedStep[]> {
  const days = new Map<CalendarDate, DatedStep[]>();
  for (const step of steps) {
    const ofDay = days.get(step.on);
    if (ofDay) ofDay.push(step);
    else days.set(step.on, [step]);
  }
  return days;
}

function inOrder(steps: readonly DatedStep[]): DatedStep[] {
  return steps
    .map((step) => ({ ...step, on: workingDayFrom(step.on) }))
    .sort((a, b) => compare(a.on, b.on) || (a.rank ?? 5) - (b.rank ?? 5));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
