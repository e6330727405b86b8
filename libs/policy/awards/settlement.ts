import { Injectable } from '@nestjs/common';
import type { CommandContext } from '#libs/kernel/command-context.js';
import { Refusal, RefusalError } from '#libs/kernel/refusal.js';
import { sameCommandId } from '../command-ids.js';
import {
  clawbackChangesOf,
  clawedBackOf,
  isOver,
  withdrawnOf,
  type Award,
  type AwardState,
} from '../domain/awards/award.js';
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
   * Of an award that was waived or rejected: frees its money and its place; of one whose approval was
   * withdrawn: frees its money; of one that was paid back: notes how much. @returns true when something was written
   */
  async settle(award: Award, context: CommandContext): Promise<boolean> {
    const written: boolean[] = [];
    if (isOver(award)) {
      written.push(await this.releaseBudget(award, context));
      written.push(await this.releaseClaim(award, context));
    } else {
      if (withdrawnOf(award) > 0) written.push(await this.releaseWithdrawn(award, context));
      if (award.clawbacks.length > 0) written.push(await this.noteClawback(award, context));
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
    const { attempt } = reservation;
    const part = partOf(context, sameCommandId('award-approval', awardId, ...nth(attempt)));
    try {
      return await wrote((decided) =>
        this.streams.onAward(part, awardId, (state) =>
          // An approval that was withdrawn meanwhile is not repeated.
          decided(
            state && withdrawnOf(state) === attempt
              ? approve(reservation.approval, state, todayAt(context.now))
              : [],
          ),
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

  /** What was set aside for an approval that was withdrawn; not what a later attempt has. */
  private async releaseWithdrawn(award: Award, context: CommandContext): Promise<boolean> {
    const { awardId, list, awardYear } = award.proposal;
    const withdrawn = withdrawnOf(award);
    const part = partOf(context, sameCommandId('award-withdrawn', awardId, String(withdrawn)));
    const of = { list, awardYear, awardId };
    return wrote((decided) =>
      this.streams.onBudget(part, of, (budget) => {
        const known = budget.reservations.get(awardId);
        const isOld = known !== undefined && known.attempt < withdrawn;
        return decided(isOld ? release(of, 'withdrawn', budget) : []);
      }),
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
    const changes = clawbackChangesOf(award);
    const name = ['award-clawback', awardId, String(clawedBack), String(changes)];
    const part = partOf(context, sameCommandId(...name));
    return wrote((decided) =>
      this.streams.onBudget(part, of, (budget) =>
        decided(noteClawback(of, clawedBack, changes, budget)),
      ),
    );
  }
}

/** The name of a first attempt has no number: it was given before there could be others. */
export function nth(attempt: number): readonly string[] {
  return attempt === 0 ? [] : [String(attempt)];
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
