import type { CalendarDate } from '#libs/kernel/calendar-date.js';
import type { SampleHolder } from '../basis/enterprises.js';

export interface SampleContract {
  readonly holder: SampleHolder;
  readonly number: string;
  readonly registeredOn: CalendarDate;
  readonly thousands: number;
  /** The county sells, buys, or both parties are ours. */
  readonly trade: 'sold' | 'bought' | 'both';
  readonly partner: Readonly<Record<string, unknown>>;
}

export function contractRef(number: string): string {
  return `tech-contract:${number}`;
}
