import { Refusal, RefusalError } from '#libs/kernel/refusal.js';
import type { ListSubmission } from '../commands.js';
import { isPlainMap } from '../domain/list/cursor.js';
import { MAX_DOCUMENT_LENGTH } from '../domain/list/document.js';

/**
 * The body of a submission: YAML text, the list itself as JSON, or with the cases beside it
 * `{document | text, tests}`.
 * @throws RefusalError 422 for a wrapper that holds something else
 */
export function readSubmission(body: unknown): ListSubmission {
  if (typeof body === 'string') return { text: body };
  if (!isPlainMap(body) || !Object.hasOwn(body, 'tests')) return { document: body };
  const { tests, text, document, ...rest } = body;
  const issues = [
    ...Object.keys(rest).map((key) => issue(key, 'unknown-key', SHAPE)),
    ...(isText(tests) ? [] : [issue('tests', 'not-text', '用例 tests 应为 YAML 文字（列表）')]),
    ...((text === undefined) === (document === undefined)
      ? [issue('document', 'missing', SHAPE)]
      : []),
    ...(text === undefined || isText(text)
      ? []
      : [issue('text', 'not-text', '清单 text 应为 YAML 文字')]),
  ];
  if (issues.length > 0) throw new RefusalError(Refusal.unacceptable(issues));
  const beside = { tests: String(tests) };
  return isText(text) ? { text, ...beside } : { document, ...beside };
}

const SHAPE =
  '附用例提交时应写作 {"text": 清单的 YAML, "tests": 用例的 YAML} 或 {"document": {…}, "tests": …}';

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_DOCUMENT_LENGTH;
}

function issue(path: string, code: string, message: string) {
  return { path: path.slice(0, 60), code, message };
}
