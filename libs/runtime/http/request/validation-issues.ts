import { getMetadataStorage, type ValidationError } from 'class-validator';
import { showKey } from '#libs/kernel/read-fields.js';
import type { FieldIssue } from '#libs/kernel/refusal.js';
import { readCoded } from './coded-message.js';

/**
 * The faults that class-validator found, one per field: path, stable code, Chinese sentence. Fields
 * that are missing are `required`, whatever rule noticed it.
 */
export function issuesOf(errors: readonly ValidationError[], parent = ''): FieldIssue[] {
  return errors.flatMap((error) => {
    const name = showKey(error.property);
    const path = parent === '' ? name : `${parent}.${name}`;
    const own = Object.entries(error.constraints ?? {}).slice(0, 1);
    return [
      ...own.map(([rule, message]) => issueOf(error, path, rule, message)),
      ...issuesOf(error.children ?? [], path),
    ];
  });
}

function issueOf(error: ValidationError, path: string, rule: string, message: string): FieldIssue {
  if (rule === 'whitelistValidation') return unknownField(error, path);
  const { code, sentence } = readCoded(message) ?? translated(rule, message, path);
  const missing = error.value === undefined || error.value === null;
  if (!missing || code === 'required') return { path, code, message: sentence };
  return { path, code: 'required', message: `${path} 必填：${sentence}` };
}

function unknownField(error: ValidationError, path: string): FieldIssue {
  const known = error.target === undefined ? [] : fieldsOf(error.target);
  const list = known.length === 0 ? '这里不能填任何项' : `可填：${known.join('、')}`;
  return { path, code: 'unknown-field', message: `没有“${path}”这一项，${list}` };
}

/** Fields that a request class takes, in the order of its definition. */
function fieldsOf(target: object): string[] {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(
    target.constructor,
    '',
    false,
    false,
  );
  return [...new Set(metadata.map((each) => each.propertyName))].sort();
}

interface Translation {
  readonly code: string;
  readonly sentence: string;
}

/** Chinese for the rules that come with class-validator, with the values its sentence names. */
function translated(rule: string, message: string, path: string): Translation {
  const { code, sentence } = saidInChinese(rule, message);
  return { code, sentence: `${path} ${sentence}` };
}

function saidInChinese(rule: string, message: string): Translation {
  if (/\p{Script=Han}/u.test(message)) return { code: codeOf(rule), sentence: message };
  const numbers = message.match(/-?\d+(\.\d+)?/g) ?? [];
  const values = message.split(': ').slice(1).join(': ').replaceAll(/, ?/g, '、');
  const [first, second] = [numbers[0] ?? '', numbers[1] ?? ''];
  switch (rule) {
    case 'isString':
      return { code: 'not-text', sentence: '应为文本（加引号）' };
    case 'isNotEmpty':
    case 'isDefined':
      return { code: 'required', sentence: '不可为空' };
    case 'isInt':
      return { code: 'not-an-integer', sentence: '应为整数' };
    case 'isNumber':
      return { code: 'not-a-number', sentence: '应为数字' };
    case 'isBoolean':
      return { code: 'not-a-boolean', sentence: '应为 true（是）或 false（否）' };
    case 'isArray':
      return { code: 'not-a-list', sentence: '应为列表 […]' };
    case 'isObject':
    case 'nestedValidation':
      return { code: 'not-an-object', sentence: '应为对象 {…}' };
    case 'isIn':
    case 'isEnum':
      return { code: 'not-allowed', sentence: `应为以下之一：${values}` };
    case 'min':
      return { code: 'out-of-range', sentence: `应不小于 ${first}` };
    case 'max':
      return { code: 'out-of-range', sentence: `应不大于 ${first}` };
    case 'maxLength':
      return { code: 'too-long', sentence: `最多 ${first} 个字符` };
    case 'minLength':
      return { code: 'too-short', sentence: `至少 ${first} 个字符` };
    case 'isLength':
      return {
        code: 'wrong-length',
        sentence: `应为 ${[first, second].filter(Boolean).join('–')} 个字符`,
      };
    case 'arrayMaxSize':
      return { code: 'too-many', sentence: `最多 ${first} 项` };
    case 'arrayMinSize':
    case 'arrayNotEmpty':
      return { code: 'too-few', sentence: `至少 ${first || '1'} 项` };
    case 'isUuid':
      return { code: 'not-a-uuid', sentence: '应为 UUID' };
    default:
      return { code: codeOf(rule), sentence: '内容不符合要求' };
  }
}

/** `matchesPattern` → `matches-pattern`. */
function codeOf(rule: string): string {
  return rule.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
