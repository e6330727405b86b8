import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner } from '#libs/event-store/command-runner.js';
import { date } from '#libs/kernel/calendar-date.js';
import type { CommandContext } from '#libs/kernel/command-context.js';
import type { Decider } from '#libs/kernel/decider.js';
import { orThrow, RefusalError } from '#libs/kernel/refusal.js';
import { demandIdOf, sameCommandId } from '../command-ids.js';
import { entitlementOf } from '../domain/awards/entitlement.js';
import {
  AWARD_UPCASTERS,
  awardBatchStream,
  type AwardBatchPlanned,
  type LeftOut,
  type PlannedAward,
} from '../domain/awards/events.js';
import { readBatch, todayAt } from '../domain/awards/read-proposal.js';
import type { ListResult } from '../domain/result.js';
import { mapInGroups } from '../in-groups.js';
import { AwardProposals } from './award-proposals.js';
import { partOf } from './award-streams.js';
import { BatchPlan } from './batch-plan.js';
import { ProposeAwardBatch, type BatchAward, type BatchResult } from './commands.js';
import { draftOf, FrozenFacts } from './frozen-facts.js';

type Plan = AwardBatchPlanned['data'];

const batchDecider: Decider<Plan | null, AwardBatchPlanned> = {
  initial: null,
  evolve: (_plan, event) => event.data,
};

type Written =
  { readonly award: BatchAward; readonly position: bigint } | { readonly leftOut: LeftOut };

/**
 * The plan is one event: who gets what of a short budget is decided once, for all together. The
 * proposals follow from it, each with an id that derives from batch, enterprise and clause; a repeat
 * with the same key completes what a crash left undone, and a new batch finds nobody it would propose
 * twice.
 */
@CommandHandler(ProposeAwardBatch)
export class ProposeAwardBatchHandler implements ICommandHandler<ProposeAwardBatch> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly plans: BatchPlan,
    private readonly proposals: AwardProposals,
    private readonly frozen: FrozenFacts,
  ) {}

  async execute({ context, body }: ProposeAwardBatch): Promise<BatchResult> {
    const input = orThrow(readBatch(body, context.now));
    const batchId = demandIdOf(context);
    const position = await this.frozen.position(input.applicationOn, todayAt(context.now));
    const draft = await this.plans.of(input, position);
    const {
      state,
      revision,
      position: planned,
    } = await this.runner.run({
      stream: awardBatchStream(batchId),
      context,
      decider: batchDecider,
      upcasters: AWARD_UPCASTERS,
      decide: (plan) => (plan ? [] : [plannedEvent({ ...draft, batchId }, context)]),
    });
    if (!state) throw new Error(`batch ${batchId} is not there after its command`);
    const written = await this.writeAll(state, context);
    const awards = written.flatMap((each) => ('award' in each ? [each] : []));
    const { list, version, awardYear, applicationOn, shortage, leftOut, remaining } = state;
    return {
      ...{ id: batchId, list, version, awardYear, applicationOn, shortage, remaining, revision },
      awards: awards.map(({ award }) => award),
      leftOut: [...leftOut, ...written.flatMap((e) => ('leftOut' in e ? [e.leftOut] : []))],
      position: awards.reduce((last, { position: p }) => (p > last ? p : last), planned),
    };
  }

  private async writeAll(plan: Plan, context: CommandContext): Promise<readonly Written[]> {
    const position = BigInt(plan.knownPosition);
    const question = { ...plan, applicationOn: date(plan.applicationOn) };
    const version = await this.plans.version(question, position);
    const codes = [...new Set(plan.awards.map(({ creditCode }) => creditCode))];
    const results = await this.plans.results(codes, version, question, position);
    return mapInGroups(plan.awards, (award) =>
      this.write(plan, award, results.get(award.creditCode), context),
    );
  }

  private async write(
    plan: Plan,
    { creditCode, clause, payable, amount, allotment }: PlannedAward,
    result: ListResult | Error | undefined,
    context: CommandContext,
  ): Promise<Written> {
    if (!result || result instanceof Error) throw new Error(`no result of ${creditCode} any more`);
    const { name, regionCode } = await this.frozen.enterprise(creditCode, plan.applicationOn);
    const entitlement = orThrow(entitlementOf(result, { clause, amount }));
    const draft = {
      ...draftOf(result, entitlement, {
        ...{ creditCode, enterpriseName: name, proposedBy: plan.proposedBy },
        position: BigInt(plan.knownPosition),
        departments: plan.departments ?? undefined,
      }),
      batch: plan.batchId,
      ...(allotment === null ? {} : { allotment }),
    };
    const id = sameCommandId('award-batch', plan.batchId, creditCode, clause);
    try {
      const written = await this.proposals.write(partOf(context, id), draft, regionCode);
      const award = { id: written.id, creditCode, clause, payable, amount };
      return { award, position: written.position };
    } catch (error) {
      if (!(error instanceof RefusalError)) throw error;
      return { leftOut: { creditCode, clause, reason: error.refusal.detail } };
    }
  }
}

function plannedEvent(
  data: Omit<Plan, 'proposedBy'>,
  { actor }: CommandContext,
): AwardBatchPlanned {
  const plan = { ...data, proposedBy: actor.id };
  return { type: 'awardBatch.planned', schemaVersion: 1, data: plan };
}
