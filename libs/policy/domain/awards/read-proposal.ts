import { dateInShanghai, yearOf, type CalendarDate } from '#libs/kernel/calendar-date.js';
import type { CreditCode } from '#libs/kernel/credit-code.js';
import {
  defined,
  isAbsent,
  isRecord,
  readCreditCode,
  readText,
  type Issues,
} from '#libs/kernel/read-fields.js';
import type { Refusal } from '#libs/kernel/refusal.js';
import { refusePersonalData } from '../declarations/personal-data.js';
import { FIRST_AWARD_YEAR, isListId, LAST_AWARD_YEAR } from '../question.js';
import { StepInput, type Body } from './read-input.js';

/** Times, list and departments of a proposal or a batch. */
export interface ProposalFrame {
  readonly awardYear: number;
  /** Left out: the list in force. */
  readonly list?: string;
  readonly applicationOn: CalendarDate;
  /** Left out: the clause's own and the treasury. */
  readonly departments?: readonly string[];
}

export interface ProposalInput extends ProposalFrame {
  readonly creditCode: CreditCode;
  readonly clause: string;
  readonly amount?: string;
  readonly exception?: { readonly reason: string; readonly basis: string };
}

export interface BatchInput extends ProposalFrame {
  /** Left out: all clauses. */
  readonly clause?: string;
}

/** 422 with everything that is wrong. */
export function readProposal(body: Body, now: string): ProposalInput | Refusal {
  const input = StepInput.at(body, now);
  const rule = { path: 'creditCode', label: '统一社会信用代码', required: true };
  const creditCode = readCreditCode(body['creditCode'], rule, input.issues);
  const clause = input.text('clause', '条款标识', 60);
  const amount = input.optionalAmount('amount', '金额');
  const exception = readException(body['exception'], input.issues);
  const frame = readFrame(input, body);
  return input.done(() =>
    creditCode !== undefined && clause !== undefined && frame
      ? defined({ ...frame, creditCode, clause, amount, exception })
      : undefined,
  );
}

export function readBatch(body: Body, now: string): BatchInput | Refusal {
  const input = StepInput.at(body, now);
  const clause = input.optionalText('clause', '条款标识', 60);
  const frame = readFrame(input, body);
  return input.done(() => frame && defined({ ...frame, clause }));
}

function readFrame(input: StepInput, body: Body): ProposalFrame | undefined {
  const { issues, today } = input;
  const applicationOn = input.pastDay('applicationOn', '申请日', today);
  const awardYear = readYear(body['awardYear'], today, issues);
  const list = isAbsent(body['list']) ? undefined : readList(body['list'], issues);
  const departments = readDepartments(body['departments'], issues);
  if (applicationOn === undefined || awardYear === undefined) return undefined;
  return defined({ applicationOn, awardYear, list, departments });
}

function readYear(input: unknown, today: CalendarDate, issues: Issues): number | undefined {
  const isYear = typeof input === 'number' && Number.isInteger(input);
  if (isYear && input >= FIRST_AWARD_YEAR && input <= LAST_AWARD_YEAR) return input;
  const sentence = `兑现年度 awardYear 应为 ${FIRST_AWARD_YEAR} 至 ${LAST_AWARD_YEAR} 的整数，如 ${yearOf(today)}`;
  return issues.add('awardYear', isAbsent(input) ? 'required' : 'not-a-year', sentence);
}

function readList(input: unknown, issues: Issues): string | undefined {
  if (typeof input === 'string' && isListId(input)) return input;
  return issues.add('list', 'not-a-list-id', '清单标识应为小写字母、数字和连字符，见政策清单列表');
}

function readDepartments(input: unknown, issues: Issues): readonly string[] | undefined {
  if (isAbsent(input)) return undefined;
  if (!Array.isArray(input) || input.length === 0 || input.length > 12) {
    const accepted = '联审部门 departments 应为1至12个部门名称的列表，如 ["县科技局", "县财政局"]';
    return issues.add('departments', 'not-a-list', accepted);
  }
  const names = input.map((name: unknown, i) =>
    readText(
      name,
      { path: `departments.${i}`, label: '部门名称', max: 40, required: true },
      issues,
    ),
  );
  return [...new Set(names.filter((name) => name !== undefined))];
}

function readException(
  input: unknown,
  issues: Issues,
): { readonly reason: string; readonly basis: string } | undefined {
  if (isAbsent(input)) return undefined;
  if (!isRecord(input)) {
    const accepted = '例外 exception 应为对象：{"reason": 理由, "basis": 依据的文件或会议}';
    return issues.add('exception', 'not-an-object', accepted);
  }
  const read = (key: string, label: string) => {
    const path = `exception.${key}`;
    const text = readText(
      input[key],
      { path, label, max: 500, multiline: true, required: true },
      issues,
    );
    if (text !== undefined) refusePersonalData(text, path, label, issues);
    return text;
  };
  const reason = read('reason', '例外的理由');
  const basis = read('basis', '例外的依据');
  return reason === undefined || basis === undefined ? undefined : { reason, basis };
}

/** Today in Shanghai at an instant. */
export function todayAt(now: string): CalendarDate {
  return dateInShanghai(now);
}
