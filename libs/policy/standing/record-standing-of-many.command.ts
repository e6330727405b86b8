import { Inject } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { toNewEvent } from '#libs/event-store/command-runner.js';
import { EVENT_STORE, type AppendRequest, type EventStore } from '#libs/event-store/port.js';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import type { CommandContext } from '#libs/kernel/command-context.js';
import { foreground } from '#libs/runtime/http/foreground.js';
import { Breath } from '#libs/runtime/queue/breath.js';
import { sameCommandId } from '../command-ids.js';
import {
  RecordStandingOfMany,
  RecordStandingVerdicts,
  type RecordStandingOfManyAnswer,
} from '../commands.js';
import { eligibilityStream } from '../domain/events.js';
import {
  causeKey,
  recordStanding,
  standingDecider,
  standingKey,
  type StandingInput,
} from '../domain/standing.js';
import { headsAsked, headsOf, SELECT_HEADS, type StandingHead } from './head-rows.js';

/**
 * Enterprises appended together: a longer transaction would hold up the commits of those who record,
 * and what readers may see.
 */
const TOGETHER = 100;
const TOGETHER_WHILE_ANSWERING = 25;

interface Change {
  readonly input: StandingInput;
  readonly request: AppendRequest;
}

@CommandHandler(RecordStandingOfMany)
export class RecordStandingOfManyHandler implements ICommandHandler<RecordStandingOfMany> {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly readModels: ReadModels,
    private readonly commandBus: CommandBus,
  ) {}

  async execute({ context, inputs }: RecordStandingOfMany): Promise<RecordStandingOfManyAnswer> {
    const asked = headsAsked(
      inputs.map(({ creditCode, result: { awardYear, list } }) => ({
        creditCode,
        awardYear,
        list,
      })),
    );
    const heads = headsOf(await this.readModels.query(SELECT_HEADS, asked));
    const changed = inputs
      .filter((input) => isDoneAlready(input, heads.get(input.creditCode)))
      .map(({ creditCode }) => creditCode);
    const changes: Change[] = [];
    const breath = new Breath();
    for (const input of inputs) {
      changes.push(...changeOf(input, heads, context));
      await breath.take();
    }
    const together = foreground.busy ? TOGETHER_WHILE_ANSWERING : TOGETHER;
    for (let from = 0; from < changes.length; from += together) {
      changed.push(...(await this.append(changes.slice(from, from + together), context)));
    }
    return { changed: [...new Set(changed)] };
  }

  private async append(
    changes: readonly Change[],
    context: CommandContext,
  ): Promise<readonly string[]> {
    const outcomes = await this.store.appendMany(changes.map(({ request }) => request));
    const changed: string[] = [];
    for (const [index, { input }] of changes.entries()) {
      const isConflict = outcomes[index]?.outcome === 'conflict';
      if (!isConflict || (await this.alone(input, context))) changed.push(input.creditCode);
    }
    return changed;
  }

  /** The read model was behind its stream, or somebody else was faster. */
  private async alone(input: StandingInput, context: CommandContext): Promise<boolean> {
    const own = { ...context, commandId: commandIdOf(input, context) };
    const { changes } = await this.commandBus.execute(new RecordStandingVerdicts(own, input));
    return changes.length > 0;
  }
}

/** True when what stands was written by the same cause: a chunk that is done twice counts alike. */
function isDoneAlready(
  { result, because }: StandingInput,
  head: StandingHead | undefined,
): boolean {
  const standing = head?.state.get(standingKey(result.awardYear, result.list));
  return standing?.cause === causeKey(because);
}

function changeOf(
  input: StandingInput,
  heads: ReadonlyMap<string, StandingHead>,
  context: CommandContext,
): readonly Change[] {
  const head = heads.get(input.creditCode);
  const events = recordStanding(input, head?.state ?? standingDecider.initial);
  if (events.length === 0) return [];
  const own = { ...context, commandId: commandIdOf(input, context) };
  const request: AppendRequest = {
    stream: eligibilityStream(input.creditCode),
    expected: head?.revision ?? 'no-stream',
    events: events.map((event, index) => toNewEvent(event, index, own)),
  };
  return [{ input, request }];
}

/** Done again after a crash, a chunk appends the same event ids and finds them there. */
function commandIdOf({ creditCode, result }: StandingInput, { commandId }: CommandContext): string {
  return sameCommandId(commandId, creditCode, standingKey(result.awardYear, result.list));
}
