import type { CalendarDate } from '#libs/kernel/calendar-date.js';
import { regionLineage, regionPrefix } from '#libs/kernel/region.js';

/** What a tally question is about. */
export interface TallyScope {
  readonly regionCode: string;
  readonly year: number;
  readonly asOf: CalendarDate;
  /** Events at or below it are known. */
  readonly position: bigint;
}

/**
 * What the codes of places within the region begin with. A county that became a city is asked under
 * either code, so its predecessors and successors are among them.
 */
export function regionPrefixes(regionCode: string): readonly string[] {
  return [...new Set(regionLineage(regionCode).map(regionPrefix))];
}
