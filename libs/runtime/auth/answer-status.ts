import { CommandAnswer } from '#libs/runtime/http/command-answer.js';
import { problemOf } from '#libs/runtime/http/problem/problem-of.js';

/** The HTTP status that this error will be answered with, for the audit trail. */
export function statusOfError(error: unknown): number {
  return problemOf(error).problem.status;
}

/** Status and body of what a handler returned; `current` is the status the response holds. */
export function readAnswer(answer: unknown, current: number): { status: number; body: unknown } {
  if (!(answer instanceof CommandAnswer)) return { status: current, body: answer };
  return { status: answer.options.status ?? current, body: answer.body };
}
