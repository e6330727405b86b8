import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '#libs/kernel/command-context.js';
import { orThrow, Refusal, RefusalError } from '#libs/kernel/refusal.js';
import { sameCommandId } from '../command-ids.js';
import { withdrawnOf, type Award } from '../domain/awards/award.js';
import { reserve, type Reservation } from '../domain/awards/budget.js';
import type { Approval, AwardBudgetReserved } from '../domain/awards/events.js';
import { approvalOf, approve, readApproval } from '../domain/awards/grant.js';
import { limitsOf, type Limits } from '../domain/awards/limits.js';
import { onAward } from '../domain/awards/next-step.js';
import { todayAt } from '../domain/awards/read-proposal.js';
import { PublishedLists } from '../lists/published-lists.js';
import { AwardCommands } from './award-commands.js';
import { AwardStreams, partOf } from './award-streams.js';
import { ApproveAward, type AwardResult } from './commands.js';
import { AwardSettlement, nth } from './settlement.js';

/**
 * Two streams, in this order: the money is set aside where all approvals of the year meet, then the
 * award is approved. A crash between the two leaves a reservation that says what it is for; a retry,
 * another officer or the sweep completes it. The other order could approve what there is no money for.
 */
@CommandHandler(ApproveAward)
export class ApproveAwardHandler implements ICommandHandler<ApproveAward> {
  constructor(
    private readonly awards: AwardCommands,
    private readonly streams: AwardStreams,
    private readonly settlement: AwardSettlement,
    private readonly lists: PublishedLists,
  ) {}

  async execute({ context, id, body }: ApproveAward): Promise<AwardResult> {
    const input = orThrow(readApproval(body, context.now));
    const today = todayAt(context.now);
    const decide = (award: Award) =>
      approve(approvalOf(input, context.actor.id, award), award, today);
    const before = await this.streams.probe(context, id, (state) => onAward(state, id, decide));
    if (before.answered || !before.state || before.state.approval) {
      return this.awards.run(context, id, decide);
    }
    const approval = approvalOf(input, context.actor.id, before.state);
    const attempt = withdrawnOf(before.state);
    const reservation = await this.reserve(before.state, approval, context);
    try {
      return await this.awards.run(context, id, (award) =>
        withdrawnOf(award) === attempt
          ? approve(reservation.approval, award, today)
          : withdrawnMeanwhile(id),
      );
    } catch (error) {
      await this.releaseIfOver(id, context);
      throw error;
    }
  }

  /** @throws RefusalError 409 with the limit that is in the way */
  private async reserve(
    award: Award,
    approval: Approval,
    context: CommandContext,
  ): Promise<Reservation> {
    const { proposal } = award;
    const { awardId, creditCode, list, version, awardYear, clause, calculated } = proposal;
    const limits = await this.limits(list, version);
    const exception = proposal.exception !== undefined;
    const attempt = withdrawnOf(award);
    const request: AwardBudgetReserved['data'] = {
      ...{ list, awardYear, awardId, creditCode, clause, version, calculated, exception, approval },
      ...(attempt === 0 ? {} : { attempt }),
    };
    const name = sameCommandId('award-reservation', awardId, ...nth(attempt));
    const part = partOf(context, name);
    await this.streams.onBudget(part, { list, awardYear }, (budget) =>
      reserve(request, limits, budget),
    );
    // Two officers may have asked for different amounts under this one id: what is stored holds.
    const budget = await this.streams.budget({ list, awardYear });
    orThrow(reserve(request, limits, budget));
    const reservation = budget.reservations.get(awardId);
    if (!reservation) throw new Error(`the reservation of ${awardId} is not there`);
    return reservation;
  }

  private async limits(list: string, version: number): Promise<Limits> {
    const published = await this.lists.version(list, version);
    if (published) return limitsOf(published.list);
    const sentence = `清单 ${list} 第 ${version} 版的数据正在更新，请稍后重试`;
    throw new RefusalError(new Refusal('unavailable', 'read-model-behind', sentence));
  }

  /** Somebody waived or rejected it between the two: what was set aside is freed again. */
  private async releaseIfOver(id: string, context: CommandContext): Promise<void> {
    const award = await this.streams.award(id);
    if (award) await this.settlement.settle(award, context);
  }
}

function withdrawnMeanwhile(id: string): Refusal {
  const sentence = `奖补 ${id} 的审定刚刚被另一名经办撤回，请刷新后重新审定`;
  return Refusal.conflict('approval-withdrawn', sentence, { awardId: id });
}
