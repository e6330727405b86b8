import type { Decider } from '#libs/kernel/decider.js';
import { Refusal } from '#libs/kernel/refusal.js';
import { alreadyDone } from '../eligibility-check.js';
import { addBudgets, addClauses, NO_BUDGET } from './compare-results.js';
import type {
  ClauseImpact,
  ImpactBudget,
  ImpactQuestion,
  PolicyImpactAdvanced,
  PolicyImpactEvent,
  PolicyImpactRequested,
} from './events.js';

export type ImpactState =
  | { readonly status: 'none' }
  | {
      readonly status: 'queued' | 'running' | 'completed' | 'failed';
      readonly impactId: string;
      readonly question: ImpactQuestion;
      /** Undefined until the job knows how many there are. */
      readonly total?: number;
      /** Everything up to this code is done; '' at first. */
      readonly through: string;
      readonly done: number;
      readonly failed: number;
      readonly clauses: readonly ClauseImpact[];
      readonly budget: ImpactBudget;
      /** Enterprises by what the draft does to them. */
      readonly effects: Readonly<Record<'gains' | 'loses' | 'both' | 'open', number>>;
      readonly retries: number;
    };

export type OpenImpact = Exclude<ImpactState, { status: 'none' }>;

const NO_EFFECTS = { gains: 0, loses: 0, both: 0, open: 0 } as const;

export const impactDecider: Decider<ImpactState, PolicyImpactEvent> = {
  initial: { status: 'none' },
  evolve: (state, event) => {
    if (event.type === 'policyImpact.requested') {
      const { impactId, ...question } = event.data;
      const counts = { through: '', done: 0, failed: 0, retries: 0 };
      const sums = { clauses: [], budget: NO_BUDGET, effects: NO_EFFECTS };
      return { status: 'queued', impactId, question, ...counts, ...sums };
    }
    if (state.status === 'none') return state;
    switch (event.type) {
      case 'policyImpact.planned':
        return { ...state, status: 'running', total: event.data.total };
      case 'policyImpact.advanced':
        return advanced(state, event.data);
      case 'policyImpact.completed':
        return { ...state, status: 'completed' };
      case 'policyImpact.failed':
        return { ...state, status: 'failed' };
      case 'policyImpact.retried': {
        const status = state.total === undefined ? 'queued' : 'running';
        return { ...state, status, retries: state.retries + 1 };
      }
    }
  },
};

function advanced(state: OpenImpact, data: PolicyImpactAdvanced['data']): OpenImpact {
  const effects = { ...state.effects };
  for (const { effect } of data.changes) effects[effect] += 1;
  return {
    ...state,
    through: data.through,
    done: state.done + data.done,
    failed: state.failed + data.failed,
    clauses: addClauses(state.clauses, data.clauses),
    budget: addBudgets(state.budget, data.budget),
    effects,
  };
}

export function requestImpact(
  impactId: string,
  question: ImpactQuestion,
  state: ImpactState,
): readonly PolicyImpactRequested[] {
  if (state.status !== 'none') return [];
  return [{ type: 'policyImpact.requested', schemaVersion: 1, data: { impactId, ...question } }];
}

export type ImpactProgress =
  | { readonly kind: 'planned'; readonly total: number }
  | ({
      readonly kind: 'advanced';
      /** The code this chunk began behind; '' for the first. */
      readonly after: string;
    } & Omit<PolicyImpactAdvanced['data'], 'impactId'>)
  | { readonly kind: 'completed' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'retried' };

/** Progress from the job; a chunk counts once, whoever reports it. */
export function reportImpact(
  progress: ImpactProgress,
  state: ImpactState,
): readonly PolicyImpactEvent[] | Refusal {
  if (state.status === 'none') return impactNotFound();
  const { impactId, status } = state;
  if (progress.kind === 'retried') return retryImpact(state);
  if (status === 'completed' || status === 'failed') return [];
  switch (progress.kind) {
    case 'planned':
      if (state.total !== undefined) return [];
      return [event('policyImpact.planned', { impactId, total: progress.total })];
    case 'advanced': {
      const { after, through, done, failed, clauses, budget, changes } = progress;
      if (after !== state.through || state.total === undefined) return [];
      const data = { impactId, through, done, failed, clauses, budget, changes };
      return [event('policyImpact.advanced', data)];
    }
    case 'completed':
      return [event('policyImpact.completed', { impactId })];
    case 'failed':
      return [event('policyImpact.failed', { impactId, reason: progress.reason })];
  }
}

function retryImpact(state: OpenImpact): readonly PolicyImpactEvent[] | Refusal {
  if (state.status === 'completed') return alreadyDone();
  return state.status === 'failed'
    ? [event('policyImpact.retried', { impactId: state.impactId })]
    : [];
}

function event<T extends PolicyImpactEvent['type']>(
  type: T,
  data: Extract<PolicyImpactEvent, { type: T }>['data'],
): PolicyImpactEvent {
  return { type, schemaVersion: 1, data } as unknown as PolicyImpactEvent;
}

export function impactNotFound(): Refusal {
  return Refusal.notFound(
    'impact-not-found',
    '这一版清单还没有做过影响测算，请先发起（POST …/impact）',
  );
}
