import type { FactDictionary } from '../facts/dictionary.js';
import {
  acceptedForm,
  parseValue,
  scalarText,
  type Value,
  type ValueKind,
} from '../facts/values.js';
import type { PlainDocument } from './document.js';
import { nearestName, type Finding } from './findings.js';

const MAX_FINDINGS = 100;

/** What reading a document collects: findings, each with its line and the clause it is in. */
export class ReadingLog {
  readonly findings: Finding[] = [];
  /** Set while a clause is read. */
  clause: { readonly id: string; readonly text: string } | undefined;

  constructor(
    readonly document: PlainDocument,
    readonly dictionary: FactDictionary,
  ) {}

  add(path: string, code: string, message: string, severity: Finding['severity'] = 'error'): void {
    if (this.findings.length >= MAX_FINDINGS) return;
    const line = this.lineOf(path);
    this.findings.push({
      severity,
      path,
      ...(line === undefined ? {} : { line }),
      ...(this.clause === undefined ? {} : { clause: this.clause.id }),
      code,
      message,
    });
  }

  /** The line of a path, or of what it lies in (what is missing has no line of its own). */
  private lineOf(path: string): number | undefined {
    for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
      const line = this.document.lines.get(at);
      if (line !== undefined || at === '') return line;
    }
  }

  get failed(): boolean {
    return this.findings.some((finding) => finding.severity === 'error');
  }
}

/**
 * A place in the document. Every reading method answers undefined after it has noted a finding, so
 * that a reader can go on and find what else is wrong.
 */
export class Cursor {
  constructor(
    readonly value: unknown,
    readonly path: string,
    readonly log: ReadingLog,
  ) {}

  get isMissing(): boolean {
    return this.value === undefined || this.value === null;
  }

  /** The member of a map; missing when there is none. */
  get(key: string): Cursor {
    const map = this.value;
    const has = isPlainMap(map) && Object.hasOwn(map, key);
    return new Cursor(
      has ? map[key] : undefined,
      this.path === '' ? key : `${this.path}.${key}`,
      this.log,
    );
  }

  keys(): readonly string[] {
    return isPlainMap(this.value) ? Object.keys(this.value) : [];
  }

  fail(code: string, message: string): undefined {
    this.log.add(this.path, code, message);
    return undefined;
  }

  warn(code: string, message: string): void {
    this.log.add(this.path, code, message, 'warning');
  }

  /** True for a map that has no other keys than these. `what` names it in messages. */
  isMapOf(allowed: readonly string[], what: string): boolean {
    if (!isPlainMap(this.value)) {
      this.fail('not-a-map', `${what}应为“键: 值”的形式，可用的键：${allowed.join('、')}`);
      return false;
    }
    const unknown = this.keys().filter((key) => !allowed.includes(key));
    for (const key of unknown) this.get(key).failUnknownKey(key, allowed, what);
    return unknown.length === 0;
  }

  private failUnknownKey(key: string, allowed: readonly string[], what: string): void {
    const meant = nearestName(key, allowed);
    const hint = meant === undefined ? `可用的键：${allowed.join('、')}` : `是否想写“${meant}”？`;
    this.fail('unknown-key', `${what}没有“${key.slice(0, 40)}”这一项，${hint}`);
  }

  /** The items of a list, at least `min` and at most `max`. */
  list(what: string, { min = 1, max }: { min?: number; max: number }): readonly Cursor[] {
    if (!Array.isArray(this.value)) {
      this.fail('not-a-list', `${what}应为列表（每项以“- ”开头）`);
      return [];
    }
    if (this.value.length < min || this.value.length > max) {
      this.fail('list-length', `${what}应有 ${min} 至 ${max} 项，现有 ${this.value.length} 项`);
      return [];
    }
    return this.value.map((item: unknown, i) => new Cursor(item, `${this.path}.${i}`, this.log));
  }

  /** Text of 1 to `max` characters, as it was written: legal text keeps its full-width marks. */
  text(what: string, max = 200): string | undefined {
    if (this.isMissing) return this.fail('missing', `缺少${what}`);
    const { value } = this;
    const text = typeof value === 'string' ? value.trim() : scalarText(value);
    if (text === undefined || text.length === 0 || text.length > max) {
      return this.fail('not-text', `${what}应为 1 至 ${max} 字的文字`);
    }
    return text;
  }

  optionalText(what: string, max = 200): string | undefined {
    return this.isMissing ? undefined : this.text(what, max);
  }

  /** A text of the form of an id: lower-case letters, digits and hyphens. */
  id(what: string): string | undefined {
    const text = this.text(what, 60);
    if (text === undefined || /^[a-z][a-z0-9-]*$/.test(text)) return text;
    return this.fail('not-an-id', `${what}“${text}”只能用小写字母、数字和连字符，并以字母开头`);
  }

  oneOf<T extends string>(allowed: readonly T[], what: string): T | undefined {
    const text = this.text(what);
    if (text === undefined) return undefined;
    const found = allowed.find((candidate) => candidate === text);
    if (found !== undefined) return found;
    const meant = nearestName(text, allowed);
    const hint = meant === undefined ? '' : `，是否想写“${meant}”？`;
    return this.fail(
      'not-allowed',
      `${what}“${text.slice(0, 40)}”无效，可用：${allowed.join('、')}${hint}`,
    );
  }

  /** A value of a type as officers write it. */
  typed(kind: ValueKind, what: string): Value | undefined {
    if (this.isMissing) return this.fail('missing', `缺少${what}，应为${acceptedForm(kind)}`);
    const value = parseValue(kind, this.value);
    if (value !== undefined) return value;
    return this.fail(
      'bad-value',
      `${what}“${show(this.value)}”无法识别，应为${acceptedForm(kind)}`,
    );
  }
}

export function isPlainMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
