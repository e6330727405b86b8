import { date, yearOf, type CalendarDate } from '#libs/kernel/calendar-date.js';
import type { SourceDocument } from '#libs/kernel/source.js';

/** A notice, certificate or form of the sample: its title says that it is one. */
export function paper(title: string, issuedOn: string, serial?: number): SourceDocument {
  const on = date(issuedOn);
  return {
    title: `样例：${title}`,
    ...(serial === undefined ? {} : { documentNumber: documentNumber(on, serial) }),
    issuedOn: on,
  };
}

/** 文号 of an authority that does not exist. */
export function documentNumber(on: CalendarDate, serial: number): string {
  return `样例科〔${yearOf(on)}〕${serial}号`;
}

/** Whole yuan as the contract writes money. */
export function yuan(amount: number): string {
  if (!Number.isSafeInteger(amount)) throw new RangeError(`not whole yuan: ${amount}`);
  return `${amount}.00`;
}
