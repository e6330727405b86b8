import { Inject, Injectable, Logger } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { EVENT_STORE, type EventStore } from '#libs/event-store/port.js';
import { dateInShanghai } from '#libs/kernel/calendar-date.js';
import { Breath } from '#libs/runtime/queue/breath.js';
import { jobContext, sameCommandId } from '../command-ids.js';
import { RecordStandingVerdicts } from '../commands.js';
import type { ListVersion } from '../domain/evaluate/evaluate-list.js';
import type { CausingEvent } from '../domain/events.js';
import { reads } from '../domain/list/reads.js';
import type { ListResult } from '../domain/result.js';
import { standingKey } from '../domain/standing.js';
import { Evaluation } from '../facts/evaluation.js';
import { LastFacts, type LastFact } from './last-facts.js';
import { StandingQuestions, type StandingQuestion } from './standing-questions.js';

/** A first look at an enterprise: every clause is new to it. */
const FIRST = 'enterprise.registered';

/** An event that touched facts of an enterprise; `facts` undefined: which ones is not known. */
export interface Touch extends LastFact {
  readonly facts: readonly string[] | undefined;
}

/**
 * Brings what stands for some enterprises up to date after facts of theirs have changed. Clauses
 * hang together by exclusivity and caps, so a list is evaluated as a whole, but only where a clause
 * reads what has changed, and only changes are written.
 */
@Injectable()
export class Recheck {
  private readonly logger = new Logger(Recheck.name);

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly commandBus: CommandBus,
    private readonly evaluation: Evaluation,
    private readonly questions: StandingQuestions,
    private readonly lastFacts: LastFacts,
  ) {}

  /**
   * @param position what is known: these events at least
   * @throws RefusalError 503 when a read model does not get there in time
   */
  async after(touches: readonly Touch[], position: bigint, signal?: AbortSignal): Promise<void> {
    const codes = [...new Set(touches.map(({ creditCode }) => creditCode))];
    if (codes.length === 0) return;
    const today = dateInShanghai(new Date().toISOString());
    for (const each of await this.questions.of(codes, today, position)) {
      if (signal?.aborted === true) return;
      await this.answer(each, touches, position);
    }
  }

  /**
   * To be called when verdicts known at `position` have been recorded: where facts have changed
   * since, whoever followed them may have found nothing to change yet.
   */
  async overtaken(creditCodes: readonly string[], position: bigint): Promise<void> {
    if (creditCodes.length === 0) return;
    const later = await this.lastFacts.later(creditCodes, position);
    if (later.length === 0) return;
    const { safe } = await this.store.horizon();
    await this.after(
      later.map((fact) => ({ ...fact, facts: undefined })),
      safe,
    );
  }

  private async answer(
    { question, creditCodes }: StandingQuestion,
    touches: readonly Touch[],
    position: bigint,
  ): Promise<void> {
    const version = await this.evaluation.version(question, position);
    const causes = causesOf(touches, new Set(creditCodes), version);
    const results = await this.evaluation.many([...causes.keys()], version, question, position);
    const breath = new Breath();
    for (const [creditCode, result] of results) {
      if (result instanceof Error) {
        // Not skipped for ever: the run of the next day looks at it again, and names it.
        this.logger.error(`one enterprise could not be re-checked: ${result.message}`);
        continue;
      }
      await this.record(creditCode, result, causes.get(creditCode) ?? [], position);
      await breath.take();
    }
  }

  private async record(
    creditCode: string,
    result: ListResult,
    events: readonly CausingEvent[],
    knownPosition: bigint,
  ): Promise<void> {
    const because = { kind: 'facts', events } as const;
    const input = { creditCode, knownPosition, result, because };
    const key = standingKey(result.awardYear, result.list);
    const id = sameCommandId('recheck', creditCode, key, result.asOf, String(knownPosition));
    await this.commandBus.execute(new RecordStandingVerdicts(jobContext(because, id), input));
  }
}

/** By enterprise, the events that touched something a clause reads, and which clauses. */
export function causesOf(
  touches: readonly Touch[],
  creditCodes: ReadonlySet<string>,
  { list, before }: ListVersion,
): ReadonlyMap<string, readonly CausingEvent[]> {
  // What a superseded version reads counts where it judges along (从旧).
  const read = [list, ...(before ? [before.list] : [])].flatMap(({ clauses, exclusivity }) =>
    clauses.map((clause) => ({ id: clause.id, facts: reads(clause, exclusivity) })),
  );
  const causes = new Map<string, CausingEvent[]>();
  for (const { creditCode, event, facts } of touches) {
    if (!creditCodes.has(creditCode)) continue;
    const all = facts === undefined || event.type === FIRST;
    const clauses = read
      .filter((clause) => all || facts.some((fact) => clause.facts.has(fact)))
      .map(({ id }) => id);
    if (clauses.length === 0) continue;
    const known = causes.get(creditCode) ?? [];
    const touched = [...new Set(clauses)];
    causes.set(creditCode, [...known, { id: event.id, type: event.type, clauses: touched }]);
  }
  return causes;
}
