import type { Decider } from '#libs/kernel/decider.js';
import { Refusal } from '#libs/kernel/refusal.js';
import type {
  CheckQuestion,
  EligibilityCheckCompleted,
  EligibilityCheckEvent,
  EligibilityCheckFailed,
  EligibilityCheckRequested,
  EligibilityCheckRetried,
} from './events.js';

export type CheckState =
  | { readonly status: 'none' }
  | {
      readonly status: 'queued' | 'completed' | 'failed';
      readonly checkId: string;
      readonly question: CheckQuestion;
      /** How often it has been tried anew by an administrator. */
      readonly retries: number;
    };

export const checkDecider: Decider<CheckState, EligibilityCheckEvent> = {
  initial: { status: 'none' },
  evolve: (state, event) => {
    if (event.type === 'eligibilityCheck.requested') {
      const { checkId, ...question } = event.data;
      return { status: 'queued', checkId, question, retries: 0 };
    }
    if (state.status === 'none') return state;
    switch (event.type) {
      case 'eligibilityCheck.completed':
        return { ...state, status: 'completed' };
      case 'eligibilityCheck.failed':
        return { ...state, status: 'failed' };
      case 'eligibilityCheck.retried':
        return { ...state, status: 'queued', retries: state.retries + 1 };
    }
  },
};

/** A check is asked once; its id derives from the command, so asking again finds it there. */
export function requestCheck(
  checkId: string,
  question: CheckQuestion,
  state: CheckState,
): readonly EligibilityCheckRequested[] {
  if (state.status !== 'none') return [];
  const data = { checkId, ...question };
  return [{ type: 'eligibilityCheck.requested', schemaVersion: 1, data }];
}

/**
 * Answers a check. The first answer stays: a job that is delivered twice, or finishes after another
 * has given up, leaves one result.
 */
export function completeCheck(
  data: Omit<EligibilityCheckCompleted['data'], 'creditCode'>,
  state: CheckState,
): readonly EligibilityCheckCompleted[] | Refusal {
  if (state.status === 'none') return checkNotFound();
  if (state.status === 'completed') return [];
  const { creditCode } = state.question;
  return [{ type: 'eligibilityCheck.completed', schemaVersion: 1, data: { ...data, creditCode } }];
}

export function failCheck(
  reason: string,
  state: CheckState,
): readonly EligibilityCheckFailed[] | Refusal {
  if (state.status === 'none') return checkNotFound();
  if (state.status !== 'queued') return [];
  const { checkId, question } = state;
  const data = { checkId, creditCode: question.creditCode, reason };
  return [{ type: 'eligibilityCheck.failed', schemaVersion: 1, data }];
}

/** Opens a failed check anew. One that is open already needs nothing. */
export function retryCheck(state: CheckState): readonly EligibilityCheckRetried[] | Refusal {
  if (state.status === 'none') return checkNotFound();
  if (state.status === 'completed') return alreadyDone();
  if (state.status === 'queued') return [];
  const { checkId, question } = state;
  const data = { checkId, creditCode: question.creditCode };
  return [{ type: 'eligibilityCheck.retried', schemaVersion: 1, data }];
}

export function checkNotFound(): Refusal {
  return Refusal.notFound('check-not-found', '没有这次政策匹配，请核对编号');
}

export function alreadyDone(): Refusal {
  return Refusal.conflict('job-already-completed', '该任务已经完成，不需要重试');
}
