import { describe, expect, it } from '@jest/globals';
import { date } from '#libs/kernel/calendar-date.js';
import { Issues } from '#libs/kernel/read-fields.js';
import { earliestEnd, noticeDays, readNoticeRule, USUAL_NOTICE } from './notice-rule.js';

const days = (from: string, to: string, rule = USUAL_NOTICE) =>
  noticeDays(date(from), date(to), rule);

describe('the days of a notice', () => {
  it('are working days, both ends included', () => {
    expect(days('2024-01-22', '2024-01-26')).toBe(5);
    expect(days('2024-01-20', '2024-01-28')).toBe(5);
    expect(days('2024-01-27', '2024-01-28')).toBe(0);
  });

  it('follow the year’s holiday schedule when the rule has it', () => {
    const rule = {
      ...USUAL_NOTICE,
      daysOff: ['2024-02-12', '2024-02-13', '2024-02-14', '2024-02-15', '2024-02-16'],
      workdays: ['2024-02-04', '2024-02-18'],
    };
    expect(days('2024-02-05', '2024-02-18', rule)).toBe(6);
    expect(earliestEnd(date('2024-02-08'), rule)).toBe('2024-02-20');
    expect(earliestEnd(date('2024-02-08'), USUAL_NOTICE)).toBe('2024-02-14');
  });

  it('or calendar days, if the rule says so', () => {
    expect(days('2024-01-20', '2024-01-28', { ...USUAL_NOTICE, unit: 'calendar-days' })).toBe(9);
  });

  it('are data: read with their basis, every fault told', () => {
    const issues = new Issues();
    expect(readNoticeRule(undefined, 'notice', issues)).toEqual(USUAL_NOTICE);
    expect(issues.any).toBe(false);
    readNoticeRule({ days: 0, unit: 'weeks', daysOff: ['x'], more: 1 }, 'notice', issues);
    expect(issues.list.map(({ path }) => path)).toEqual([
      ...['notice.more', 'notice.days', 'notice.unit', 'notice.basis', 'notice.daysOff.0'],
    ]);
  });
});
