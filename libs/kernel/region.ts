import type { CalendarDate } from './calendar-date.js';
import { REGION_RECORDS } from './region-data.js';
import { createRegionTable, levelOf, type RegionLevel, type RegionRecord } from './region-table.js';

export { regionPrefix } from './region-table.js';
export type { RegionLevel, RegionRecord } from './region-table.js';

const table = createRegionTable(REGION_RECORDS);

/** Chinese name; the province's name for a code below it that is not listed; else undefined. */
export function regionName(code: string): string | undefined {
  return table.regionName(code);
}

/**
 * True for six well-formed digits under a province that exists. The county need not be listed: the
 * other party of a contract may sit anywhere.
 */
export function isRegion(code: unknown): code is string {
  return table.isRegion(code);
}

/** By the shape of the code. */
export function regionLevel(code: string): RegionLevel {
  return levelOf(code);
}

/** Nearest first: `411323` → `['411300', '410000']`; a township's county comes first. */
export function ancestorsOf(code: string): string[] {
  return table.ancestorsOf(code);
}

/**
 * True when `code` (region or township) lies in `ancestor` or is it, also under a code that
 * `ancestor` had before or has now.
 */
export function isWithin(code: string, ancestor: string): boolean {
  return table.isWithin(code, ancestor);
}

/** The code itself first, then its predecessors and successors, near and far. */
export function regionLineage(code: string): string[] {
  return table.regionLineage(code);
}

/** Whether the code was in force on that day; codes that are not listed always are. */
export function isInForce(code: string, on: CalendarDate): boolean {
  return table.isInForce(code, on);
}

/** True for codes that statistics knows and GB/T 2260 does not (高新区, 示范区). */
export function isStatisticalOnly(code: string): boolean {
  return table.isStatisticalOnly(code);
}

/** Name of a listed township, nine digits. */
export function townshipName(code: string): string | undefined {
  return table.townshipName(code);
}

/**
 * True for nine digits that name a township: one of the listed ones where a county's townships are
 * listed, otherwise any under a county that {@link isRegion} accepts.
 */
export function isTownship(code: unknown): code is string {
  return table.isTownship(code);
}

/** The listed townships of a county, in code order. */
export function townshipsOf(code: string): readonly RegionRecord[] {
  return table.townshipsOf(code);
}
