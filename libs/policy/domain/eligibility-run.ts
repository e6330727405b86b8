import type { Decider } from '#libs/kernel/decider.js';
import { Refusal } from '#libs/kernel/refusal.js';
import { alreadyDone } from './eligibility-check.js';
import type {
  EligibilityRunEvent,
  EligibilityRunRequested,
  RunQuestion,
  RunTrigger,
} from './events.js';

/** `paused` and `cancelled` take effect between two chunks. */
export type RunStatus = 'queued' | 'running' | 'paused' | 'completed' | 'failed' | 'cancelled';

export type RunState =
  | { readonly status: 'none' }
  | {
      readonly status: RunStatus;
      readonly runId: string;
      readonly question: RunQuestion;
      readonly trigger: RunTrigger;
      /** Undefined until the run knows what there is to do. */
      readonly plan?: { readonly total: number; readonly list: string; readonly version: number };
      /** Everything up to this code is done; '' at first. */
      readonly through: string;
      readonly done: number;
      /** Enterprises that could not be evaluated and have not been since. */
      readonly failed: number;
      readonly failures: readonly string[];
      /** Of `failures`, those that are to be tried again. */
      readonly toRetry: readonly string[];
      readonly changed: number;
      readonly retries: number;
    };

export type OpenRun = Exclude<RunState, { status: 'none' }>;

export const runDecider: Decider<RunState, EligibilityRunEvent> = {
  initial: { status: 'none' },
  evolve: (state, event) => {
    if (event.type === 'eligibilityRun.requested') {
      const { runId, trigger, ...question } = event.data;
      const nothing = { through: '', done: 0, failed: 0, changed: 0, retries: 0 };
      const lists = { failures: [], toRetry: [] };
      return { status: 'queued', runId, question, trigger, ...nothing, ...lists };
    }
    return state.status === 'none' ? state : evolveOpen(state, event);
  },
};

function evolveOpen(
  state: OpenRun,
  event: Exclude<EligibilityRunEvent, EligibilityRunRequested>,
): OpenRun {
  switch (event.type) {
    case 'eligibilityRun.planned': {
      const { total, list, version } = event.data;
      const status = state.status === 'queued' ? 'running' : state.status;
      return { ...state, status, plan: { total, list, version } };
    }
    case 'eligibilityRun.advanced':
      return advanced(state, event.data);
    case 'eligibilityRun.recovered':
      return recovered(state, event.data);
    case 'eligibilityRun.paused':
      return { ...state, status: 'paused' };
    case 'eligibilityRun.resumed':
      return { ...state, status: open(state) };
    case 'eligibilityRun.cancelled':
      return { ...state, status: 'cancelled' };
    case 'eligibilityRun.completed':
      return { ...state, status: 'completed' };
    case 'eligibilityRun.failed':
      return { ...state, status: 'failed' };
    case 'eligibilityRun.retried': {
      const { failures, retries } = state;
      return { ...state, status: open(state), toRetry: failures, retries: retries + 1 };
    }
  }
}

function open(state: OpenRun): RunStatus {
  return state.plan ? 'running' : 'queued';
}

type DataOf<T extends EligibilityRunEvent['type']> = Extract<
  EligibilityRunEvent,
  { type: T }
>['data'];

function advanced(state: OpenRun, data: DataOf<'eligibilityRun.advanced'>): OpenRun {
  return {
    ...state,
    through: data.through,
    done: state.done + data.done,
    failed: state.failed + data.failed,
    changed: state.changed + data.changed,
    failures: [...state.failures, ...data.failures],
  };
}

function recovered(state: OpenRun, data: DataOf<'eligibilityRun.recovered'>): OpenRun {
  const tried = new Set(data.tried);
  const settled = data.tried.length - data.failures.length;
  const without = (codes: readonly string[]) => codes.filter((code) => !tried.has(code));
  return {
    ...state,
    done: state.done + settled,
    failed: state.failed - settled,
    changed: state.changed + data.changed,
    failures: [...without(state.failures), ...data.failures],
    toRetry: without(state.toRetry),
  };
}

export function requestRun(
  runId: string,
  question: RunQuestion,
  trigger: RunTrigger,
  state: RunState,
): readonly EligibilityRunRequested[] {
  if (state.status !== 'none') return [];
  const data = { runId, ...question, trigger };
  return [{ type: 'eligibilityRun.requested', schemaVersion: 2, data }];
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
      readonly changed: number;
      /** Codes of those that could not be evaluated. */
      readonly failures: readonly string[];
    }
  | {
      readonly kind: 'recovered';
      readonly tried: readonly string[];
      readonly failures: readonly string[];
      readonly changed: number;
    }
  | { readonly kind: 'completed' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'retried' };

/**
 * Progress of a run. A chunk counts once: the report of one that begins elsewhere than where the
 * run has come to is a repeat (two workers may hold the same run for a moment). What was in hand
 * when an officer paused it still counts.
 */
export function reportRun(
  progress: RunProgress,
  state: RunState,
): readonly EligibilityRunEvent[] | Refusal {
  if (state.status === 'none') return runNotFound();
  const { runId, status } = state;
  if (progress.kind === 'retried') return retryRun(state);
  if (hasEnded(status)) return [];
  switch (progress.kind) {
    case 'planned': {
      const { total, list, version } = progress;
      return state.plan ? [] : [event('eligibilityRun.planned', { runId, total, list, version })];
    }
    case 'advanced':
      return reportChunk(progress, state);
    case 'recovered':
      return reportRecovery(progress, state);
    case 'completed':
      return status === 'paused' ? [] : [event('eligibilityRun.completed', { runId })];
    case 'failed':
      return [event('eligibilityRun.failed', { runId, reason: progress.reason })];
  }
}

type Report<K extends RunProgress['kind']> = Extract<RunProgress, { kind: K }>;

function reportChunk(report: Report<'advanced'>, state: OpenRun): readonly EligibilityRunEvent[] {
  const { after, through, done, changed, failures } = report;
  if (after !== state.through || !state.plan) return [];
  const data = { runId: state.runId, through, done, failed: failures.length, changed, failures };
  return [event('eligibilityRun.advanced', data, 2)];
}

function reportRecovery(
  { tried, failures, changed }: Report<'recovered'>,
  state: OpenRun,
): readonly EligibilityRunEvent[] {
  const waiting = new Set(state.toRetry);
  if (tried.length === 0 || !tried.every((code) => waiting.has(code))) return [];
  return [event('eligibilityRun.recovered', { runId: state.runId, tried, failures, changed })];
}

/** A run that failed goes on where it stopped; one that is done tries those that failed once more. */
function retryRun(state: OpenRun): readonly EligibilityRunEvent[] | Refusal {
  const { status, runId, failures } = state;
  if (status === 'cancelled') return ended(status);
  if (status === 'completed' && failures.length === 0) return alreadyDone();
  if (status !== 'failed' && status !== 'completed') return [];
  return [event('eligibilityRun.retried', { runId })];
}

/** What an officer may do to a run. Doing it again changes nothing. */
export type RunControl = 'pause' | 'resume' | 'cancel' | 'retry';

/** @returns 404 `run-not-found`, 409 `run-ended`, `run-has-no-failures` */
export function controlRun(
  control: RunControl,
  state: RunState,
): readonly EligibilityRunEvent[] | Refusal {
  if (state.status === 'none') return runNotFound();
  const { status, runId } = state;
  switch (control) {
    case 'pause':
      if (status === 'paused') return [];
      return hasEnded(status) ? ended(status) : [event('eligibilityRun.paused', { runId })];
    case 'resume':
      if (status === 'queued' || status === 'running') return [];
      return hasEnded(status) ? ended(status) : [event('eligibilityRun.resumed', { runId })];
    case 'cancel':
      if (status === 'cancelled') return [];
      return hasEnded(status) ? ended(status) : [event('eligibilityRun.cancelled', { runId })];
    case 'retry':
      if (status === 'completed' && state.failures.length === 0) return noFailures();
      return retryRun(state);
  }
}

/** No worker has anything to do with it any more. */
export function hasEnded(status: RunStatus): status is 'completed' | 'failed' | 'cancelled' {
  return status === 'completed' || status === 'failed' || status === 'cancelled';
}

function event<T extends EligibilityRunEvent['type']>(
  type: T,
  data: DataOf<T>,
  schemaVersion = 1,
): EligibilityRunEvent {
  return { type, schemaVersion, data } as unknown as EligibilityRunEvent;
}

const ENDINGS = { completed: '已经完成', failed: '已经失败', cancelled: '已经取消' } as const;

function ended(status: keyof typeof ENDINGS): Refusal {
  const advice =
    status === 'failed'
      ? '可以重试（POST …/retry）'
      : '需要时请另发起一次（POST /eligibility-runs）';
  return Refusal.conflict('run-ended', `这次全县匹配${ENDINGS[status]}，不能再改变；${advice}`, {
    status,
  });
}

function noFailures(): Refusal {
  return Refusal.conflict(
    'run-has-no-failures',
    '这次全县匹配已经完成，没有未能算出的企业，不需要重试；要重新匹配请另发起一次',
  );
}

export function runNotFound(): Refusal {
  return Refusal.notFound('run-not-found', '没有这次全县匹配，请核对编号');
}
