import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import { isSafeText } from '#libs/kernel/read-fields.js';
import type { Finding } from './findings.js';

/** Characters; a list of forty clauses has about forty thousand. */
export const MAX_DOCUMENT_LENGTH = 131_072;
const MAX_NODES = 20_000;
const MAX_DEPTH = 40;
/** Longest run of indentation and block indicators that a line may begin with. */
const MAX_INDENT = 120;
const MAX_BRACKETS = 40;
/** Brackets, quotes and the like: each may become an error object, and a parse has no way to stop. */
const MAX_MARKS = 24_000;
const MAX_FINDINGS = 20;

/** A document as plain values (numbers only where the text says just that), with its lines. */
export interface PlainDocument {
  readonly root: unknown;
  /** Line where the value at a path begins. */
  readonly lines: ReadonlyMap<string, number>;
}

export type DocumentReading =
  | { readonly document: PlainDocument; readonly findings: readonly Finding[] }
  | { readonly document?: undefined; readonly findings: readonly Finding[] };

/**
 * Reads YAML 1.2 of which only the plain part is taken: maps, lists and scalars. Anchors, aliases
 * and tags are refused, and so is what is too long or too deep, before the parser sees it: the
 * parser recurses, and 250,000 open brackets would end the process.
 */
export function readYaml(text: string): DocumentReading {
  const unsafe = refuseUnsafe(text);
  if (unsafe) return { findings: [unsafe] };
  const lines = new LineCounter();
  const parsed = parseDocument(text, {
    schema: 'core',
    prettyErrors: false,
    uniqueKeys: false,
    // Not 'silent': that would also swallow the error about a second document.
    logLevel: 'error',
    lineCounter: lines,
  });
  if (parsed.errors.length > 0) return { findings: syntaxFindings(parsed, lines) };
  return new Plainer(lines).convert(parsed.contents);
}

/** The same for a body that arrived as JSON and is parsed already. */
export function readJson(value: unknown): DocumentReading {
  const findings: Finding[] = [];
  const budget = { left: MAX_NODES, unsafe: false };
  const root = plainJson(value, 0, budget);
  if (budget.left < 0) findings.push(error('', 'too-big', tooBig()));
  if (budget.unsafe) findings.push(error('', 'unsafe-character', UNSAFE));
  return findings.length > 0 ? { findings } : { document: { root, lines: new Map() }, findings };
}

interface Budget {
  left: number;
  unsafe: boolean;
}

function plainJson(value: unknown, depth: number, budget: Budget): unknown {
  budget.left -= depth > MAX_DEPTH ? MAX_NODES + 1 : 1;
  budget.unsafe ||= !isSafe(value);
  if (budget.left < 0 || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => plainJson(item, depth + 1, budget));
  const entries = Object.entries(value).map(([key, item]) => {
    budget.unsafe ||= !isSafe(key);
    return [key, plainJson(item, depth + 1, budget)];
  });
  return Object.fromEntries(entries) as unknown;
}

const UNSAFE = '文字中含有控制字符等不可用的字符，请删去后再提交';

/** What can be stored and shown; escapes in quotes can write characters that the text has not. */
function isSafe(value: unknown): boolean {
  return typeof value !== 'string' || isSafeText(value, true);
}

function refuseUnsafe(text: string): Finding | undefined {
  if (text.length > MAX_DOCUMENT_LENGTH) {
    return error(
      '',
      'too-big',
      `清单过长（${text.length} 字符），最多 ${MAX_DOCUMENT_LENGTH} 字符`,
    );
  }
  if ((text.match(/[[\]{}"'&*!,?|>]/gu)?.length ?? 0) > MAX_MARKS) {
    return error('', 'too-big', tooBig());
  }
  const control = /(?![\t\n\r])\p{Cc}/u.exec(text);
  if (control)
    return atOffset(text, control.index, 'control-character', '含有不可见的控制字符，请删除');
  return tooDeep(text);
}

function tooDeep(text: string): Finding | undefined {
  const message = `嵌套过深，最多 ${MAX_DEPTH} 层`;
  const prefix = new RegExp(`^[ \\t\\-?:]{${MAX_INDENT + 1}}`, 'mu').exec(text);
  if (prefix) return atOffset(text, prefix.index, 'too-deep', message);
  let open = 0;
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i];
    if (character === '[' || character === '{') open += 1;
    if ((character === ']' || character === '}') && open > 0) open -= 1;
    if (open > MAX_BRACKETS) return atOffset(text, i, 'too-deep', message);
  }
  return undefined;
}

function atOffset(text: string, offset: number, code: string, message: string): Finding {
  const line = text.slice(0, offset).split('\n').length;
  return { severity: 'error', path: '', line, code, message };
}

function syntaxFindings(parsed: Document, lines: LineCounter): Finding[] {
  return parsed.errors.slice(0, MAX_FINDINGS).map((problem) => ({
    severity: 'error',
    path: '',
    line: Math.max(1, lines.linePos(problem.pos[0]).line),
    code: 'yaml-syntax',
    message: saySyntax(problem.code),
  }));
}

const SYNTAX: Readonly<Record<string, string>> = {
  BAD_INDENT: '缩进不正确：同一层的各行要左对齐，下一层多缩进两个空格',
  TAB_AS_INDENT: '缩进用了制表符，请改用空格',
  MULTIPLE_DOCS: '一次只能提交一份清单，请去掉“---”后的第二份',
  MISSING_CHAR: '缺少引号、括号或冒号',
  UNEXPECTED_TOKEN: '此处的符号放错了位置；含有冒号、井号等符号的文字请加引号',
  BLOCK_AS_IMPLICIT_KEY: '一行里写了两个“键: 值”，请分行，或给含冒号的文字加引号',
  BAD_DQ_ESCAPE: '双引号里的反斜杠写法不正确，可改用单引号',
  BAD_ALIAS: '不支持锚点与别名（& 和 *），请把内容写全',
};

function saySyntax(code: string): string {
  return `不是正确的 YAML：${SYNTAX[code] ?? '请检查缩进、引号与冒号（冒号后要有空格）'}`;
}

/** Turns YAML nodes into plain values and notes on which line each begins. */
class Plainer {
  private readonly lineOf = new Map<string, number>();
  private readonly findings: Finding[] = [];
  private nodes = 0;

  constructor(private readonly lines: LineCounter) {}

  convert(contents: unknown): DocumentReading {
    const root = this.plain(contents, '', 0);
    return this.findings.length > 0
      ? { findings: this.findings }
      : { document: { root, lines: this.lineOf }, findings: [] };
  }

  private plain(node: unknown, path: string, depth: number): unknown {
    this.nodes += 1;
    this.note(node, path);
    if (this.nodes > MAX_NODES) return this.refuse(node, path, 'too-big', tooBig());
    if (depth > MAX_DEPTH) return this.refuse(node, path, 'too-deep', '嵌套过深');
    if (isAlias(node)) return this.refuse(node, path, 'alias', SYNTAX['BAD_ALIAS'] ?? '');
    if (hasTag(node)) return this.refuse(node, path, 'tag', '不支持 YAML 标签（以 ! 开头）');
    if (isScalar(node)) {
      const value = plainScalar(node.value, node.source);
      return isSafe(value) ? value : this.refuse(node, path, 'unsafe-character', UNSAFE);
    }
    if (isSeq(node)) {
      return node.items.map((item, i) => this.plain(item, join(path, String(i)), depth + 1));
    }
    return isMap(node) ? this.plainMap(node.items, path, depth) : null;
  }

  private plainMap(
    items: readonly { readonly key: unknown; readonly value?: unknown }[],
    path: string,
    depth: number,
  ): unknown {
    const result = new Map<string, unknown>();
    for (const { key, value } of items) {
      const name = keyText(key);
      if (name === undefined || !isSafe(name)) {
        this.refuse(key, path, 'bad-key', '键必须是文字，不含控制字符');
      } else if (result.has(name)) {
        this.refuse(key, join(path, name), 'duplicate-key', `“${name}”重复出现，请只保留一个`);
      } else {
        const at = join(path, name);
        result.set(name, this.plain(value, at, depth + 1));
        this.note(key, at);
      }
    }
    return Object.fromEntries(result);
  }

  /** The line of a map's value is that of its key, which is noted last. */
  private note(node: unknown, path: string): void {
    const offset = offsetOf(node);
    if (offset !== undefined) this.lineOf.set(path, this.lines.linePos(offset).line);
  }

  private refuse(node: unknown, path: string, code: string, message: string): null {
    if (this.findings.length < MAX_FINDINGS) {
      const offset = offsetOf(node);
      const line = offset === undefined ? undefined : this.lines.linePos(offset).line;
      const at = line === undefined ? {} : { line };
      this.findings.push({ severity: 'error', path, ...at, code, message });
    }
    return null;
  }
}

function offsetOf(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node)) return undefined;
  const { range } = node;
  return Array.isArray(range) && typeof range[0] === 'number' ? range[0] : undefined;
}

function hasTag(node: unknown): boolean {
  const tag = typeof node === 'object' && node !== null && 'tag' in node ? node.tag : undefined;
  return typeof tag === 'string' && !tag.startsWith('tag:yaml.org,2002:');
}

function keyText(key: unknown): string | undefined {
  if (!isScalar(key)) return undefined;
  const text = key.source ?? (typeof key.value === 'string' ? key.value : undefined);
  return text === undefined || text.length === 0 || text.length > 200 ? undefined : text;
}

/**
 * A number stays one only when its text is the plain decimal that the number writes as; `007` or
 * `1e3` stay text, so nothing changes its meaning on the way.
 */
function plainScalar(value: unknown, source: string | undefined): unknown {
  if (typeof value === 'number' || typeof value === 'bigint') {
    return source !== undefined && String(value) !== source ? source : Number(value);
  }
  return typeof value === 'string' || typeof value === 'boolean' ? value : null;
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function tooBig(): string {
  return `内容过多，最多 ${MAX_NODES} 项、${MAX_DEPTH} 层`;
}

function error(path: string, code: string, message: string): Finding {
  return { severity: 'error', path, code, message };
}
