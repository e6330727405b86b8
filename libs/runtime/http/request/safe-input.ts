import type { FieldIssue } from '#libs/kernel/refusal.js';
import { showKey } from '#libs/kernel/read-fields.js';

/** Deepest nesting that is accepted; policy lists, the deepest thing there is, stay well below. */
const MAX_DEPTH = 40;
/** Issues after which looking stops: the caller has enough to do. */
const MAX_ISSUES = 20;

/** Besides U+0000, which PostgreSQL cannot keep: halves of surrogate pairs, which UTF-8 cannot write. */
const UNSTORABLE = /\p{Cs}/u;

interface Place {
  readonly value: unknown;
  readonly path: string;
  readonly depth: number;
}

/**
 * What is dangerous about parsed JSON or a query whatever it is meant for: characters that cannot
 * be stored (U+0000, halves of surrogate pairs), names every object has already, nesting without
 * end. Works without recursion, since depth is what an attacker would send.
 */
export function unsafeInput(input: unknown): FieldIssue[] {
  const issues: FieldIssue[] = [];
  const todo: Place[] = [{ value: input, path: '', depth: 0 }];
  for (let place = todo.pop(); place && issues.length < MAX_ISSUES; place = todo.pop()) {
    const { value, path, depth } = place;
    if (typeof value === 'string' && !isStorable(value)) issues.push(unstorable(path));
    if (typeof value !== 'object' || value === null) continue;
    if (depth >= MAX_DEPTH) issues.push(tooDeep(path));
    else for (const child of childrenOf(place, issues)) todo.push(child);
  }
  return issues;
}

function childrenOf({ value, path, depth }: Place, issues: FieldIssue[]): Place[] {
  const children: Place[] = [];
  for (const [key, child] of Object.entries(value as object)) {
    const childPath = path === '' ? showKey(key) : `${path}.${showKey(key)}`;
    // `__proto__`, `constructor`, `toString` …: libraries take them for the object's own.
    if (!Array.isArray(value) && key in Object.prototype) issues.push(reserved(childPath));
    else if (!isStorable(key)) issues.push(unstorable(childPath));
    else children.push({ value: child, path: childPath, depth: depth + 1 });
    if (issues.length >= MAX_ISSUES) break;
  }
  return children.reverse();
}

function isStorable(text: string): boolean {
  return !text.includes('\0') && !UNSTORABLE.test(text);
}

function unstorable(path: string): FieldIssue {
  return {
    path,
    code: 'unsafe-character',
    message: `${path === '' ? '内容' : path} 含有空字符（U+0000）或不完整的字符，请删去后重试`,
  };
}

function reserved(path: string): FieldIssue {
  return { path, code: 'unknown-field', message: `没有“${path}”这一项，请删去` };
}

function tooDeep(path: string): FieldIssue {
  return {
    path: path.slice(0, 80),
    code: 'too-deep',
    message: `内容嵌套过深，最多 ${MAX_DEPTH} 层`,
  };
}
