import { Inject } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { EVENT_STORE, type EventStore, type RecordedEvent } from '#libs/event-store/port.js';
import { formatPosition } from '#libs/event-store/position-token.js';
import { pageOfRows } from '#libs/event-store/projections/page-of-rows.js';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import { upcast } from '#libs/event-store/upcasting.js';
import { fold } from '#libs/kernel/decider.js';
import { RefusalError } from '#libs/kernel/refusal.js';
import { POLICY_UPCASTERS } from '../domain/events.js';
import {
  policyImpactStream,
  type EnterpriseImpact,
  type PolicyImpactEvent,
} from '../domain/impact/events.js';
import { impactDecider, impactNotFound, type OpenImpact } from '../domain/impact/policy-impact.js';
import { versionNotFound } from '../domain/policy-list.js';
import { DISCLAIMER } from '../domain/result.js';
import { PolicyImpactOf, type ImpactAnswer } from '../queries.js';
import { IMPACT_JOBS } from '../queues.js';
import { ELIGIBILITY_PROJECTION } from '../standing/eligibility.projection.js';
import { ListVersions } from './list-versions.js';

interface ChangeRow {
  readonly change: EnterpriseImpact;
  readonly total: string;
}

/** The latest impact run of a version. */
const LATEST = `
  SELECT id FROM eligibility_demands
  WHERE kind = '${IMPACT_JOBS}' AND details->>'list' = $1 AND (details->>'version')::int = $2
    AND requested_from <= $3
  ORDER BY requested_from DESC LIMIT 1`;

const CHANGES = `
  SELECT change, count(*) OVER () AS total FROM eligibility_impact_changes
  WHERE impact_id = $1 AND known_from <= $2 AND ($3::text IS NULL OR effect = $3)
  ORDER BY credit_code LIMIT $4 OFFSET $5`;

@QueryHandler(PolicyImpactOf)
export class PolicyImpactOfHandler implements IQueryHandler<PolicyImpactOf> {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly readModels: ReadModels,
    private readonly versions: ListVersions,
  ) {}

  async execute({ list, version, request }: PolicyImpactOf): Promise<ImpactAnswer> {
    const known = (await this.versions.of(list)).get(version);
    if (!known) throw new RefusalError(versionNotFound(list, version));
    const at = await this.readModels.resolve([ELIGIBILITY_PROJECTION], request);
    const position = String(at.position);
    const [row] = await this.readModels.query<{ id: string }>(LATEST, [list, version, position]);
    if (!row) throw new RefusalError(impactNotFound());
    // No further than the read model, so that the sums are those of the enterprises listed.
    const stream = await this.store.readStream(policyImpactStream(row.id));
    const recorded = stream.filter((event) => event.position <= at.position);
    const events = recorded.map((event) => upcast<PolicyImpactEvent>(event, POLICY_UPCASTERS));
    const state = fold(impactDecider, events);
    if (state.status === 'none') throw new RefusalError(impactNotFound());
    const { page, pageSize, effect } = request;
    const changes = await pageOfRows<ChangeRow>(request, ({ limit, offset }) =>
      this.readModels.query(CHANGES, [row.id, position, effect ?? null, limit, offset]),
    );
    return {
      ...summary(state),
      outdated: known.draft.hash !== state.question.hash,
      reason: reasonOf(events),
      ...this.times(recorded, state),
      items: changes.rows.map(({ change }) => change),
      total: changes.total,
      ...{ page, pageSize },
      disclaimer: DISCLAIMER,
      position: at.token,
    };
  }

  private times(recorded: readonly RecordedEvent[], { status }: OpenImpact) {
    const [first] = recorded;
    const last = recorded.at(-1);
    if (!first || !last) throw new Error('an impact run has its request at least');
    const ended = status === 'completed' || status === 'failed';
    return {
      knownAt: formatPosition(this.store.ledgerId, first.position - 1n),
      requestedAt: first.recordedAt,
      finishedAt: ended ? last.recordedAt : null,
    };
  }
}

function summary(state: OpenImpact) {
  const { impactId, status, question, total, done, failed, clauses, budget, effects } = state;
  return {
    id: impactId,
    status,
    list: question.list,
    version: question.version,
    against: question.against,
    asOf: question.asOf,
    awardYear: question.awardYear,
    progress: total === undefined ? null : { done: done + failed, total },
    failed,
    budget,
    enterprises: {
      gaining: effects.gains,
      losing: effects.loses,
      both: effects.both,
      open: effects.open,
      unchanged: done - effects.gains - effects.loses - effects.both - effects.open,
    },
    clauses,
  };
}

function reasonOf(events: readonly PolicyImpactEvent[]): string | null {
  const last = events.at(-1);
  return last?.type === 'policyImpact.failed' ? last.data.reason : null;
}
