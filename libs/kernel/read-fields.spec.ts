import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  isSafeText,
  Issues,
  readDate,
  readOneOf,
  readSource,
  readText,
  showKey,
} from './read-fields.js';

const name = { path: 'name', label: '企业名称', max: 5, required: true };

describe('a text that came from outside', () => {
  it.each([
    ['left out', undefined, 'required'],
    ['null', null, 'required'],
    ['blank', ' 　', 'required'],
    ['a number', 5, 'not-text'],
    ['a list', ['a'], 'not-text'],
    ['too long', '一二三四五六', 'too-long'],
    ['with a NUL', 'a\u0000b', 'unsafe-character'],
    ['with half a character', 'a\ud83d', 'unsafe-character'],
    ['with a line break', 'a\nb', 'unsafe-character'],
    ['that reverses its direction', '\u202eab', 'unsafe-character'],
  ])('is refused when it is %s', (_, input, code) => {
    const issues = new Issues();
    expect(readText(input, name, issues)).toBeUndefined();
    expect(issues.list).toMatchObject([{ path: 'name', code }]);
  });

  it('is counted in characters as people count them, and trimmed', () => {
    const issues = new Issues();
    expect(readText(' 𠮷𠮷𠮷𠮷𠮷 ', name, issues)).toBe('𠮷𠮷𠮷𠮷𠮷');
    expect(issues.any).toBe(false);
  });

  it('may have line breaks where the field is a note', () => {
    expect(readText('一\n二', { ...name, multiline: true }, new Issues())).toBe('一\n二');
  });

  it('that is safe survives JSON and UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        if (!isSafeText(text)) return;
        expect(Buffer.from(text, 'utf8').toString('utf8')).toBe(text);
        expect(text).not.toContain('\u0000');
      }),
    );
  });
});

describe('a date that came from outside', () => {
  const rule = { path: 'effectiveOn', label: '生效日期' };
  it.each([
    ['2023-02-30', 'not-a-date'],
    ['2023/06/15', 'not-a-date'],
    [20230615, 'not-a-date'],
    ['1949-09-30', 'date-out-of-range'],
    ['2100-01-01', 'date-out-of-range'],
  ])('%s is refused', (input, code) => {
    const issues = new Issues();
    expect(readDate(input, rule, issues)).toBeUndefined();
    expect(issues.list).toMatchObject([{ path: 'effectiveOn', code }]);
  });
});

describe('a code of a closed list', () => {
  it('is refused with everything that would be accepted', () => {
    const issues = new Issues();
    const labels = { county: '县级', municipal: '市级' };
    expect(readOneOf('toString', labels, { path: 'level', label: '级别' }, issues)).toBeUndefined();
    expect(issues.list[0]?.message).toBe('级别应为：county（县级）、municipal（市级）');
  });
});

describe('a source document', () => {
  it('keeps what was given and nothing else', () => {
    const issues = new Issues();
    const source = readSource({ title: ' 通知 ', issuedOn: '2023-12-08', url: null }, issues);
    expect(source).toEqual({ title: '通知', issuedOn: '2023-12-08' });
    expect(Object.keys(source ?? {})).toEqual(['title', 'issuedOn']);
  });

  it.each([
    ['left out', undefined, ['source']],
    ['without a title', {}, ['source.title']],
    ['a text', '通知', ['source']],
    ['with a mistyped field', { title: 'a', documentNo: '1' }, ['source.documentNo']],
    ['with an address that is none', { title: 'a', url: 'javascript:alert(1)' }, ['source.url']],
  ])('%s is refused', (_, input, paths) => {
    const issues = new Issues();
    expect(readSource(input, issues)).toBeUndefined();
    expect(issues.list.map((issue) => issue.path)).toEqual(paths);
  });
});

it('a made-up key is shown short and harmless', () => {
  expect(showKey(`a\u0000b${'x'.repeat(10_000)}`)).toMatch(/^abx{38}…$/);
});
