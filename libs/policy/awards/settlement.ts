import { Injectable } from '@nestjs/common';
import type { CommandContext } from '#libs/kernel/command-context.js';
import { Refusal, RefusalError } from '#libs/kernel/refusal.js';
import { sameCommandId } from '../command-ids.js';
import { clawedBackOf, isOver, type Award, type AwardState } from '../domain/awards/award.js';
import { noteClawback, release, type Reservation } from '../domain/awards/budget.js';
import { releaseClaim, type Claim } from '../domain/awards/claim.js';
import type { AwardEvent, AwardKey } from '../domain/awards/events.js';
import { approve } from '../domain/awards/grant.js';
import { todayAt } from '../domain/awards/read-proposal.js';
import { AwardStreams, partOf } from './award-streams.js';

/**
 * Brings the streams around an award into step with it. A command writes to one stream, so what
 * belongs to two is done in an order that any later caller can complete: whoever finds the first
 * half without the second writes the second. Every call is safe to repeat.
 */
@Injectable()
export class AwardSettlement {
  constructor(private readonly streams: AwardStreams) {}

  /**
   * Of an award that was waived or rejected: frees its money and its place; of one that was paid
   * back: notes how much. @returns true when something was written
   */
  async settle(award: Award, context: CommandContext): Promise<boolean> {
    const written: boolean[] = [];
    if (isOver(award)) {
      written.push(await this.releaseBudget(award, context));
      written.push(await this.releaseClaim(award, context));
    } else if (clawedBackOf(award) > 0n) {
      written.push(await this.noteClawback(award, context));
    }
    return written.includes(true);
  }

  /** Writes the approval that a reservation was made for; what is in its way now stays in its way. */
  async completeApproval(
    award: Award,
    reservation: Reservation,
    context: CommandContext,
  ): Promise<boolean> {
    const { awardId } = award.proposal;
    const part = partOf(context, sameCommandId('award-approval', awardId));
    try {
      return await wrote((decided) =>
        this.streams.onAward(part, awardId, (state) =>
          decided(state ? approve(reservation.approval, state, todayAt(context.now)) : []),
        ),
      );
    } catch (error) {
      if (error instanceof RefusalError) return false;
      throw error;
    }
  }

  /** The proposal that a claim was taken for, when it is not in its stream yet. */
  async completeProposal(claim: NonNullable<Claim>, context: CommandContext): Promise<AwardState> {
    const { awardId, proposal } = claim;
    const part = partOf(context, sameCommandId('award-proposal', awardId));
    const { state } = await this.streams.onAward(part, awardId, (known) =>
      known ? [] : proposed(proposal),
    );
    return state;
  }

  private async releaseBudget({ proposal, stage }: Award, context: CommandContext) {
    const { awardId, list, awardYear } = proposal;
    const part = partOf(context, sameCommandId('award-release', awardId));
    const because = stage === 'waived' ? 'waived' : 'rejected';
    const of = { list, awardYear, awardId };
    return wrote((decided) =>
      this.streams.onBudget(part, of, (budget) => decided(release(of, because, budget))),
    );
  }

  async releaseClaim({ proposal }: Award, context: CommandContext): Promise<boolean> {
    const { awardId } = proposal;
    const key = keyOf(proposal);
    const part = partOf(context, sameCommandId('award-claim-release', awardId));
    return wrote((decided) =>
      this.streams.onClaim(part, key, (claim) => decided(releaseClaim(key, awardId, claim))),
    );
  }

  private async noteClawback(award: Award, context: CommandContext): Promise<boolean> {
    const { awardId, list, awardYear } = award.proposal;
    const clawedBack = clawedBackOf(award);
    const of = { list, awardYear, awardId };
    const part = partOf(context, sameCommandId('award-clawback', awardId, String(clawedBack)));
    return wrote((decided) =>
      this.streams.onBudget(part, of, (budget) => decided(noteClawback(of, clawedBack, budget))),
    );
  }
}

/**
 * Runs a command and says whether it decided on events now: one that is found done by its id is
 * answered without deciding.
 */
async function wrote(
  run: (decided: <D extends readonly unknown[] | Refusal>(decision: D) => D) => Promise<unknown>,
): Promise<boolean> {
  let events = false;
  await run((decision) => {
    events = !(decision instanceof Refusal) && decision.length > 0;
    return decision;
  });
  return events;
}

export function keyOf({ list, awardYear, creditCode, clause }: AwardKey): AwardKey {
  return { list, awardYear, creditCode, clause };
}

export function proposed(data: NonNullable<Claim>['proposal']): readonly AwardEvent[] {
  return [{ type: 'award.proposed', schemaVersion: 1, data }];
}
