import { hash } from 'node:crypto';

/** Levels that are written by recursion, which is twice as fast; whatever lies deeper is not. */
const DEEP = 64;
/** Text without a character that JSON escapes. */
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\ud7ff\ue000-\uffff]*$/;

/**
 * JSON with sorted keys and no spaces, so that two bodies that mean the same hash the same (the
 * idea of RFC 8785). Members that JSON cannot say are left out as `JSON.stringify` does; a bigint is
 * written as a string; at the top they give `null`. Depth costs heap, not stack: a body of a million
 * brackets must not end the process.
 */
export function canonicalJson(value: unknown): string {
  return textOf(plain(value), 0);
}

function textOf(value: unknown, depth: number): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return scalar(value);
  if (depth === DEEP) return deepText(value);
  return Array.isArray(value) ? listText(value, depth) : objectText(value, depth);
}

function listText(list: readonly unknown[], depth: number): string {
  let text = '[';
  for (let i = 0; i < list.length; i += 1) {
    text += (i > 0 ? ',' : '') + textOf(plain(list[i]), depth + 1);
  }
  return `${text}]`;
}

function objectText(object: object, depth: number): string {
  let text = '{';
  for (const key of Object.keys(object).sort()) {
    const value = plain((object as Record<string, unknown>)[key]);
    if (unspeakable(value)) continue;
    text += `${text.length > 1 ? ',' : ''}${quoted(key)}:${textOf(value, depth + 1)}`;
  }
  return `${text}}`;
}

function quoted(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

function deepText(value: object): string {
  const out: string[] = [];
  // What is still to be written, last first: literal text, or a value.
  const todo: Todo[] = [{ value }];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if ('text' in next) out.push(next.text);
    else write(next.value, out, todo);
  }
  return out.join('');
}

/** SHA-256 of the UTF-8 text, lower-case hex. */
export function sha256Hex(text: string): string {
  return hash('sha256', text, 'hex');
}

type Todo = { readonly text: string } | { readonly value: unknown };

function write(value: unknown, out: string[], todo: Todo[]): void {
  if (typeof value !== 'object' || value === null) {
    out.push(scalar(value));
    return;
  }
  const isList = Array.isArray(value);
  const parts = isList ? listParts(value) : objectParts(value as Record<string, unknown>);
  out.push(isList ? '[' : '{');
  todo.push({ text: isList ? ']' : '}' });
  for (let i = parts.length - 1; i >= 0; i -= 1) {
    const part = parts[i];
    if (part) todo.push({ value: part.value }, { text: (i > 0 ? ',' : '') + part.prefix });
  }
}

interface Part {
  readonly prefix: string;
  readonly value: unknown;
}

function listParts(list: readonly unknown[]): Part[] {
  return Array.from(list, (value) => ({ prefix: '', value: plain(value) }));
}

function objectParts(object: Record<string, unknown>): Part[] {
  return Object.keys(object)
    .sort()
    .map((key) => ({ prefix: `${JSON.stringify(key)}:`, value: plain(object[key]) }))
    .filter(({ value }) => !unspeakable(value));
}

/** Dates and the like say themselves what their JSON is. */
function plain(value: unknown): unknown {
  return saysItself(value) ? value.toJSON() : value;
}

function saysItself(value: unknown): value is { toJSON(): unknown } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'toJSON' in value &&
    typeof value.toJSON === 'function'
  );
}

function unspeakable(value: unknown): boolean {
  return value === undefined || typeof value === 'function' || typeof value === 'symbol';
}

function scalar(value: unknown): string {
  if (unspeakable(value)) return 'null';
  return JSON.stringify(typeof value === 'bigint' ? String(value) : value);
}
