import { HttpException } from '@nestjs/common';
import { RefusalError, type RefusalKind } from '#libs/kernel/refusal.js';
import { CommandAnswer } from '#libs/runtime/http/command-answer.js';

const REFUSAL_STATUS: Readonly<Record<RefusalKind, number>> = {
  malformed: 400,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  stale: 412,
  unacceptable: 422,
  unavailable: 503,
};

/** The HTTP status that the problem filter will give this error, for the audit trail. */
export function statusOfError(error: unknown): number {
  if (error instanceof RefusalError) return REFUSAL_STATUS[error.refusal.kind];
  return error instanceof HttpException ? error.getStatus() : 500;
}

/** Status and body of what a handler returned; `current` is the status the response holds. */
export function readAnswer(answer: unknown, current: number): { status: number; body: unknown } {
  if (!(answer instanceof CommandAnswer)) return { status: current, body: answer };
  return { status: answer.options.status ?? current, body: answer.body };
}
