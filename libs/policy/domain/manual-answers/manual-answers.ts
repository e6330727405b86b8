import { canonicalJson } from '#libs/kernel/canonical-json.js';
import type { Decider } from '#libs/kernel/decider.js';
import {
  defined,
  isAbsent,
  isSafeText,
  Issues,
  readCreditCode,
  readSource,
  readText,
} from '#libs/kernel/read-fields.js';
import { Refusal } from '#libs/kernel/refusal.js';
import { manualFact } from '../facts/dictionary.js';
import { refusePersonalData } from '../declarations/personal-data.js';
import { FIRST_AWARD_YEAR, isListId, LAST_AWARD_YEAR } from '../question.js';
import type { ManualAnswerEvent, ManualAnswerGiven, ManualAnswerWithdrawn } from './events.js';

/** What an answer is about. */
export interface AnsweredQuestion {
  readonly list: string;
  readonly question: string;
  readonly awardYear: number | null;
}

/** By {@link answerKey}: what stands; withdrawn ones are gone. */
export type ManualAnswers = ReadonlyMap<string, ManualAnswerGiven['data']>;

/** Two answers with the same key are about the same: the later one stands. */
export function answerKey({ list, question, awardYear }: AnsweredQuestion): string {
  return `${list}/${awardYear ?? 'any'}/${question}`;
}

/** The key of a question that a result names as `manual:…`; undefined for another fact. */
export function manualKeyOf(fact: string): string | undefined {
  const prefix = manualFact('');
  return fact.startsWith(prefix) ? fact.slice(prefix.length) : undefined;
}

export const manualAnswerDecider: Decider<ManualAnswers, ManualAnswerEvent> = {
  initial: new Map(),
  evolve: (answers, event) => {
    const next = new Map(answers);
    if (event.type === 'manualAnswer.given') next.set(answerKey(event.data), event.data);
    else next.delete(answerKey(event.data));
    return next;
  },
};

export interface ManualAnswerInput {
  readonly list: unknown;
  readonly question: unknown;
  readonly awardYear?: unknown;
  readonly answer: unknown;
  readonly basis: unknown;
  readonly source?: unknown;
}

/** Most points that experts can give. */
const MOST_POINTS = 1000;
/** A key given in the list, or the clause's id and the words of the question. */
const MOST_OF_A_KEY = 300;

/** 422 with everything that is wrong. */
export function readManualAnswer(
  code: string,
  input: ManualAnswerInput,
): ManualAnswerGiven['data'] | Refusal {
  const issues = new Issues();
  const about = readAbout(code, input, issues);
  const answer = readAnswer(input.answer, issues);
  const basis = readText(
    input.basis,
    { path: 'basis', label: '依据说明', max: 500, multiline: true, required: true },
    issues,
  );
  if (basis !== undefined) refusePersonalData(basis, 'basis', '依据说明', issues);
  const source = isAbsent(input.source) ? undefined : readSource(input.source, issues);
  if (source) refusePersonalData(source.title, 'source.title', '来源文件名称', issues);
  if (issues.any || !about || answer === undefined || basis === undefined) return issues.refusal();
  return defined({ ...about, answer, basis, source });
}

export type WithdrawAnswerInput = Omit<ManualAnswerInput, 'answer' | 'basis' | 'source'> & {
  readonly reason: unknown;
};

/** 422 with everything that is wrong. */
export function readWithdrawal(
  code: string,
  input: WithdrawAnswerInput,
): ManualAnswerWithdrawn['data'] | Refusal {
  const issues = new Issues();
  const about = readAbout(code, input, issues);
  const reason = readText(
    input.reason,
    { path: 'reason', label: '撤回理由', max: 500, multiline: true, required: true },
    issues,
  );
  if (reason !== undefined) refusePersonalData(reason, 'reason', '撤回理由', issues);
  if (issues.any || !about || reason === undefined) return issues.refusal();
  return { ...about, reason };
}

function readAbout(
  code: string,
  input: Pick<ManualAnswerInput, 'list' | 'question' | 'awardYear'>,
  issues: Issues,
): (AnsweredQuestion & { readonly creditCode: string }) | undefined {
  const rule = { path: 'creditCode', label: '统一社会信用代码', required: true };
  const creditCode = readCreditCode(code, rule, issues);
  const list = readList(input.list, issues);
  const question = readQuestionKey(input.question, issues);
  const awardYear = readAwardYear(input.awardYear, issues);
  if (creditCode === undefined || list === undefined || question === undefined) return undefined;
  return awardYear === undefined ? undefined : { creditCode, list, question, awardYear };
}

function readList(input: unknown, issues: Issues): string | undefined {
  if (typeof input === 'string' && isListId(input)) return input;
  return issues.add(
    'list',
    isAbsent(input) ? 'required' : 'not-a-list-id',
    '清单标识 list 应为小写字母、数字和连字符，见政策清单列表',
  );
}

/** With or without the `manual:` that answers name it by. */
function readQuestionKey(input: unknown, issues: Issues): string | undefined {
  const key = typeof input === 'string' ? (manualKeyOf(input) ?? input).trim() : '';
  const isKey = key !== '' && [...key].length <= MOST_OF_A_KEY && isSafeText(key);
  if (isKey) return key;
  return issues.add(
    'question',
    isAbsent(input) ? 'required' : 'not-a-question',
    '问题标识 question 取自匹配结果 missing 中以 manual: 开头的 fact，如 manual:core-support',
  );
}

/** null: whatever the year. */
function readAwardYear(input: unknown, issues: Issues): number | null | undefined {
  if (isAbsent(input)) return null;
  const isYear = typeof input === 'number' && Number.isInteger(input);
  if (isYear && input >= FIRST_AWARD_YEAR && input <= LAST_AWARD_YEAR) return input;
  return issues.add(
    'awardYear',
    'not-a-year',
    `兑现年度应为 ${FIRST_AWARD_YEAR} 至 ${LAST_AWARD_YEAR} 的整数，如 2023；不填则适用于各年度`,
  );
}

function readAnswer(input: unknown, issues: Issues): boolean | number | undefined {
  if (typeof input === 'boolean') return input;
  const isPoints =
    typeof input === 'number' &&
    input >= 0 &&
    input <= MOST_POINTS &&
    Number.isInteger(Math.round(input * 1e6) / 1e4);
  if (isPoints) return input;
  return issues.add(
    'answer',
    isAbsent(input) ? 'required' : 'not-an-answer',
    `答复 answer 应为 true（是）或 false（否）；专家评分的为 0 至 ${MOST_POINTS} 的数，至多两位小数`,
  );
}

/** The same answer on the same basis is so already. */
export function giveAnswer(
  input: ManualAnswerGiven['data'],
  state: ManualAnswers,
): readonly ManualAnswerEvent[] {
  const known = state.get(answerKey(input));
  if (known && canonicalJson(known) === canonicalJson(input)) return [];
  return [{ type: 'manualAnswer.given', schemaVersion: 1, data: input }];
}

export function withdrawAnswer(
  input: ManualAnswerWithdrawn['data'],
  state: ManualAnswers,
): readonly ManualAnswerEvent[] | Refusal {
  if (!state.has(answerKey(input))) {
    return Refusal.conflict(
      'answer-not-given',
      `${input.creditCode} 在清单 ${input.list} 的这一问题上没有${
        input.awardYear === null ? '适用于各年度' : ` ${input.awardYear} 年度`
      }的答复，无可撤回`,
    );
  }
  return [{ type: 'manualAnswer.withdrawn', schemaVersion: 1, data: input }];
}
