import { Inject } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { EVENT_STORE, type EventStore, type RecordedEvent } from '#libs/event-store/port.js';
import { formatPosition } from '#libs/event-store/position-token.js';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import { upcast } from '#libs/event-store/upcasting.js';
import { fold } from '#libs/kernel/decider.js';
import { RefusalError } from '#libs/kernel/refusal.js';
import { isDemandId } from '../command-ids.js';
import { hasEnded, runDecider, runNotFound, type OpenRun } from '../domain/eligibility-run.js';
import {
  eligibilityRunStream,
  POLICY_UPCASTERS,
  type EligibilityRunEvent,
} from '../domain/events.js';
import { DISCLAIMER } from '../domain/result.js';
import { EligibilityRunOf, type RunAnswer } from '../queries.js';
import { ELIGIBILITY_PROJECTION } from '../standing/eligibility.projection.js';
import { paceOf } from './run-pace.js';

/** Codes of failed enterprises that an answer names. */
const NAMED = 200;

@QueryHandler(EligibilityRunOf)
export class EligibilityRunOfHandler implements IQueryHandler<EligibilityRunOf> {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly readModels: ReadModels,
  ) {}

  async execute({ id, request }: EligibilityRunOf): Promise<RunAnswer> {
    if (!isDemandId(id)) throw new RefusalError(runNotFound());
    if (request.after !== undefined) {
      await this.readModels.resolve([ELIGIBILITY_PROJECTION], request);
    }
    const recorded = await this.store.readStream(eligibilityRunStream(id));
    return runAnswer(recorded, this.store.ledgerId);
  }
}

/** A run as its stream tells it. @throws RefusalError 404 for an empty stream */
export function runAnswer(recorded: readonly RecordedEvent[], ledgerId: string): RunAnswer {
  const events = recorded.map((event) => upcast<EligibilityRunEvent>(event, POLICY_UPCASTERS));
  const state = fold(runDecider, events);
  if (state.status === 'none') throw new RefusalError(runNotFound());
  return {
    ...counts(state),
    ...timesOf(state, recorded, ledgerId),
    ...paceOf(recorded, leftOf(state)),
    failures: state.failures.slice(0, NAMED),
    reason: reasonOf(events),
    disclaimer: DISCLAIMER,
  };
}

function counts(state: OpenRun) {
  const { runId, status, question, trigger, plan, done, failed, changed, retries } = state;
  return {
    id: runId,
    status,
    asOf: question.asOf,
    awardYear: question.awardYear,
    list: plan?.list ?? question.list ?? null,
    version: plan?.version ?? null,
    trigger,
    total: plan?.total ?? null,
    ...{ done, failed, changed, retries },
  };
}

function timesOf(state: OpenRun, recorded: readonly RecordedEvent[], ledgerId: string) {
  const [first] = recorded;
  const last = recorded.at(-1);
  if (!first || !last) throw new Error('a run has its request at least');
  const started = recorded.find((event) => event.type === 'eligibilityRun.planned');
  return {
    knownAt: formatPosition(ledgerId, first.position - 1n),
    requestedAt: first.recordedAt,
    startedAt: started?.recordedAt ?? null,
    finishedAt: hasEnded(state.status) ? last.recordedAt : null,
    position: formatPosition(ledgerId, last.position),
  };
}

/** What is still to do of a run that runs. */
function leftOf({ status, plan, done, failed, toRetry }: OpenRun): number | undefined {
  if (status !== 'running' || !plan) return undefined;
  return Math.max(0, plan.total - done - failed) + toRetry.length;
}

function reasonOf(events: readonly EligibilityRunEvent[]): string | null {
  const last = events.at(-1);
  return last?.type === 'eligibilityRun.failed' ? last.data.reason : null;
}
