import { addDays, yearOf, type CalendarDate } from '#libs/kernel/calendar-date.js';
import { RECOGNITION_KIND_LABELS, recognitionId, type RecognitionKind } from '../events.js';
import { kindOf } from '../kinds/registry.js';
import type { RecordedRecognition } from '../recognition.js';
import { findingId, type Finding, type FindingCode } from './finding.js';

/** A record that is not withdrawn, as far as it is compared with others. */
export type Compared = Pick<
  RecordedRecognition,
  'kind' | 'number' | 'creditCode' | 'attributes' | 'dates'
> & { readonly revokedOn: string | null };

/** Whether records of this kind are compared with the holder's other records of the kind. */
export function isCompared(kind: RecognitionKind): boolean {
  const spec = kindOf(kind);
  return spec.exclusive !== undefined || spec.duplicateKey !== undefined;
}

/** The doubts that a holder's records of one kind raise together. */
export function groupFindings(records: readonly Compared[]): Finding[] {
  const [first] = records;
  if (!first) return [];
  const spec = kindOf(first.kind);
  return [
    ...(spec.exclusive === 'validity' ? overlapping(records) : []),
    ...(spec.exclusive === 'counting-year' ? sameYear(records) : []),
    ...(spec.duplicateKey ? duplicates(records, spec.duplicateKey) : []),
  ];
}

/**
 * Certificates whose validity overlaps: each with the one before it that reaches furthest. A renewal
 * is announced weeks before the old certificate ends, so an overlap within the last calendar year of
 * the old one, of a later counting year, is the ordinary case and no doubt.
 */
function overlapping(records: readonly Compared[]): Finding[] {
  const findings: Finding[] = [];
  let furthest: Compared | undefined;
  for (const record of [...records].sort(byStart)) {
    if (lastDay(record) < record.dates.validFrom) continue;
    if (furthest && record.dates.validFrom <= lastDay(furthest) && !isRenewal(furthest, record)) {
      const message =
        `${record.creditCode} 有两张有效期重叠的${RECOGNITION_KIND_LABELS[record.kind]}证书：` +
        `${periodOf(furthest)}与${periodOf(record)}，请核对是否重复或抄错`;
      findings.push(finding('double-certificate', [furthest, record], message));
    }
    if (!furthest || lastDay(record) > lastDay(furthest)) furthest = record;
  }
  return findings;
}

function isRenewal(old: Compared, renewed: Compared): boolean {
  const { validTo } = old.dates;
  return (
    validTo !== null &&
    renewed.dates.countingYear > old.dates.countingYear &&
    yearOf(renewed.dates.validFrom as CalendarDate) >= yearOf(validTo as CalendarDate)
  );
}

function sameYear(records: readonly Compared[]): Finding[] {
  const groups = groupBy(records, (record) => String(record.dates.countingYear));
  return [...groups].map(([year, group]) => {
    const message =
      `${numbersOf(group)}：${group[0]?.creditCode} 在 ${year} 年入库 ${group.length} 次，` +
      '每年只有一个入库登记编号，请核对';
    return finding('double-entry', group, message);
  });
}

function duplicates(
  records: readonly Compared[],
  keyOf: (attributes: Compared['attributes']) => string,
): Finding[] {
  const groups = groupBy(records, (record) => keyOf(record.attributes));
  return [...groups.values()].map((group) => {
    const [first] = group;
    const title = first ? kindOf(first.kind).title?.(first.attributes) : '';
    const message = `${numbersOf(group)}：持有单位与名称相同（${title}），疑似重复登记`;
    return finding('possible-duplicate', group, message);
  });
}

/** Groups of two and more, each in number order. */
function groupBy(
  records: readonly Compared[],
  keyOf: (record: Compared) => string,
): Map<string, Compared[]> {
  const groups = new Map<string, Compared[]>();
  for (const record of [...records].sort(byNumber)) {
    const key = keyOf(record);
    groups.set(key, [...(groups.get(key) ?? []), record]);
  }
  return new Map([...groups].filter(([, group]) => group.length > 1));
}

/** Its id is made of its records: one more record makes it another doubt, to be looked at anew. */
function finding(code: FindingCode, records: readonly Compared[], message: string): Finding {
  const recordIds = records.map(({ kind, number }) => recognitionId(kind, number)).sort();
  return {
    id: findingId(code, recordIds),
    code,
    message,
    recordIds,
    creditCodes: [...new Set(records.map(({ creditCode }) => creditCode))].sort(),
  };
}

/** Last valid day; before the first day when it was never valid. */
function lastDay({ dates, revokedOn }: Compared): CalendarDate {
  const end = dates.validTo ?? '9999-12-31';
  const revokedEnd = revokedOn === null ? end : addDays(revokedOn as CalendarDate, -1);
  return (revokedEnd < end ? revokedEnd : end) as CalendarDate;
}

function periodOf(record: Compared): string {
  return ` ${record.number}（${record.dates.validFrom} 至 ${lastDay(record)}）`;
}

function numbersOf(group: readonly Compared[]): string {
  return group.map(({ number }) => number).join('、');
}

function byStart(a: Compared, b: Compared): number {
  return compare(a.dates.validFrom, b.dates.validFrom) || byNumber(a, b);
}

function byNumber(a: Compared, b: Compared): number {
  return compare(a.number, b.number);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
