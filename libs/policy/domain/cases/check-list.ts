import type { FactDictionary } from '../facts/dictionary.js';
import { ReadingLog } from '../list/cursor.js';
import { readYaml, type PlainDocument } from '../list/document.js';
import { hasErrors, type Finding } from '../list/findings.js';
import type { PolicyList } from '../list/model.js';
import type { ListReading } from '../list/read-list.js';
import { checkPolicyList } from '../list/semantics.js';
import { CASE_CODES } from './case-codes.js';
import { coverageOf } from './coverage.js';
import { readCases, type ListCase } from './read-cases.js';
import { runCases, type CaseFailure } from './run-cases.js';
import { mutationOf } from './surviving.js';

export interface ListCheck extends ListReading {
  readonly cases: CaseReport;
}

/** How a list stands to the cases beside it. */
export interface CaseReport {
  readonly cases: number;
  readonly failures: readonly CaseFailure[];
  readonly conditions: number;
  readonly covered: number;
  readonly mutants: number;
  readonly killed: number;
}

const NO_CASES: CaseReport = {
  ...{ cases: 0, failures: [], conditions: 0, covered: 0, mutants: 0, killed: 0 },
};

/**
 * Everything that can be said of a list and the cases beside it: what is wrong, what makes no sense,
 * cases that fail, conditions that no case has seen both ways, mistakes that no case would notice.
 * @param tests text of a `*.test.yaml`; undefined: there are none
 */
export function checkList(
  document: PlainDocument,
  dictionary: FactDictionary,
  tests: string | undefined,
): ListCheck {
  const reading = checkPolicyList(document, dictionary);
  if (!reading.list) return { ...reading, cases: NO_CASES };
  const { findings, report } =
    tests === undefined
      ? { findings: [noTests()], report: NO_CASES }
      : checkCases(reading.list, document, dictionary, tests);
  return { ...reading, findings: [...reading.findings, ...findings], cases: report };
}

function noTests(): Finding {
  const message = '没有用例 tests：请附上用例，或在发布时确认 no-tests';
  return { severity: 'warning', path: '', code: CASE_CODES.none, message };
}

interface Checked {
  readonly findings: readonly Finding[];
  readonly report: CaseReport;
}

function checkCases(
  list: PolicyList,
  document: PlainDocument,
  dictionary: FactDictionary,
  tests: string,
): Checked {
  const read = readTests(tests, dictionary);
  if (hasErrors(read.findings)) return { findings: read.findings, report: NO_CASES };
  const { cases } = read;
  const failures = runCases({ list, version: list.version ?? 1, hash: '' }, cases);
  const log = new ReadingLog(document, dictionary);
  noteFailures(failures, log);
  const coverage = coverageOf(list, cases);
  const open = coverage.filter(({ met, failed }) => !met || !failed);
  for (const { clause, path, label, met, failed } of open) {
    log.clause = { id: clause, text: '' };
    const way = !met && !failed ? '符合与不符合' : met ? '不符合' : '符合';
    const message = `用例中没有出现过条件“${label}”${way}的情形，请补上这样的用例`;
    log.add(path, CASE_CODES.uncovered, message, 'warning');
  }
  const mutation = failures.length === 0 ? mutationOf(list, cases) : { total: 0, surviving: [] };
  for (const { clause, path, change, wanted } of mutation.surviving) {
    log.clause = clause === undefined ? undefined : list.clauses[clause];
    const message = `若误写为“${change}”，现有用例看不出来；${wanted}`;
    log.add(path, CASE_CODES.survives, message, 'warning');
  }
  return {
    findings: log.findings,
    report: {
      ...{ cases: cases.length, failures, conditions: coverage.length },
      covered: coverage.length - open.length,
      mutants: mutation.total,
      killed: mutation.total - mutation.surviving.length,
    },
  };
}

/** Paths and lines of these findings are those of the cases. */
function readTests(
  tests: string,
  dictionary: FactDictionary,
): { readonly cases: readonly ListCase[]; readonly findings: readonly Finding[] } {
  const { document, findings } = readYaml(tests);
  const log = document && new ReadingLog(document, dictionary);
  const cases = log ? readCases(log) : [];
  const wrong = [...findings, ...(log?.findings ?? [])];
  return {
    cases,
    findings: wrong.map(({ path, line, message }) => ({
      ...{ severity: 'error', path: `tests${path === '' ? '' : `.${path}`}` },
      ...(line === undefined ? {} : { line }),
      ...{ code: CASE_CODES.unreadable, message: `用例：${message}` },
    })),
  };
}

function noteFailures(failures: readonly CaseFailure[], log: ReadingLog): void {
  for (const { name, clause, field, expected, actual } of failures) {
    log.clause = clause === '' ? undefined : { id: clause, text: '' };
    const message = `用例“${name}”：${field} 应为 ${show(expected)}，实为 ${show(actual)}`;
    log.add('', CASE_CODES.failed, message, 'error');
  }
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? '（没有）';
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
