import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { CommandRunner } from '#libs/event-store/command-runner.js';
import { EVENT_STORE, type EventStore, type RecordedEvent } from '#libs/event-store/port.js';
import { formatPosition } from '#libs/event-store/position-token.js';
import { upcast } from '#libs/event-store/upcasting.js';
import type { CommandContext } from '#libs/kernel/command-context.js';
import type { Refusal } from '#libs/kernel/refusal.js';
import type { DeclarationResult } from './commands.js';
import {
  declarationDecider,
  evolveFigures,
  type Figures,
} from '../domain/declarations/declaration.js';
import type { DeclarationKey } from '../domain/declarations/decisions.js';
import { declarationStream, type DeclarationEvent } from '../domain/declarations/events.js';
import { POLICY_UPCASTERS } from '../domain/events.js';
import type { FactDictionary } from '../domain/facts/dictionary.js';
import { PolicyDictionary } from '../policy-dictionary.js';
import { requireRegistered } from '../registered-enterprise.js';
import { stampOf, type Stamp } from './declarations.projection.js';
import { declarationAnswer } from './figure-answer.js';

type Decision = (
  dictionary: FactDictionary,
  state: Figures,
) => readonly DeclarationEvent[] | Refusal;

/** Runs a decision on the figures of one enterprise's year; what the handlers have in common. */
@Injectable()
export class DeclarationCommands {
  constructor(
    private readonly runner: CommandRunner,
    private readonly queryBus: QueryBus,
    private readonly policy: PolicyDictionary,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  get dictionary(): FactDictionary {
    return this.policy.dictionary;
  }

  /** @throws RefusalError what the decision or the runner refuses */
  async run(
    context: CommandContext,
    key: DeclarationKey,
    decide: Decision,
  ): Promise<DeclarationResult> {
    await requireRegistered(this.queryBus, key.creditCode);
    const stream = declarationStream(key.creditCode, key.year);
    const { revision, position, recordedAt, appended } = await this.runner.run({
      stream,
      context,
      decider: declarationDecider,
      upcasters: POLICY_UPCASTERS,
      decide: (state) => decide(this.dictionary, state),
    });
    const history = await this.store.readStream(stream, { to: revision });
    const declaration = declarationAnswer(this.dictionary, key, foldStamped(history), {
      revision: Number(revision),
      recordedAt,
      position: formatPosition(this.store.ledgerId, position),
    });
    return { declaration, created: appended, position, revision };
  }
}

function foldStamped(history: readonly RecordedEvent[]): Figures<Stamp> {
  return history.reduce<Figures<Stamp>>((figures, recorded) => {
    const event = upcast<DeclarationEvent>(recorded, POLICY_UPCASTERS);
    return evolveFigures(figures, event, stampOf(recorded));
  }, new Map());
}
