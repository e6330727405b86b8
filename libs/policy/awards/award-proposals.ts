import { Injectable } from '@nestjs/common';
import { CommandLog } from '#libs/event-store/command-log.js';
import { refuseReusedKey, type CommandResult } from '#libs/event-store/command-runner.js';
import type { CommandContext } from '#libs/kernel/command-context.js';
import { RefusalError } from '#libs/kernel/refusal.js';
import { sameCommandId } from '../command-ids.js';
import { isOver, type AwardState } from '../domain/awards/award.js';
import { takeClaim, type Claim } from '../domain/awards/claim.js';
import { awardStream, type AwardProposed } from '../domain/awards/events.js';
import { AwardStreams, partOf } from './award-streams.js';
import { AwardSettlement, keyOf, proposed } from './settlement.js';

/** Numbers tried when those issued turn out to be taken; more means the counter is broken. */
const MOST_NUMBERS = 20;

export type ProposalDraft = Omit<AwardProposed['data'], 'awardId'>;

/** An award that was written, or was there already. */
export type WrittenAward = CommandResult<AwardState> & { readonly id: string };

/**
 * Writes a proposal: takes a number, claims the one place of its list, year, enterprise and clause,
 * then opens the award's stream. The claim holds the whole proposal, so whoever finds it alone after
 * a crash completes it; a second officer is told the number of the first award.
 */
@Injectable()
export class AwardProposals {
  constructor(
    private readonly streams: AwardStreams,
    private readonly settlement: AwardSettlement,
    private readonly log: CommandLog,
  ) {}

  /** The award of a command that was given before, if it came that far. */
  async again(context: CommandContext): Promise<WrittenAward | undefined> {
    const id = await this.claimedNumber(context);
    if (id === undefined || !(await this.streams.award(id))) return undefined;
    const result = await this.streams.onAward(context, id, () => [], 'issued');
    return { ...result, id };
  }

  /**
   * @param regionCode of the county in the number
   * @throws RefusalError 409 `award-exists` naming the first
   */
  async write(
    context: CommandContext,
    draft: ProposalDraft,
    regionCode: string,
  ): Promise<WrittenAward> {
    const id = await this.freeNumber(context, `JB${regionCode}-${draft.awardYear}`);
    const wanted: AwardProposed['data'] = { ...draft, awardId: id };
    const key = keyOf(wanted);
    await this.claim(context, { ...key, awardId: id, proposal: wanted });
    // The same request twice at once may have seen different facts: what was claimed holds.
    const held = await this.streams.claim(key);
    const data = held?.awardId === id ? held.proposal : wanted;
    const result = await this.streams.onAward(
      context,
      id,
      (state) => (state ? [] : proposed(data)),
      'issued',
    );
    return { ...result, id };
  }

  private async claim(context: CommandContext, claim: NonNullable<Claim>): Promise<void> {
    const { awardId } = claim;
    const part = partOf(context, sameCommandId('award-claim', awardId));
    for (let attempt = 1; ; attempt += 1) {
      const key = keyOf(claim);
      try {
        await this.streams.onClaim(part, key, (state) => takeClaim(claim, state));
        return;
      } catch (error) {
        if (!isTaken(error) || attempt > 3 || !(await this.freeOver(claim, context))) throw error;
      }
    }
  }

  /** True when the award that holds the place is over, and the place is free again. */
  private async freeOver(claim: NonNullable<Claim>, context: CommandContext): Promise<boolean> {
    const holder = await this.streams.claim(keyOf(claim));
    if (!holder) return true;
    const award = await this.settlement.completeProposal(holder, context);
    if (!award || !isOver(award)) return false;
    await this.settlement.releaseClaim(award, context);
    return true;
  }

  private async freeNumber(context: CommandContext, series: string): Promise<string> {
    const claimed = await this.claimedNumber(context);
    if (claimed !== undefined) return claimed;
    for (let attempt = 1; attempt <= MOST_NUMBERS; attempt += 1) {
      const counter = await this.log.issueNumber(series, context.commandId, attempt);
      const id = `${series}-${String(counter).padStart(4, '0')}`;
      const history = await this.streams.history(id);
      const [first] = history;
      if (!first || first.metadata['commandId'] === context.commandId) {
        await this.remember(context, id);
        return id;
      }
    }
    throw new Error(`no free number in ${series}`);
  }

  /** Before anything is written, so that a retry looks for this award. */
  private async remember(context: CommandContext, id: string): Promise<void> {
    if (!context.idempotent) return;
    const { commandId, bodyHash } = context;
    const claim = { commandId, bodyHash, stream: awardStream(id), number: id };
    refuseReusedKey((await this.log.claim(claim)).bodyHash, context);
  }

  private async claimedNumber(context: CommandContext): Promise<string | undefined> {
    if (!context.idempotent) return undefined;
    const claim = await this.log.find(context.commandId);
    if (claim) refuseReusedKey(claim.bodyHash, context);
    return claim?.number ?? undefined;
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof RefusalError && error.refusal.code === 'award-exists';
}
