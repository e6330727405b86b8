import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { DICTIONARY } from '../../testing/lists.js';
import { runPolicyCli } from './cli.js';

const LIST = `list: test
title: 测试清单
effective: {from: 2023-01-01, to: 2025-12-31}
clauses:
  - {id: a, article: 第一条, text: 有项目的奖1万元, department: 县科技局, deadline: 6月, papers: [p], when: {some: county-project, cite: 有项目}, benefit: {kind: fixed, amount: 1万}}
`;
const TESTS = `- {name: 有, asOf: 2023-06-30, given: {county-project: [{number: X}]}, expect: {a: {status: eligible, amount: 1万}}}
- {name: 没有, asOf: 2023-06-30, expect: {a: {status: not-eligible}}}
`;

function run(files: Readonly<Record<string, string>>, ...args: readonly string[]) {
  let out = '';
  const code = runPolicyCli(
    { dictionary: DICTIONARY, read: (file) => files[file], write: (text) => void (out += text) },
    args,
  );
  return { code, out };
}

describe('npm run policy -- check', () => {
  it('a list with the cases that lie beside it', () => {
    expect(run({ 'a.yaml': LIST, 'a.test.yaml': TESTS }, 'check', 'a.yaml', '--strict')).toEqual({
      code: 0,
      out: 'a.yaml\n用例 2 个，通过 2 个；条件 1 个，两面都见过 1 个；改错 2 处，用例看出 2 处\n可以发布\n',
    });
  });

  it('doubts are listed; --strict counts them as wrong', () => {
    const files = { 'a.yaml': LIST, 'b.yaml': TESTS.split('\n')[0] ?? '' };
    const args = ['check', 'a.yaml', '--tests', 'b.yaml'];
    const { code, out } = run(files, ...args);
    expect(code).toBe(0);
    expect(out).toContain('用例没有覆盖的条件（1）\n  第 5 行，条款 a：');
    expect(out).toContain('可以发布');
    expect(run(files, ...args, '--strict').code).toBe(1);
  });

  it('without cases says so', () => {
    expect(run({ 'a.yaml': LIST }, 'check', 'a.yaml')).toMatchObject({
      code: 0,
      out: expect.stringContaining('没有用例（1）'),
    });
  });

  it.each([
    [LIST.replace('county-project', 'county-projects'), TESTS, '没有名为“county-projects”'],
    [LIST, TESTS.replace('amount: 1万', 'amount: 2万'), '用例“有”：amount 应为 "20000.00"'],
    [LIST, '- [', '用例：'],
    ['a: [', TESTS, '不是正确的 YAML'],
  ])('what is wrong is listed with its line, and the exit code is 1', (list, tests, message) => {
    const { code, out } = run({ 'a.yaml': list, 'a.test.yaml': tests }, 'check', 'a.yaml');
    expect([code, out]).toEqual([1, expect.stringContaining(message)]);
    expect(out).toContain('还不能发布');
    expect(out).toMatch(/第 \d+ 行/);
  });

  it('answers programs in JSON', () => {
    const { out } = run({ 'a.yaml': LIST, 'a.test.yaml': TESTS }, 'check', 'a.yaml', '--json');
    expect(JSON.parse(out)).toMatchObject({ ok: true, findings: [], cases: { mutants: 2 } });
  });

  it.each([
    [[]],
    [['publish']],
    [['check']],
    [['check', 'nowhere.yaml']],
    [['check', 'a.yaml', '--tests']],
    [['check', 'a.yaml', '--tests', 'nowhere.yaml']],
    [['check', 'a.yaml', '--fast']],
    [['diff', 'a.yaml']],
    [['diff', 'a.yaml', 'nowhere.yaml']],
  ])('%j shows how it is used', (args) => {
    expect(run({ 'a.yaml': LIST }, ...args)).toMatchObject({
      code: 2,
      out: expect.stringContaining('用法'),
    });
  });
});

describe('npm run policy -- schema and diff', () => {
  it('the schema is JSON', () => {
    expect(JSON.parse(run({}, 'schema').out)).toMatchObject({ title: '政策清单' });
  });

  it('two versions side by side', () => {
    const files = { 'a.yaml': LIST, 'b.yaml': LIST.replaceAll('1万', '2万') };
    expect(run(files, 'diff', 'a.yaml', 'b.yaml')).toEqual({
      code: 0,
      out: '改动：第一条（a）\n  text：有项目的奖1万元 → 有项目的奖2万元\n  benefit.amount：1万 → 2万\n',
    });
    expect(run(files, 'diff', 'a.yaml', 'a.yaml').out).toBe('两版内容相同\n');
    expect(run({ ...files, 'c.yaml': 'a: [' }, 'diff', 'a.yaml', 'c.yaml').code).toBe(1);
  });
});

describe('the lists that ship', () => {
  it.each([
    'county-2023/policy-list.yaml',
    'national-rules/high-tech-firm.yaml',
    'national-rules/sci-tech-sme.yaml',
  ])('%s can be published', (name) => {
    const files = [`seeds/${name}`, `seeds/${name.replace('.yaml', '.test.yaml')}`];
    const contents = Object.fromEntries(files.map((file) => [file, readFileSync(file, 'utf8')]));
    const { code, out } = run(contents, 'check', `seeds/${name}`);
    expect([code, out]).toEqual([0, expect.stringContaining('可以发布')]);
  });
});
