import type { Decider } from '#libs/kernel/decider.js';
import { Refusal } from '#libs/kernel/refusal.js';
import { alreadyDone } from './eligibility-check.js';
import type { EligibilityRunEvent, EligibilityRunRequested, RunQuestion } from './events.js';

export type RunState =
  | { readonly status: 'none' }
  | {
      readonly status: 'queued' | 'running' | 'completed' | 'failed';
      readonly runId: string;
      readonly question: RunQuestion;
      /** Undefined until the run knows what there is to do. */
      readonly plan?: { readonly total: number; readonly list: string; readonly version: number };
      /** Everything up to this code is done; '' at first. */
      readonly through: string;
      readonly done: number;
      readonly failed: number;
      readonly changed: number;
      readonly retries: number;
    };

export const runDecider: Decider<RunState, EligibilityRunEvent> = {
  initial: { status: 'none' },
  evolve: (state, event) => {
    if (event.type === 'eligibilityRun.requested') {
      const { runId, ...question } = event.data;
      const nothing = { through: '', done: 0, failed: 0, changed: 0, retries: 0 };
      return { status: 'queued', runId, question, ...nothing };
    }
    return state.status === 'none' ? state : evolveOpen(state, event);
  },
};

type OpenRun = Exclude<RunState, { status: 'none' }>;

function evolveOpen(
  state: OpenRun,
  event: Exclude<EligibilityRunEvent, EligibilityRunRequested>,
): OpenRun {
  switch (event.type) {
    case 'eligibilityRun.planned': {
      const { total, list, version } = event.data;
      return { ...state, status: 'running', plan: { total, list, version } };
    }
    case 'eligibilityRun.advanced': {
      const { through, done, failed, changed } = event.data;
      return {
        ...state,
        through,
        done: state.done + done,
        failed: state.failed + failed,
        changed: state.changed + changed,
      };
    }
    case 'eligibilityRun.completed':
      return { ...state, status: 'completed' };
    case 'eligibilityRun.failed':
      return { ...state, status: 'failed' };
    case 'eligibilityRun.retried':
      return { ...state, status: state.plan ? 'running' : 'queued', retries: state.retries + 1 };
  }
}

export function requestRun(
  runId: string,
  question: RunQuestion,
  state: RunState,
): readonly EligibilityRunRequested[] {
  if (state.status !== 'none') return [];
  const data = { runId, ...question };
  return [{ type: 'eligibilityRun.requested', schemaVersion: 1, data }];
}

/** What a run's job reports; each says what is so now, so saying it twice changes nothing. */
export type RunProgress =
  | {
      readonly kind: 'planned';
      readonly total: number;
      readonly list: string;
      readonly version: number;
    }
  | {
      readonly kind: 'advanced';
      /** The code this chunk began behind; '' for the first. */
      readonly after: string;
      readonly through: string;
      readonly done: number;
      readonly failed: number;
      readonly changed: number;
    }
  | { readonly kind: 'completed' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'retried' };

/**
 * Progress of a run. A chunk counts once: the report of one that begins elsewhere than where the
 * run has come to is a repeat (two workers may hold the same run for a moment).
 */
export function reportRun(
  progress: RunProgress,
  state: RunState,
): readonly EligibilityRunEvent[] | Refusal {
  if (state.status === 'none') return runNotFound();
  const { runId, status } = state;
  if (progress.kind === 'retried') return retryRun(state);
  if (status === 'completed' || status === 'failed') return [];
  switch (progress.kind) {
    case 'planned': {
      const { total, list, version } = progress;
      return state.plan ? [] : [event('eligibilityRun.planned', { runId, total, list, version })];
    }
    case 'advanced': {
      const { after, through, done, failed, changed } = progress;
      if (after !== state.through || !state.plan) return [];
      return [event('eligibilityRun.advanced', { runId, through, done, failed, changed })];
    }
    case 'completed':
      return [event('eligibilityRun.completed', { runId })];
    case 'failed':
      return [event('eligibilityRun.failed', { runId, reason: progress.reason })];
  }
}

function retryRun(state: OpenRun): readonly EligibilityRunEvent[] | Refusal {
  if (state.status === 'completed') return alreadyDone();
  if (state.status !== 'failed') return [];
  return [event('eligibilityRun.retried', { runId: state.runId })];
}

function event<T extends EligibilityRunEvent['type']>(
  type: T,
  data: Extract<EligibilityRunEvent, { type: T }>['data'],
): EligibilityRunEvent {
  return { type, schemaVersion: 1, data } as unknown as EligibilityRunEvent;
}

export function runNotFound(): Refusal {
  return Refusal.notFound('run-not-found', '没有这次全县匹配，请核对编号');
}
