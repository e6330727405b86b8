import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner } from '#libs/event-store/command-runner.js';
import { dateInShanghai, parseDate, yearOf } from '#libs/kernel/calendar-date.js';
import { orThrow, RefusalError } from '#libs/kernel/refusal.js';
import { DemandQueue } from '#libs/runtime/queue/demand-queue.js';
import { demandIdOf } from '../command-ids.js';
import { RequestPolicyImpact, type RequestPolicyImpactAnswer } from '../commands.js';
import { POLICY_UPCASTERS } from '../domain/events.js';
import { policyImpactStream, type ImpactQuestion } from '../domain/impact/events.js';
import { impactDecider, requestImpact } from '../domain/impact/policy-impact.js';
import { versionNotFound } from '../domain/policy-list.js';
import { readQuestion } from '../domain/question.js';
import { IMPACT_QUEUE } from '../queues.js';
import { ListVersions, publishedBefore } from './list-versions.js';

@CommandHandler(RequestPolicyImpact)
export class RequestPolicyImpactHandler implements ICommandHandler<RequestPolicyImpact> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly versions: ListVersions,
    @Inject(IMPACT_QUEUE) private readonly queue: DemandQueue,
  ) {}

  async execute({ context, input }: RequestPolicyImpact): Promise<RequestPolicyImpactAnswer> {
    const question = await this.question(input, context.now);
    const id = demandIdOf(context);
    const { state, revision, position } = await this.runner.run({
      stream: policyImpactStream(id),
      context,
      decider: impactDecider,
      upcasters: POLICY_UPCASTERS,
      decide: (before) => requestImpact(id, question, before),
    });
    this.queue.enqueueSoon(id);
    if (state.status === 'none') throw new Error(`impact ${id} is not there after its request`);
    const { asOf, awardYear, against } = state.question;
    return { id, status: state.status, asOf, awardYear, against, revision, position };
  }

  /** @throws RefusalError 422, 404 `version-not-found`, 409 `draft-outdated` */
  private async question(
    { list, version, ...input }: RequestPolicyImpact['input'],
    now: string,
  ): Promise<ImpactQuestion> {
    const state = await this.versions.of(list);
    const known = state.get(version);
    if (!known) throw new RefusalError(versionNotFound(list, version));
    const { effective } = this.versions.read(list, known).list;
    const day = parseDate(input.asOf) ?? dateInShanghai(now);
    const awardYear = input.awardYear ?? yearWithin(yearOf(day), effective);
    const { asOf, awardYear: year } = orThrow(readQuestion({ ...input, awardYear }, now));
    const { hash } = known.draft;
    return { list, version, hash, against: publishedBefore(state, version), asOf, awardYear: year };
  }
}

/** The year, or the nearest one in which the version is in force. */
function yearWithin(year: number, { from, to }: { from: string; to: string }): number {
  return Math.max(Number(from.slice(0, 4)), Math.min(year, Number(to.slice(0, 4))));
}
