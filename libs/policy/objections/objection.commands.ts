import { Inject, Injectable } from '@nestjs/common';
import { CommandHandler, QueryBus, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner } from '#libs/event-store/command-runner.js';
import { EVENT_STORE, type EventStore, type RecordedEvent } from '#libs/event-store/port.js';
import { upcast } from '#libs/event-store/upcasting.js';
import type { CommandContext } from '#libs/kernel/command-context.js';
import { fold } from '#libs/kernel/decider.js';
import { orThrow, RefusalError, type Refusal } from '#libs/kernel/refusal.js';
import { uuidV5 } from '#libs/kernel/uuid.js';
import { isDemandId } from '../command-ids.js';
import { checkDecider, checkNotFound } from '../domain/eligibility-check.js';
import {
  eligibilityCheckStream,
  POLICY_UPCASTERS,
  type EligibilityCheckEvent,
} from '../domain/events.js';
import { objectionStream, type ObjectionEvent } from '../domain/objections/events.js';
import {
  objectionDecider,
  objectionName,
  objectionNotFound,
  raiseObjection,
  readObjection,
  readObjectionAnswer,
  resolveObjection,
  type Objection,
  type ReadObjection,
} from '../domain/objections/objection.js';
import { refuseUnknownClause, unknownTerm } from '../domain/list/terms.js';
import { PublishedTerms } from '../lists/published-terms.js';
import { requireRegistered } from '../registered-enterprise.js';
import { RaiseObjection, ResolveObjection, type ObjectionResult } from './commands.js';
import type { ObjectionAnswer } from './queries.js';

const NAMESPACE = '0d3c8f52-6a71-5b1e-9c40-77e2b5a90c14';

type Decision = (state: Objection) => readonly ObjectionEvent[] | Refusal;

/** Runs a decision on one objection; what the handlers have in common. */
@Injectable()
export class ObjectionCommands {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(EVENT_STORE) readonly store: EventStore,
  ) {}

  async run(context: CommandContext, id: string, decide: Decision): Promise<ObjectionResult> {
    const stream = objectionStream(id);
    const { revision, position, appended } = await this.runner.run({
      stream,
      context,
      decider: objectionDecider,
      upcasters: POLICY_UPCASTERS,
      decide,
    });
    const objection = answerOf(await this.store.readStream(stream, { to: revision }));
    return { objection, created: appended, position, revision };
  }
}

@CommandHandler(RaiseObjection)
export class RaiseObjectionHandler implements ICommandHandler<RaiseObjection> {
  constructor(
    private readonly objections: ObjectionCommands,
    private readonly queryBus: QueryBus,
    private readonly terms: PublishedTerms,
  ) {}

  async execute(command: RaiseObjection): Promise<ObjectionResult> {
    const input = orThrow(readObjection(command.creditCode, command.input));
    await this.refuseUnknownClause(input);
    await requireRegistered(this.queryBus, input.creditCode);
    await this.refuseForeignCheck(input);
    const id = uuidV5(NAMESPACE, objectionName(input));
    return this.objections.run(command.context, id, (state) => raiseObjection(id, input, state));
  }

  /** Nobody could say what a mistyped clause means. */
  private async refuseUnknownClause({ list, clause }: ReadObjection): Promise<void> {
    const known = await (list === undefined ? this.terms.ofAll() : this.terms.of(list));
    const unknown = refuseUnknownClause(clause, list, known);
    if (unknown) throw new RefusalError(unknownTerm(unknown));
  }

  /** An answer that is objected to has to be there, and about this enterprise. */
  private async refuseForeignCheck({ checkId, creditCode }: ReadObjection): Promise<void> {
    if (checkId === undefined) return;
    const recorded = await this.objections.store.readStream(eligibilityCheckStream(checkId));
    const events = recorded.map((event) => upcast<EligibilityCheckEvent>(event, POLICY_UPCASTERS));
    const state = fold(checkDecider, events);
    if (state.status !== 'none' && state.question.creditCode === creditCode) return;
    throw new RefusalError(checkNotFound());
  }
}

@CommandHandler(ResolveObjection)
export class ResolveObjectionHandler implements ICommandHandler<ResolveObjection> {
  constructor(private readonly objections: ObjectionCommands) {}

  async execute({ context, objectionId, input }: ResolveObjection): Promise<ObjectionResult> {
    if (!isDemandId(objectionId)) throw new RefusalError(objectionNotFound());
    const answer = orThrow(readObjectionAnswer(input));
    return this.objections.run(context, objectionId, (state) => resolveObjection(answer, state));
  }
}

function answerOf(history: readonly RecordedEvent[]): ObjectionAnswer {
  const events = history.map((event) => upcast<ObjectionEvent>(event, POLICY_UPCASTERS));
  const state = fold(objectionDecider, events);
  const [first, second] = history;
  if (state.status === 'none' || !first) throw new Error('a command left no objection behind');
  const { objectionId, creditCode, awardYear, list, clause, checkId, text, facts } = state.raised;
  return {
    id: objectionId,
    creditCode,
    awardYear,
    list: list ?? null,
    clause,
    checkId: checkId ?? null,
    text,
    facts: facts ?? [],
    state: state.status,
    raisedAt: first.recordedAt,
    raisedBy: first.metadata['actor'] ?? '',
    outcome: state.outcome,
    reason: state.reason,
    resolvedAt: second?.recordedAt ?? null,
    resolvedBy: second?.metadata['actor'] ?? null,
  };
}
