import { parseDate, type CalendarDate } from './calendar-date.js';
import { parseCreditCode, type CreditCode } from './credit-code.js';
import { Refusal, type FieldIssue } from './refusal.js';
import { isRegion } from './region.js';
import type { SourceDocument } from './source.js';

/**
 * Reading what came from outside, field by field. Seeds, imports and jobs do not pass the HTTP
 * layer, so a decision reads its input through these and collects everything that is wrong at once.
 * A reader answers the canonical value, or undefined when the field is left out or faulty; faults
 * are in the {@link Issues} that it was given.
 */
export class Issues {
  readonly list: FieldIssue[] = [];

  add(path: string, code: string, message: string): undefined {
    this.list.push({ path, code, message });
    return undefined;
  }

  get any(): boolean {
    return this.list.length > 0;
  }

  /** 422 with every issue. */
  refusal(): Refusal {
    return Refusal.unacceptable(this.list);
  }
}

export interface FieldRule {
  readonly path: string;
  /** Chinese name of the field, as on screen. */
  readonly label: string;
  readonly required?: boolean;
}

export interface TextRule extends FieldRule {
  /** Most characters (code points). */
  readonly max: number;
  /** Line breaks and tabs are part of it (reasons, notes). */
  readonly multiline?: boolean;
}

/** Dates of the business lie in here; what lies outside is a slip and would break date arithmetic. */
export const FIRST_DATE = '1949-10-01';
export const LAST_DATE = '2099-12-31';

/** Control characters, halves of surrogate pairs, and what reverses the direction of text. */
const UNSAFE = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\ufeff]/u;
const LINE_BREAKS = /[\n\r\t]/g;

/** True when the text can be stored and shown: no control characters, no broken pairs. */
export function isSafeText(text: string, multiline = false): boolean {
  return !UNSAFE.test(multiline ? text.replace(LINE_BREAKS, '') : text);
}

/** Text without blanks at its ends. */
export function readText(input: unknown, rule: TextRule, issues: Issues): string | undefined {
  const { path, label, max } = rule;
  if (isAbsent(input)) return missing(rule, issues);
  if (typeof input !== 'string') return issues.add(path, 'not-text', `${label}应为文本（加引号）`);
  const text = input.trim();
  if (text === '') return missing(rule, issues);
  if (!isSafeText(text, rule.multiline)) {
    return issues.add(path, 'unsafe-character', `${label}含有控制字符等不可用的字符，请删去后重填`);
  }
  if (text.length > max && [...text].length > max) {
    return issues.add(path, 'too-long', `${label}最多${max}个字，现超出限制`);
  }
  return text;
}

/** A real day between {@link FIRST_DATE} and {@link LAST_DATE}. */
export function readDate(
  input: unknown,
  rule: FieldRule,
  issues: Issues,
): CalendarDate | undefined {
  if (isAbsent(input)) return missing(rule, issues);
  const day = parseDate(input);
  if (day === undefined) {
    return issues.add(
      rule.path,
      'not-a-date',
      `${rule.label}应为真实存在的日期，写作 2023-06-15（年-月-日）`,
    );
  }
  if (day < FIRST_DATE || day > LAST_DATE) {
    return issues.add(
      rule.path,
      'date-out-of-range',
      `${rule.label}应在 ${FIRST_DATE} 至 ${LAST_DATE} 之间`,
    );
  }
  return day;
}

export function readBoolean(input: unknown, rule: FieldRule, issues: Issues): boolean | undefined {
  if (isAbsent(input)) return missing(rule, issues);
  if (typeof input === 'boolean') return input;
  return issues.add(rule.path, 'not-a-boolean', `${rule.label}应为 true（是）或 false（否）`);
}

/** One of a closed list of codes. @param labels code → Chinese label, in the order to show. */
export function readOneOf<Code extends string>(
  input: unknown,
  labels: Readonly<Record<Code, string>>,
  rule: FieldRule,
  issues: Issues,
): Code | undefined {
  if (isAbsent(input)) return missing(rule, issues);
  if (typeof input === 'string' && Object.hasOwn(labels, input)) return input as Code;
  const accepted = Object.entries<string>(labels).map(([code, label]) => `${code}（${label}）`);
  return issues.add(rule.path, 'not-allowed', `${rule.label}应为：${accepted.join('、')}`);
}

/** A division of GB/T 2260, six digits. */
export function readRegion(input: unknown, rule: FieldRule, issues: Issues): string | undefined {
  if (isAbsent(input)) return missing(rule, issues);
  if (isRegion(input)) return input;
  return issues.add(
    rule.path,
    'not-a-region',
    `${rule.label}应为6位行政区划代码（GB/T 2260，文本），如西峡县为 411323`,
  );
}

export function readCreditCode(
  input: unknown,
  rule: FieldRule,
  issues: Issues,
): CreditCode | undefined {
  if (isAbsent(input) && !rule.required) return undefined;
  const code = parseCreditCode(input, rule.path);
  if (!(code instanceof Refusal)) return code;
  issues.list.push(...code.errors);
  return undefined;
}

const SOURCE_KEYS = ['title', 'documentNumber', 'url', 'issuedOn'];

/** The paper a fact was taken from; always required. */
export function readSource(
  input: unknown,
  issues: Issues,
  path = 'source',
): SourceDocument | undefined {
  if (!isRecord(input)) {
    return issues.add(
      path,
      isAbsent(input) ? 'required' : 'not-an-object',
      '请写明来源文件 source：{"title": 文件或证书名称, "documentNumber": 文号, "url": 网址, "issuedOn": 日期}，其中 title 必填',
    );
  }
  const before = issues.list.length;
  refuseUnknownKeys(input, SOURCE_KEYS, path, issues);
  const at = (key: string, label: string) => ({ path: `${path}.${key}`, label });
  const title = readText(
    input['title'],
    { ...at('title', '来源文件名称'), max: 200, required: true },
    issues,
  );
  const documentNumber = readText(
    input['documentNumber'],
    { ...at('documentNumber', '来源文号'), max: 100 },
    issues,
  );
  const url = readUrl(input['url'], at('url', '来源网址'), issues);
  const issuedOn = readDate(input['issuedOn'], at('issuedOn', '来源文件日期'), issues);
  if (title === undefined || issues.list.length > before) return undefined;
  return defined({ title, documentNumber, url, issuedOn });
}

/** Names what is not known, so that a mistyped field is not silently lost. */
export function refuseUnknownKeys(
  input: Readonly<Record<string, unknown>>,
  known: readonly string[],
  path: string,
  issues: Issues,
): void {
  for (const key of Object.keys(input).filter((k) => !known.includes(k))) {
    const shown = showKey(key);
    issues.add(
      path === '' ? shown : `${path}.${shown}`,
      'unknown-field',
      `没有“${shown}”这一项，可填：${known.join('、')}`,
    );
  }
}

/** A key a client made up, short and harmless enough to be repeated to it. */
export function showKey(key: string): string {
  const safe = [...key.slice(0, 80)].filter((char) => isSafeText(char)).join('');
  return safe.length > 40 ? `${safe.slice(0, 40)}…` : safe;
}

/** The same object without the members that are undefined. */
export function defined<T extends object>(input: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(
    Object.entries(input).filter(([, value]) => value !== undefined),
  ) as never;
}

export function isRecord(input: unknown): input is Record<string, unknown> {
  return typeof input === 'object' && input !== null && !Array.isArray(input);
}

/** JSON's null means the same as leaving a field out. */
export function isAbsent(input: unknown): input is null | undefined {
  return input === undefined || input === null;
}

function missing(rule: FieldRule, issues: Issues): undefined {
  if (rule.required) issues.add(rule.path, 'required', `${rule.label}必填`);
  return undefined;
}

function readUrl(input: unknown, rule: FieldRule, issues: Issues): string | undefined {
  const text = readText(input, { ...rule, max: 1000 }, issues);
  if (text === undefined || /^https?:\/\/[^\s<>"]+$/i.test(text)) return text;
  return issues.add(rule.path, 'not-a-url', `${rule.label}应以 http:// 或 https:// 开头`);
}
