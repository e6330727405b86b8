import { Inject } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { EVENT_STORE, type EventStore, type RecordedEvent } from '#libs/event-store/port.js';
import { formatPosition } from '#libs/event-store/position-token.js';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import { upcast } from '#libs/event-store/upcasting.js';
import { fold } from '#libs/kernel/decider.js';
import { RefusalError } from '#libs/kernel/refusal.js';
import { isDemandId } from '../command-ids.js';
import { runDecider, runNotFound, type RunState } from '../domain/eligibility-run.js';
import {
  eligibilityRunStream,
  POLICY_UPCASTERS,
  type EligibilityRunEvent,
} from '../domain/events.js';
import { DISCLAIMER } from '../domain/result.js';
import { EligibilityRunOf, type RunAnswer } from '../queries.js';
import { ELIGIBILITY_PROJECTION } from '../standing/eligibility.projection.js';

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
    const events = recorded.map((event) => upcast<EligibilityRunEvent>(event, POLICY_UPCASTERS));
    const state = fold(runDecider, events);
    if (state.status === 'none') throw new RefusalError(runNotFound());
    return { ...counts(state), ...this.times(state, recorded), reason: reasonOf(events) };
  }

  private times(state: OpenRun, recorded: readonly RecordedEvent[]) {
    const [first] = recorded;
    const last = recorded.at(-1);
    if (!first || !last) throw new Error('a run has its request at least');
    const started = recorded.find((event) => event.type === 'eligibilityRun.planned');
    const finished = state.status === 'completed' || state.status === 'failed';
    return {
      knownAt: formatPosition(this.store.ledgerId, first.position - 1n),
      startedAt: started?.recordedAt ?? null,
      finishedAt: finished ? last.recordedAt : null,
      disclaimer: DISCLAIMER,
      position: formatPosition(this.store.ledgerId, last.position),
    };
  }
}

type OpenRun = Exclude<RunState, { status: 'none' }>;

function counts({ runId, status, question, plan, done, failed, changed }: OpenRun) {
  return {
    id: runId,
    status,
    asOf: question.asOf,
    awardYear: question.awardYear,
    list: plan?.list ?? question.list ?? null,
    version: plan?.version ?? null,
    total: plan?.total ?? null,
    ...{ done, failed, changed },
  };
}

function reasonOf(events: readonly EligibilityRunEvent[]): string | null {
  const last = events.at(-1);
  return last?.type === 'eligibilityRun.failed' ? last.data.reason : null;
}
