import { yearOf, type CalendarDate } from '#libs/kernel/calendar-date.js';
import { isWithin } from '#libs/kernel/region.js';
import type { Attributes, DerivedDates } from '../events.js';
import type { Party, RecordWarning } from '../kind-spec.js';

/** Typed looks into attributes that were read by the kind's own description. */
export function textIn(attributes: Attributes, key: string): string {
  const value = attributes[key];
  return typeof value === 'string' ? value : '';
}

export function dateIn(attributes: Attributes, key: string): CalendarDate {
  return attributes[key] as CalendarDate;
}

export function yearIn(attributes: Attributes, key: string): number {
  return attributes[key] as number;
}

export function partyIn(attributes: Attributes, key: string): Party | undefined {
  return attributes[key] as Party | undefined;
}

/** Counted in the year of one date, valid from it without end. */
export function countedBy(attributes: Attributes, key: string): DerivedDates {
  const day = dateIn(attributes, key);
  return { countingYear: yearOf(day), countedOn: day, validFrom: day, validTo: null };
}

/**
 * A name reduced to what tells things apart: full-width forms, case, blanks, brackets and
 * punctuation do not.
 */
export function comparableName(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{P}\p{S}\p{Cf}]/gu, '');
}

/** A doubt when the province block of a number is not the province the holder was in. */
export function provinceWarning(block: string, regionCode: string): RecordWarning[] {
  if (isWithin(regionCode, `${block}0000`)) return [];
  return [
    {
      code: 'number-province',
      message:
        `编号中的省级代码为 ${block}，与企业当时所在地 ${regionCode} 不一致；` +
        '整体迁入的企业证书号不变，属正常，否则请核对编号',
    },
  ];
}
