import { canonicalJson } from '#libs/kernel/canonical-json.js';
import type { Decider } from '#libs/kernel/decider.js';
import {
  defined,
  isAbsent,
  isSafeText,
  Issues,
  readCreditCode,
  readOneOf,
  readText,
} from '#libs/kernel/read-fields.js';
import { Refusal } from '#libs/kernel/refusal.js';
import { refusePersonalData } from '../declarations/personal-data.js';
import { FIRST_AWARD_YEAR, isListId, LAST_AWARD_YEAR } from '../question.js';
import {
  OBJECTION_OUTCOMES,
  type ObjectionEvent,
  type ObjectionOutcome,
  type ObjectionRaised,
} from './events.js';

export const OBJECTION_STATES = { open: '待答复', resolved: '已答复' } as const;
export type ObjectionState = keyof typeof OBJECTION_STATES;

export type Objection =
  | { readonly status: 'none' }
  | {
      readonly status: ObjectionState;
      readonly raised: ObjectionRaised['data'];
      readonly outcome: ObjectionOutcome | null;
      readonly reason: string | null;
    };

export const objectionDecider: Decider<Objection, ObjectionEvent> = {
  initial: { status: 'none' },
  evolve: (state, event) => {
    if (event.type === 'objection.raised') {
      return { status: 'open', raised: event.data, outcome: null, reason: null };
    }
    if (state.status === 'none') return state;
    return { ...state, status: 'resolved', outcome: event.data.outcome, reason: event.data.reason };
  },
};

export interface RaiseObjectionInput {
  readonly awardYear: unknown;
  readonly list?: unknown;
  readonly clause: unknown;
  readonly checkId?: unknown;
  readonly text: unknown;
  readonly facts?: unknown;
}

export type ReadObjection = Omit<ObjectionRaised['data'], 'objectionId'>;

const MOST_OF_A_TEXT = 1000;
const MOST_FACTS = 20;

/** 422 with everything that is wrong. */
export function readObjection(code: string, input: RaiseObjectionInput): ReadObjection | Refusal {
  const issues = new Issues();
  const rule = { path: 'creditCode', label: '统一社会信用代码', required: true };
  const creditCode = readCreditCode(code, rule, issues);
  const awardYear = readAwardYear(input.awardYear, issues);
  const list = isAbsent(input.list) ? undefined : readId(input.list, 'list', '清单标识', issues);
  const clause = readId(input.clause, 'clause', '条款标识', issues);
  const checkId = isAbsent(input.checkId) ? undefined : readCheckId(input.checkId, issues);
  const text = readText(
    input.text,
    { path: 'text', label: '异议内容', max: MOST_OF_A_TEXT, multiline: true, required: true },
    issues,
  );
  if (text !== undefined) refusePersonalData(text, 'text', '异议内容', issues);
  const facts = isAbsent(input.facts) ? undefined : readFacts(input.facts, issues);
  if (issues.any || creditCode === undefined || awardYear === undefined) return issues.refusal();
  if (clause === undefined || text === undefined) return issues.refusal();
  return defined({ creditCode, awardYear, list, clause, checkId, text, facts });
}

function readAwardYear(input: unknown, issues: Issues): number | undefined {
  const isYear = typeof input === 'number' && Number.isInteger(input);
  if (isYear && input >= FIRST_AWARD_YEAR && input <= LAST_AWARD_YEAR) return input;
  return issues.add(
    'awardYear',
    isAbsent(input) ? 'required' : 'not-a-year',
    `兑现年度应为 ${FIRST_AWARD_YEAR} 至 ${LAST_AWARD_YEAR} 的整数，如 2023`,
  );
}

function readId(input: unknown, path: string, label: string, issues: Issues): string | undefined {
  if (typeof input === 'string' && isListId(input)) return input;
  return issues.add(
    path,
    isAbsent(input) ? 'required' : 'not-an-id',
    `${label} ${path} 取自匹配结果，为小写字母、数字和连字符`,
  );
}

function readCheckId(input: unknown, issues: Issues): string | undefined {
  const isId =
    typeof input === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(input);
  if (isId) return input;
  return issues.add(
    'checkId',
    'not-an-id',
    '匹配编号 checkId 取自请求匹配的应答；不填则针对常设结论',
  );
}

function readFacts(input: unknown, issues: Issues): readonly string[] | undefined {
  const isList =
    Array.isArray(input) &&
    input.length <= MOST_FACTS &&
    input.every(
      (fact) =>
        typeof fact === 'string' && fact.length > 0 && fact.length <= 320 && isSafeText(fact),
    );
  if (isList) return input.length === 0 ? undefined : (input as readonly string[]);
  return issues.add(
    'facts',
    'not-a-list',
    `facts 应为事实名的列表（至多 ${MOST_FACTS} 项），取自匹配结果，如 ["rd.expense@2022"]`,
  );
}

/**
 * Raises it. The same words about the same answer are the same objection: sent again while it is
 * open it is so already, and once it is answered new grounds are asked for.
 */
export function raiseObjection(
  objectionId: string,
  input: ReadObjection,
  state: Objection,
): readonly ObjectionEvent[] | Refusal {
  if (state.status === 'none') {
    return [{ type: 'objection.raised', schemaVersion: 1, data: { objectionId, ...input } }];
  }
  if (state.status === 'open') return [];
  return Refusal.conflict(
    'objection-resolved',
    '内容相同的异议已有答复，如仍有异议，请补充新的理由或材料后再提出',
    { objectionId },
  );
}

/** What makes two objections the same. */
export function objectionName(input: ReadObjection): string {
  return canonicalJson(input);
}

export interface ResolveObjectionInput {
  readonly outcome: unknown;
  readonly reason: unknown;
}

export interface ReadObjectionAnswer {
  readonly outcome: ObjectionOutcome;
  readonly reason: string;
}

/** 422 with everything that is wrong. */
export function readObjectionAnswer(input: ResolveObjectionInput): ReadObjectionAnswer | Refusal {
  const issues = new Issues();
  const outcome = readOneOf(
    input.outcome,
    OBJECTION_OUTCOMES,
    { path: 'outcome', label: '答复结论', required: true },
    issues,
  );
  const reason = readText(
    input.reason,
    { path: 'reason', label: '答复理由', max: MOST_OF_A_TEXT, multiline: true, required: true },
    issues,
  );
  if (reason !== undefined) refusePersonalData(reason, 'reason', '答复理由', issues);
  return issues.any || !outcome || !reason ? issues.refusal() : { outcome, reason };
}

/** An answer is final: who is not content raises another with new grounds. */
export function resolveObjection(
  answer: ReadObjectionAnswer,
  state: Objection,
): readonly ObjectionEvent[] | Refusal {
  if (state.status === 'none') return objectionNotFound();
  const { objectionId, creditCode } = state.raised;
  if (state.status === 'open') {
    const data = { objectionId, creditCode, ...answer };
    return [{ type: 'objection.resolved', schemaVersion: 1, data }];
  }
  if (state.outcome === answer.outcome && state.reason === answer.reason) return [];
  return Refusal.conflict('objection-resolved', '该异议已有答复，答复不可更改');
}

export function objectionNotFound(): Refusal {
  return Refusal.notFound('objection-not-found', '没有这一编号的异议，请从异议列表中选取');
}
