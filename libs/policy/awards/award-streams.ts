import { Inject, Injectable } from '@nestjs/common';
import { CommandLog } from '#libs/event-store/command-log.js';
import {
  CommandRunner,
  refuseReusedKey,
  type CommandResult,
} from '#libs/event-store/command-runner.js';
import { EVENT_STORE, type EventStore, type RecordedEvent } from '#libs/event-store/port.js';
import { upcast } from '#libs/event-store/upcasting.js';
import type { CommandContext } from '#libs/kernel/command-context.js';
import { fold, type Decider } from '#libs/kernel/decider.js';
import type { DomainEvent } from '#libs/kernel/event.js';
import { RefusalError, type Refusal } from '#libs/kernel/refusal.js';
import { awardDecider, type AwardState } from '../domain/awards/award.js';
import { budgetDecider, type Budget } from '../domain/awards/budget.js';
import { claimDecider, type Claim } from '../domain/awards/claim.js';
import {
  AWARD_UPCASTERS,
  awardBudgetStream,
  awardClaimStream,
  awardStream,
  type AwardBudgetEvent,
  type AwardClaimEvent,
  type AwardEvent,
  type AwardKey,
} from '../domain/awards/events.js';
import { awardNotFound } from '../domain/awards/next-step.js';

const AWARD_ID = /^JB\d{6}-\d{4}-\d{4,8}$/;

/** Which budget: that of a list and award year. */
export interface BudgetKey {
  readonly list: string;
  readonly awardYear: number;
}

/** The streams of awards, claims and budgets: reads them, and runs decisions on one of them. */
@Injectable()
export class AwardStreams {
  constructor(
    private readonly runner: CommandRunner,
    private readonly log: CommandLog,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  /**
   * @param issued the number was issued for this command and has to be remembered with it
   * @throws RefusalError 404 for what cannot be an id, and what the decision or the runner refuses
   */
  onAward(
    context: CommandContext,
    id: string,
    decide: (state: AwardState) => readonly AwardEvent[] | Refusal,
    issued?: 'issued',
  ): Promise<CommandResult<AwardState>> {
    const number = issued === 'issued' ? id : undefined;
    return this.run(context, this.streamOf(id), awardDecider, decide, number);
  }

  onBudget(
    context: CommandContext,
    { list, awardYear }: BudgetKey,
    decide: (state: Budget) => readonly AwardBudgetEvent[] | Refusal,
  ): Promise<CommandResult<Budget>> {
    return this.run(context, awardBudgetStream(list, awardYear), budgetDecider, decide);
  }

  onClaim(
    context: CommandContext,
    key: AwardKey,
    decide: (state: Claim) => readonly AwardClaimEvent[] | Refusal,
  ): Promise<CommandResult<Claim>> {
    return this.run(context, awardClaimStream(key), claimDecider, decide);
  }

  /**
   * The same decision without its events: refuses what would be refused, before another stream is
   * written to. True when this command was answered before.
   */
  async probe(
    context: CommandContext,
    id: string,
    decide: (state: AwardState) => readonly AwardEvent[] | Refusal,
  ): Promise<{ readonly state: AwardState; readonly answered: boolean }> {
    const stream = this.streamOf(id);
    if (context.idempotent) {
      const { commandId, bodyHash } = context;
      const claim = await this.log.claim({ commandId, bodyHash, stream, number: null });
      refuseReusedKey(claim.bodyHash, context);
      if (claim.answeredRevision !== null) return { state: null, answered: true };
    }
    const result = await this.run(
      { ...context, idempotent: false },
      stream,
      awardDecider,
      (state) => {
        const decision = decide(state);
        return Array.isArray(decision) ? [] : decision;
      },
    );
    return { state: result.state, answered: result.appended };
  }

  async award(id: string): Promise<AwardState> {
    return this.foldStream<AwardState, AwardEvent>(this.streamOf(id), awardDecider);
  }

  budget({ list, awardYear }: BudgetKey): Promise<Budget> {
    return this.foldStream(awardBudgetStream(list, awardYear), budgetDecider);
  }

  claim(key: AwardKey): Promise<Claim> {
    return this.foldStream(awardClaimStream(key), claimDecider);
  }

  history(id: string, to?: bigint): Promise<readonly RecordedEvent[]> {
    return this.store.readStream(this.streamOf(id), to === undefined ? {} : { to });
  }

  private async foldStream<State, E extends DomainEvent>(
    stream: string,
    decider: Decider<State, E>,
  ): Promise<State> {
    const events = await this.store.readStream(stream);
    return fold(
      decider,
      events.map((event) => upcast<E>(event, AWARD_UPCASTERS)),
    );
  }

  private run<State, E extends DomainEvent>(
    context: CommandContext,
    stream: string,
    decider: Decider<State, E>,
    decide: (state: State) => readonly E[] | Refusal,
    number?: string,
  ): Promise<CommandResult<State>> {
    return this.runner.run({
      ...{ stream, context, decider, decide },
      upcasters: AWARD_UPCASTERS,
      ...(number === undefined ? {} : { number }),
    });
  }

  private streamOf(id: string): string {
    if (AWARD_ID.test(id)) return awardStream(id);
    throw new RefusalError(awardNotFound(id));
  }
}

/** The context of a command's other half: same actor, an id of its own, on another stream. */
export function partOf(context: CommandContext, commandId: string): CommandContext {
  const { actor, now, correlationId, source, bodyHash } = context;
  return { commandId, actor, now, correlationId, source, bodyHash, idempotent: false };
}
