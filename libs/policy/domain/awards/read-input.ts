import { dateInShanghai, type CalendarDate } from '#libs/kernel/calendar-date.js';
import { formatYuan, parseYuan } from '#libs/kernel/money.js';
import { isAbsent, Issues, readDate, readSource, readText } from '#libs/kernel/read-fields.js';
import { Refusal } from '#libs/kernel/refusal.js';
import type { SourceDocument } from '#libs/kernel/source.js';
import { refusePersonalData } from '../declarations/personal-data.js';

/** A body as it came in; every field may be anything. */
export type Body = Readonly<Record<string, unknown>>;

/** Reads the fields of one step, collecting everything that is wrong. */
export class StepInput {
  readonly issues = new Issues();

  constructor(
    private readonly body: Body,
    /** Today in Shanghai: what has been done lies not after it. */
    readonly today: CalendarDate,
  ) {}

  static at(body: Body, now: string): StepInput {
    return new StepInput(body, dateInShanghai(now));
  }

  /** Free text that is kept for ever, so without personal data. */
  text(key: string, label: string, max = 500): string | undefined {
    const text = this.optionalText(key, label, max);
    if (isAbsent(this.body[key])) this.issues.add(key, 'required', `${label}必填`);
    return text;
  }

  optionalText(key: string, label: string, max = 500): string | undefined {
    const rule = { path: key, label, max, multiline: true };
    const text = readText(this.body[key], rule, this.issues);
    if (text !== undefined) refusePersonalData(text, key, label, this.issues);
    return text;
  }

  /** A day that has come; left out: today. */
  pastDay(key: string, label: string, fallback?: CalendarDate): CalendarDate | undefined {
    const input = this.body[key];
    if (isAbsent(input) && fallback !== undefined) return fallback;
    const day = readDate(input, { path: key, label, required: true }, this.issues);
    if (day === undefined || day <= this.today) return day;
    return this.issues.add(key, 'in-the-future', `${label}不能晚于今天（${this.today}）`);
  }

  day(key: string, label: string): CalendarDate | undefined {
    return readDate(this.body[key], { path: key, label, required: true }, this.issues);
  }

  /** More than nothing, in decimal yuan. */
  amount(key: string, label: string): string | undefined {
    const input = this.body[key];
    if (isAbsent(input)) return this.issues.add(key, 'required', `${label}必填`);
    const fen = parseYuan(input);
    if (fen !== undefined && fen > 0n) return formatYuan(fen);
    return this.issues.add(
      key,
      'not-an-amount',
      `${label}应为大于零、以元为单位的金额，至多两位小数，如 "200000.00"`,
    );
  }

  optionalAmount(key: string, label: string): string | undefined {
    return isAbsent(this.body[key]) ? undefined : this.amount(key, label);
  }

  /** Nothing is an amount too: a record that should not be there is corrected to it. */
  optionalAmountOrNothing(key: string, label: string): string | undefined {
    const input = this.body[key];
    return !isAbsent(input) && parseYuan(input) === 0n
      ? formatYuan(0n)
      : this.optionalAmount(key, label);
  }

  optionalPastDay(key: string, label: string): CalendarDate | undefined {
    return isAbsent(this.body[key]) ? undefined : this.pastDay(key, label);
  }

  source(): SourceDocument | undefined {
    return isAbsent(this.body['source']) ? undefined : readSource(this.body['source'], this.issues);
  }

  /** What was read, or 422 with everything that is wrong. */
  done<T>(read: () => T | undefined): T | Refusal {
    const result = this.issues.any ? undefined : read();
    return result ?? this.issues.refusal();
  }
}

/** 409 `date-order`: a step cannot lie before the one it builds on. */
export function tooEarly(what: string, on: string, before: string, earliest: string): Refusal {
  return Refusal.conflict('date-order', `${what} ${on} 早于${before} ${earliest}，请核对日期`);
}
