import type { CalendarDate } from './calendar-date.js';

/** One division of GB/T 2260 (six digits) or one township (nine digits). */
export interface RegionRecord {
  readonly code: string;
  readonly name: string;
  /** First day of the code; left out: always. */
  readonly validFrom?: CalendarDate;
  /** Last day of the code; left out: still in force. */
  readonly validTo?: CalendarDate;
  /** The code that took its place (撤县设市, 撤乡设镇). */
  readonly successor?: string;
  /** True for codes that only statistics knows. */
  readonly statisticalOnly?: boolean;
}

export type RegionLevel = 'province' | 'city' | 'county';

/** Questions about divisions, answered from one table. All of them are total. */
export interface RegionTable {
  regionName(code: string): string | undefined;
  isRegion(code: unknown): code is string;
  regionLevel(code: string): RegionLevel;
  ancestorsOf(code: string): string[];
  isWithin(code: string, ancestor: string): boolean;
  regionLineage(code: string): string[];
  isInForce(code: string, on: CalendarDate): boolean;
  isStatisticalOnly(code: string): boolean;
  townshipName(code: string): string | undefined;
  isTownship(code: unknown): code is string;
  townshipsOf(code: string): readonly RegionRecord[];
}

/** `"4113"` for a city, `"41"` for a province, all six digits for a county. */
export function regionPrefix(code: string): string {
  switch (levelOf(code)) {
    case 'province':
      return code.slice(0, 2);
    case 'city':
      return code.slice(0, 4);
    case 'county':
      return code.slice(0, 6);
  }
}

/** By the shape of the code: `410000` province, `411300` city, anything else county. */
export function levelOf(code: string): RegionLevel {
  if (/^\d{2}0000$/.test(code)) return 'province';
  return /^\d{4}00$/.test(code) ? 'city' : 'county';
}

export function createRegionTable(records: readonly RegionRecord[]): RegionTable {
  const byCode = new Map(records.map((record) => [record.code, record]));
  const predecessors = groupBy(records, (record) => record.successor);
  const townships = groupBy(
    records.filter((record) => record.code.length === 9),
    (record) => record.code.slice(0, 6),
  );
  const isRegion = (code: unknown): code is string =>
    typeof code === 'string' && isWellFormed(code) && byCode.has(`${code.slice(0, 2)}0000`);

  const table: RegionTable = {
    isRegion,
    regionLevel: levelOf,
    regionName: (code) =>
      isRegion(code)
        ? (byCode.get(code) ?? byCode.get(`${code.slice(0, 2)}0000`))?.name
        : undefined,
    ancestorsOf: (code) => ancestors(code).filter((ancestor) => isRegion(ancestor)),
    isWithin: (code, ancestor) => {
      if (!isRegion(ancestor)) return false;
      const prefixes = table.regionLineage(ancestor).map(regionPrefix);
      return isPlace(code) && prefixes.some((prefix) => code.startsWith(prefix));
    },
    regionLineage: (code) => lineage(code, byCode, predecessors),
    isInForce: (code, on) => {
      const record = byCode.get(code);
      if (!record) return isRegion(code) || table.isTownship(code);
      return (record.validFrom ?? on) <= on && on <= (record.validTo ?? on);
    },
    isStatisticalOnly: (code) => byCode.get(code)?.statisticalOnly === true,
    townshipName: (code) => (code.length === 9 ? byCode.get(code)?.name : undefined),
    isTownship: (code): code is string => {
      if (typeof code !== 'string' || !/^\d{6}(?!000)\d{3}$/.test(code)) return false;
      const county = code.slice(0, 6);
      // Where the townships of a county are listed, the list decides.
      return townships.has(county)
        ? byCode.has(code)
        : isRegion(county) && levelOf(county) === 'county';
    },
    townshipsOf: (code) => townships.get(code) ?? [],
  };
  return table;
}

/** Six digits; below a city only where there is a city, and no county `00`. */
function isWellFormed(code: string): boolean {
  return /^\d{6}$/.test(code) && !/^\d{2}00(?!00)/.test(code);
}

function isPlace(code: string): boolean {
  return isWellFormed(code) || /^\d{9}$/.test(code);
}

/** Nearest first. A county right under its province (`..90..`) has no city above it. */
function ancestors(code: string): string[] {
  const province = `${code.slice(0, 2)}0000`;
  const city = `${code.slice(0, 4)}00`;
  const above = code.slice(2, 4) === '90' ? [province] : [city, province];
  const below = /^\d{9}$/.test(code) ? [code.slice(0, 6)] : [];
  return [...below, ...above].filter((ancestor) => ancestor !== code);
}

/** The code first, then everything it followed or was followed by, near and far. */
function lineage(
  code: string,
  byCode: ReadonlyMap<string, RegionRecord>,
  predecessors: ReadonlyMap<string, readonly RegionRecord[]>,
): string[] {
  const found = new Set([code]);
  // A Set hands out what is added to it while it is walked.
  for (const each of found) {
    for (const { code: earlier } of predecessors.get(each) ?? []) found.add(earlier);
    const successor = byCode.get(each)?.successor;
    if (successor !== undefined) found.add(successor);
  }
  return [...found];
}

function groupBy<T>(items: readonly T[], key: (item: T) => string | undefined): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    if (name !== undefined) groups.set(name, [...(groups.get(name) ?? []), item]);
  }
  return groups;
}
