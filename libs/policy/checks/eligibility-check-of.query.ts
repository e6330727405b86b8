import { Inject } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { EVENT_STORE, type EventStore, type RecordedEvent } from '#libs/event-store/port.js';
import { formatPosition } from '#libs/event-store/position-token.js';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import { upcast } from '#libs/event-store/upcasting.js';
import { fold } from '#libs/kernel/decider.js';
import { RefusalError } from '#libs/kernel/refusal.js';
import { requireOwn } from '#libs/runtime/auth/own-enterprise.js';
import { DemandQueue } from '#libs/runtime/queue/demand-queue.js';
import { isDemandId } from '../command-ids.js';
import { checkDecider, checkNotFound, type CheckState } from '../domain/eligibility-check.js';
import {
  eligibilityCheckStream,
  POLICY_UPCASTERS,
  type EligibilityCheckEvent,
} from '../domain/events.js';
import { DISCLAIMER } from '../domain/result.js';
import { EligibilityCheckOf, type CheckAnswer } from '../queries.js';
import { CHECK_QUEUE } from '../queues.js';
import { ELIGIBILITY_PROJECTION } from '../standing/eligibility.projection.js';

@QueryHandler(EligibilityCheckOf)
export class EligibilityCheckOfHandler implements IQueryHandler<EligibilityCheckOf> {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CHECK_QUEUE) private readonly queue: DemandQueue,
    private readonly readModels: ReadModels,
  ) {}

  async execute({ id, request, actor }: EligibilityCheckOf): Promise<CheckAnswer> {
    if (!isDemandId(id)) throw new RefusalError(checkNotFound());
    if (request.after !== undefined) {
      await this.readModels.resolve([ELIGIBILITY_PROJECTION], request);
    }
    const recorded = await this.store.readStream(eligibilityCheckStream(id));
    const events = recorded.map((event) => upcast<EligibilityCheckEvent>(event, POLICY_UPCASTERS));
    const state = fold(checkDecider, events);
    if (state.status === 'none') throw new RefusalError(checkNotFound());
    requireOwn(actor, state.question.creditCode);
    const running = state.status === 'queued' && (await this.queue.isRunning(id));
    return this.answer(state, recorded, events, running);
  }

  private answer(
    state: Exclude<CheckState, { status: 'none' }>,
    recorded: readonly RecordedEvent[],
    events: readonly EligibilityCheckEvent[],
    running: boolean,
  ): CheckAnswer {
    const { creditCode, asOf, awardYear } = state.question;
    const [first] = recorded;
    const last = recorded.at(-1);
    const told = events.at(-1);
    if (!first || !last || !told) throw new Error('a check has its request at least');
    const finished = state.status === 'completed' || state.status === 'failed';
    return {
      id: state.checkId,
      creditCode,
      asOf,
      knownAt: formatPosition(this.store.ledgerId, first.position - 1n),
      awardYear,
      status: running ? 'running' : state.status,
      requestedAt: first.recordedAt,
      finishedAt: finished ? last.recordedAt : null,
      reason: told.type === 'eligibilityCheck.failed' ? told.data.reason : null,
      ...(told.type === 'eligibilityCheck.completed' ? { result: told.data.result } : {}),
      disclaimer: DISCLAIMER,
      position: formatPosition(this.store.ledgerId, last.position),
    };
  }
}
