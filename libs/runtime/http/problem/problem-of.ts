import { HttpException } from '@nestjs/common';
import {
  RefusalError,
  type FieldIssue,
  type Refusal,
  type RefusalKind,
} from '#libs/kernel/refusal.js';
import { isDatabaseTrouble } from '#libs/runtime/database/database-trouble.js';
import { problem, type Problem } from './problem.js';

/** HTTP status of each kind of refusal (design §9). */
export const REFUSAL_STATUS: Readonly<Record<RefusalKind, number>> = {
  malformed: 400,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  stale: 412,
  unacceptable: 422,
  unavailable: 503,
};

/** Seconds after which what is unavailable is usually back. */
const RETRY_AFTER = 2;

/**
 * PostgreSQL's complaints about a value that no check caught before (too long, out of range, not a
 * date, not storable). What a client sent is then at fault, whatever else is missing here.
 */
const UNSTORABLE_VALUE = /^22(001|003|007|008|021|P02|P05)$/;

export interface ProblemFound {
  readonly problem: Problem;
  /** True for what nobody foresaw: it belongs into the log, and none of it into the answer. */
  readonly unexpected: boolean;
}

/** The problem that answers an error of any origin. Pure; an unknown error tells nothing of itself. */
export function problemOf(error: unknown): ProblemFound {
  if (error instanceof RefusalError) return expected(problemOfRefusal(error.refusal));
  if (error instanceof HttpException) return problemOfHttpException(error);
  if (isUnavailable(error)) {
    const detail = '数据库暂时连接不上，请稍后重试';
    return { problem: problem(503, { retryAfter: RETRY_AFTER, detail }), unexpected: true };
  }
  if (UNSTORABLE_VALUE.test(postgresCode(error))) {
    const detail = '有内容的写法或大小无法保存，请检查后重试';
    return { problem: problem(422, { code: 'unstorable-value', detail }), unexpected: true };
  }
  return { problem: problem(500), unexpected: true };
}

export function problemOfRefusal(refusal: Refusal): Problem {
  const { code, detail, errors, extra } = refusal;
  const waits = refusal.kind === 'unavailable' ? { retryAfter: RETRY_AFTER } : {};
  return problem(REFUSAL_STATUS[refusal.kind], { code, detail, errors, extra, ...waits });
}

/** What a Nest exception may carry for us: `{ code, detail, errors?, retryAfter? }`. */
interface OwnWords {
  readonly code?: unknown;
  readonly detail?: unknown;
  readonly errors?: unknown;
  readonly retryAfter?: unknown;
}

function problemOfHttpException(error: HttpException): ProblemFound {
  const status = error.getStatus();
  // Nest's own exceptions speak English and repeat what was sent; only our own words are passed on.
  const { code, detail, errors, retryAfter } = wordsOf(error.getResponse());
  const own = typeof code === 'string' && typeof detail === 'string';
  const found = problem(status, {
    ...(own ? { code, detail } : {}),
    ...(own && Array.isArray(errors) ? { errors: errors as FieldIssue[] } : {}),
    ...(own && typeof retryAfter === 'number' ? { retryAfter } : {}),
  });
  return { problem: found, unexpected: status >= 500 && !own };
}

function wordsOf(response: string | object): OwnWords {
  return typeof response === 'object' ? response : {};
}

function expected(found: Problem): ProblemFound {
  return { problem: found, unexpected: false };
}

function isUnavailable(error: unknown): boolean {
  // By name, because the runtime does not know the event store.
  return (
    (error as { name?: unknown } | null)?.name === 'EventStoreUnavailable' ||
    isDatabaseTrouble(error)
  );
}

function postgresCode(error: unknown): string {
  const { code, driverError } = (error ?? {}) as { code?: unknown; driverError?: unknown };
  if (typeof code === 'string') return code;
  return driverError === undefined ? '' : postgresCode(driverError);
}
