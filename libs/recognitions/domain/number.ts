import { isAbsent, type Issues } from '#libs/kernel/read-fields.js';
import { RECOGNITION_KIND_LABELS } from './events.js';
import type { KindSpec } from './kind-spec.js';

/** Canonical form of every number; URL-safe, so that `<kind>.<number>` can be a path segment. */
const CANONICAL = /^[0-9A-Z-]{4,40}$/;

/** `PT411323-2023-0001`: prefix, division, counting year, counter of at least four digits. */
const ISSUED = /^([A-Z]{2})\d{6}-\d{4}-\d{4,}$/;

/** What was said about a record's number. */
export type NumberRequest =
  /** The ledger issues one. */
  | { readonly source: 'to-issue' }
  /** The paper's own. */
  | { readonly source: 'paper'; readonly number: string }
  /** One that the ledger issued before; only good again after a withdrawal. */
  | { readonly source: 'issued-before'; readonly number: string };

/** NFKC, trimmed, upper case; undefined when that is not `[0-9A-Z-]{4,40}`. */
export function canonicalNumber(input: unknown): string | undefined {
  if (typeof input !== 'string' || input.length > 100) return undefined;
  const number = input.normalize('NFKC').trim().toUpperCase();
  return CANONICAL.test(number) ? number : undefined;
}

/** What the client says about the number, in canonical form; undefined when it is refused. */
export function readNumber(
  spec: KindSpec,
  input: unknown,
  issues: Issues,
): NumberRequest | undefined {
  const { label, issued, given } = spec.number;
  if (isAbsent(input)) {
    if (issued !== undefined) return { source: 'to-issue' };
    return issues.add('number', 'required', `${label}必填：${acceptedBy(spec)}`);
  }
  const number = canonicalNumber(input);
  if (number === undefined) {
    const shape = '只能由数字、大写字母和“-”组成，4至40位（作文本，加引号）';
    return issues.add('number', 'number-characters', `${label}${shape}；${acceptedBy(spec)}`);
  }
  if (issued !== undefined && ISSUED.exec(number)?.[1] === issued) {
    return { source: 'issued-before', number };
  }
  if (given?.pattern.test(number)) return { source: 'paper', number };
  return issues.add(
    'number',
    'number-format',
    `${label}“${number}”不符合要求：${acceptedBy(spec)}`,
  );
}

/** What the counter counts in, e.g. `PT411323-2023`. */
export function numberSeries(prefix: string, regionCode: string, countingYear: number): string {
  return `${prefix}${regionCode}-${countingYear}`;
}

/** @param counter 1-based. */
export function issuedNumber(series: string, counter: number): string {
  return `${series}-${String(counter).padStart(4, '0')}`;
}

/** Chinese: what a number of this kind has to be. */
export function acceptedBy(spec: KindSpec): string {
  const { issued, given } = spec.number;
  const own =
    given && `${RECOGNITION_KIND_LABELS[spec.kind]}应为${given.accepts}，例如 ${given.example}`;
  if (issued === undefined) return own ?? '';
  const left = `该类别可不填编号，由台账编排（如 ${issued}411323-2023-0001）`;
  return own ? `${left}；填写时${own}` : left;
}
