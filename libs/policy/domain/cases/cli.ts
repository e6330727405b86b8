import type { FactDictionary } from '../facts/dictionary.js';
import { diffLists, type ListDiff, type ValueChange } from '../list/diff.js';
import { readYaml } from '../list/document.js';
import { hasErrors, sayFinding, type Finding } from '../list/findings.js';
import { listSchema } from '../list/schema/list-schema.js';
import { CASE_CODES } from './case-codes.js';
import { checkList, type ListCheck } from './check-list.js';

/** What the commands need of the world. */
export interface PolicyCli {
  readonly dictionary: FactDictionary;
  /** Undefined for a file that is not there. */
  readonly read: (file: string) => string | undefined;
  readonly write: (text: string) => void;
}

const USAGE = `用法：
  npm run policy -- check <清单.yaml> [--tests <用例.test.yaml>] [--strict] [--json]
      检查清单与用例；不写 --tests 时取同目录的 <清单>.test.yaml
      返回码：0 可以发布，1 有错误或用例不通过，2 用法不对；--strict 时未覆盖的条件和看不出的错误也算 1
  npm run policy -- schema
      输出清单的 JSON Schema，供编辑器补全
  npm run policy -- diff <原版.yaml> <新版.yaml>
      列出两版的差别
`;

/** @returns the exit code of the process */
export function runPolicyCli(cli: PolicyCli, args: readonly string[]): number {
  const [command, ...rest] = args;
  switch (command) {
    case 'check':
      return check(cli, rest);
    case 'schema':
      cli.write(`${JSON.stringify(listSchema(cli.dictionary), null, 2)}\n`);
      return 0;
    case 'diff':
      return diff(cli, rest);
    default:
      return misuse(cli);
  }
}

function misuse(cli: PolicyCli, why = ''): number {
  cli.write(`${why === '' ? '' : `${why}\n`}${USAGE}`);
  return 2;
}

interface CheckOptions {
  readonly file: string;
  readonly tests?: string;
  readonly strict: boolean;
  readonly json: boolean;
}

function readOptions(args: readonly string[]): CheckOptions | undefined {
  const at = args.indexOf('--tests');
  const tests = at < 0 ? undefined : args[at + 1];
  if (at >= 0 && tests === undefined) return undefined;
  const rest = at < 0 ? args : args.filter((_, i) => i !== at && i !== at + 1);
  const files = rest.filter((arg) => !arg.startsWith('--'));
  const flags = rest.filter((arg) => arg.startsWith('--'));
  const [file] = files;
  const known = flags.every((flag) => flag === '--strict' || flag === '--json');
  if (file === undefined || files.length > 1 || !known) return undefined;
  const [strict, json] = [flags.includes('--strict'), flags.includes('--json')];
  return { file, strict, json, ...(tests === undefined ? {} : { tests }) };
}

function check(cli: PolicyCli, args: readonly string[]): number {
  const options = readOptions(args);
  if (!options) return misuse(cli);
  const text = cli.read(options.file);
  if (text === undefined) return misuse(cli, `没有文件 ${options.file}`);
  const tests = cli.read(options.tests ?? options.file.replace(/\.ya?ml$/, '.test.yaml'));
  if (options.tests !== undefined && tests === undefined) {
    return misuse(cli, `没有文件 ${options.tests}`);
  }
  const result = checkText(cli, text, tests);
  cli.write(options.json ? `${JSON.stringify(result, forJson, 2)}\n` : say(result, options.file));
  return hasErrors(result.findings) || (options.strict && result.findings.length > 0) ? 1 : 0;
}

type Checked = Pick<ListCheck, 'findings' | 'cases'> & { readonly ok: boolean };

function checkText(cli: PolicyCli, text: string, tests: string | undefined): Checked {
  const { document, findings } = readYaml(text);
  const none = { cases: 0, failures: [], conditions: 0, covered: 0, mutants: 0, killed: 0 };
  if (!document) return { findings, cases: none, ok: false };
  const result = checkList(document, cli.dictionary, tests);
  const { cases } = result;
  return { findings: result.findings, cases, ok: !hasErrors(result.findings) };
}

function forJson(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

function say({ findings, cases, ok }: Checked, file: string): string {
  const about = (code: string): readonly Finding[] => findings.filter((each) => each.code === code);
  const sections: readonly (readonly [string, readonly Finding[]])[] = [
    ['错误', findings.filter(({ severity }) => severity === 'error')],
    ['提醒', findings.filter((each) => each.severity === 'warning' && !isAboutCases(each))],
    ['没有用例', about(CASE_CODES.none)],
    ['用例没有覆盖的条件', about(CASE_CODES.uncovered)],
    ['用例看不出的错误', about(CASE_CODES.survives)],
  ];
  const lines = sections.flatMap(([title, found]) =>
    found.length === 0 ? [] : [`${title}（${found.length}）`, ...found.map(line), ''],
  );
  const { cases: count, failures, covered, conditions, killed, mutants } = cases;
  const failed = new Set(failures.map(({ name }) => name)).size;
  const summary = `用例 ${count} 个，通过 ${count - failed} 个；条件 ${conditions} 个，两面都见过 ${covered} 个；改错 ${mutants} 处，用例看出 ${killed} 处`;
  return [`${file}`, ...lines, summary, ok ? '可以发布' : '还不能发布', ''].join('\n');
}

function isAboutCases({ code }: Finding): boolean {
  return Object.values<string>(CASE_CODES).includes(code);
}

function line(finding: Finding): string {
  return `  ${sayFinding(finding)}`;
}

function diff(cli: PolicyCli, args: readonly string[]): number {
  const [before, after] = args.map((file) => cli.read(file));
  if (args.length !== 2) return misuse(cli);
  if (before === undefined || after === undefined) {
    return misuse(cli, `没有文件 ${before === undefined ? args[0] : args[1]}`);
  }
  const [one, two] = [readYaml(before), readYaml(after)];
  const findings = [...one.findings, ...two.findings];
  if (!one.document || !two.document) {
    cli.write(`${findings.map(sayFinding).join('\n')}\n`);
    return 1;
  }
  cli.write(sayDiff(diffLists(one.document.root, two.document.root)));
  return 0;
}

const KINDS = { added: '新增', removed: '删去', changed: '改动' };

function sayDiff({ list, clauses }: ListDiff): string {
  const lines = [
    ...list.map(sayChange),
    ...clauses.flatMap(({ clause, article, kind, changes }) => [
      `${KINDS[kind]}：${article}（${clause}）`,
      ...changes.map((change) => `  ${sayChange(change)}`),
    ]),
  ];
  return lines.length === 0 ? '两版内容相同\n' : `${lines.join('\n')}\n`;
}

function sayChange({ path, before, after }: ValueChange): string {
  return `${path}：${show(before)} → ${show(after)}`;
}

function show(value: unknown): string {
  if (value === null) return '（无）';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
