import type { CommandContext } from '#libs/kernel/command-context.js';
import type { Decider } from '#libs/kernel/decider.js';
import type { DomainEvent } from '#libs/kernel/event.js';
import { Refusal, RefusalError } from '#libs/kernel/refusal.js';
import { uuidV5 } from '#libs/kernel/uuid.js';
import type { ClaimAnswer, CommandLog } from './command-log.js';
import {
  WrongExpectedRevision,
  type AppendResult,
  type EventStore,
  type NewEvent,
  type RecordedEvent,
} from './port.js';
import { upcast, type Upcasters } from './upcasting.js';

/** Times a command is decided anew after somebody else wrote to its stream first. */
const MAX_ATTEMPTS = 8;

/** One command on one stream. */
export interface StreamCommand<State, E extends DomainEvent> {
  readonly stream: string;
  readonly context: CommandContext;
  readonly decider: Decider<State, E>;
  readonly upcasters?: Upcasters;
  /** Number issued for this command, remembered with its claim. */
  readonly number?: string;
  /**
   * True for a command that as a rule makes its stream: it is decided on a stream that does not
   * exist, and only when there is one after all, or the decision has no events, is the stream read.
   */
  readonly founds?: boolean;
  /**
   * What the decision waits for besides, under way already: it goes on beside the claim, and what it
   * is refused with the command is refused with.
   */
  readonly needs?: Promise<unknown>;
  /** Pure decision on the folded state; `revision` is -1n for a stream that does not exist. */
  readonly decide: (state: State, revision: bigint) => readonly E[] | Refusal;
}

export interface CommandResult<State> {
  /** State after the command; for a repeat: as it was right after the command's own events. */
  readonly state: State;
  readonly revision: bigint;
  /** Position of the last event that `state` is made of. */
  readonly position: bigint;
  /** Record time of that event. */
  readonly recordedAt: string;
  /** True when this command's own events are in the stream (also when a retry finds them there). */
  readonly appended: boolean;
}

/** Id of the n-th event of a command: the same on every retry. */
export function eventIdOf(commandId: string, index: number): string {
  return uuidV5(commandId, `event:${index}`);
}

/**
 * Read, fold, decide, append with the revision that was read; when another writer was faster, once
 * more from the start. Idempotency is looked at before `If-Match`, so that a client that repeats a
 * request whose answer got lost is told what it did, not that it is stale.
 */
export class CommandRunner {
  constructor(
    private readonly store: EventStore,
    private readonly log: CommandLog,
  ) {}

  /**
   * @throws RefusalError with the decision's refusal, 409 `idempotency-key-reused`,
   *   412 `stale-revision`, 409 `concurrent-change` when other writers keep winning
   */
  async run<State, E extends DomainEvent>(
    command: StreamCommand<State, E>,
  ): Promise<CommandResult<State>> {
    // Heard below; until then nobody listens.
    command.needs?.catch(() => undefined);
    const claim = await this.claim(command);
    await command.needs;
    const founded = claim?.fresh === false ? undefined : await this.found(command);
    if (founded) return founded;
    const answeredRevision = claim?.answeredRevision ?? null;
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      const history = await this.store.readStream(command.stream);
      const repeat = repeatOf(command, history, answeredRevision);
      if (repeat) return repeat;
      const result = await this.attempt(command, history);
      if (result) return result;
    }
    throw new RefusalError(
      Refusal.conflict('concurrent-change', '其他操作正在同时修改同一条记录，请稍后重试'),
    );
  }

  /**
   * The append itself finds out whether there is a stream, which spares reading what is not there.
   * Whatever else there is to say, also a refusal, is said by whoever has looked.
   */
  private async found<State, E extends DomainEvent>(
    command: StreamCommand<State, E>,
  ): Promise<CommandResult<State> | undefined> {
    const { context, decider } = command;
    if (command.founds !== true || context.ifRevision !== undefined) return undefined;
    const decision = command.decide(decider.initial, -1n);
    if (decision instanceof Refusal || decision.length === 0) return undefined;
    return this.append(command, { state: decider.initial, revision: -1n }, decision);
  }

  /** Undefined when the stream moved on between read and append: it has to be read again. */
  private async attempt<State, E extends DomainEvent>(
    command: StreamCommand<State, E>,
    history: readonly RecordedEvent[],
  ): Promise<CommandResult<State> | undefined> {
    const { context } = command;
    const revision = BigInt(history.length) - 1n;
    refuseStale(context, revision);
    const state = foldRecorded(command, history);
    const decision = command.decide(state, revision);
    if (decision instanceof Refusal) throw new RefusalError(decision);
    if (decision.length === 0) {
      if (context.idempotent && revision >= 0n)
        await this.log.answered(context.commandId, revision);
      return resultAt(command, history, revision, false);
    }
    return this.append(command, { state, revision }, decision);
  }

  /** Undefined when the stream is not where the decision was made, or holds these events already. */
  private async append<State, E extends DomainEvent>(
    command: StreamCommand<State, E>,
    { state, revision }: { readonly state: State; readonly revision: bigint },
    decision: readonly E[],
  ): Promise<CommandResult<State> | undefined> {
    const { context, stream } = command;
    try {
      const appended = await this.store.append({
        stream,
        expected: revision < 0n ? 'no-stream' : revision,
        events: decision.map((event, index) => toNewEvent(event, index, context)),
      });
      // Taken for a repeat by its event ids, which say nothing of their content: what is stored holds.
      if (appended.outcome === 'repeated') return undefined;
      return resultAfter(command, state, decision, appended);
    } catch (error) {
      if (error instanceof WrongExpectedRevision) return undefined;
      throw error;
    }
  }

  private async claim<State, E extends DomainEvent>(
    command: StreamCommand<State, E>,
  ): Promise<ClaimAnswer | undefined> {
    const { context, stream, number } = command;
    if (!context.idempotent) return undefined;
    const claim = await this.log.claim({
      commandId: context.commandId,
      bodyHash: context.bodyHash,
      stream,
      number: number ?? null,
    });
    refuseReusedKey(claim.bodyHash, context);
    return claim;
  }
}

/** @throws RefusalError 409 `idempotency-key-reused` when the same key came with another body */
export function refuseReusedKey(claimedHash: string, context: CommandContext): void {
  if (claimedHash === context.bodyHash) return;
  throw new RefusalError(
    Refusal.conflict(
      'idempotency-key-reused',
      '该 Idempotency-Key 已用于另一份内容；重试请发送相同内容，新操作请换用新的 Idempotency-Key',
    ),
  );
}

function refuseStale(context: CommandContext, revision: bigint): void {
  if (context.ifRevision === undefined || context.ifRevision === revision) return;
  throw new RefusalError(
    new Refusal(
      'stale',
      'stale-revision',
      `记录已被他人更新（当前修订号 ${revision}，If-Match 为 ${context.ifRevision}），请重新读取后再改`,
    ),
  );
}

function resultAfter<State, E extends DomainEvent>(
  command: StreamCommand<State, E>,
  state: State,
  events: readonly E[],
  { revision, position, recordedAt }: AppendResult,
): CommandResult<State> {
  const after = events.reduce(command.decider.evolve, state);
  return { state: after, revision, position, recordedAt, appended: true };
}

function repeatOf<State, E extends DomainEvent>(
  command: StreamCommand<State, E>,
  history: readonly RecordedEvent[],
  answeredRevision: bigint | null,
): CommandResult<State> | undefined {
  if (answeredRevision !== null) return resultAt(command, history, answeredRevision, false);
  const own = history.findLast((e) => e.metadata['commandId'] === command.context.commandId);
  return own && resultAt(command, history, own.revision, true);
}

function resultAt<State, E extends DomainEvent>(
  command: StreamCommand<State, E>,
  history: readonly RecordedEvent[],
  revision: bigint,
  appended: boolean,
): CommandResult<State> {
  const seen = history.slice(0, Number(revision) + 1);
  const last = seen.at(-1);
  return {
    state: foldRecorded(command, seen),
    revision,
    position: last?.position ?? 0n,
    recordedAt: last?.recordedAt ?? command.context.now,
    appended,
  };
}

function foldRecorded<State, E extends DomainEvent>(
  command: StreamCommand<State, E>,
  history: readonly RecordedEvent[],
): State {
  return history
    .map((event) => upcast<E>(event, command.upcasters))
    .reduce(command.decider.evolve, command.decider.initial);
}

/** An event as it goes into the store: ids derive from the command, the actor stays an opaque id. */
export function toNewEvent(event: DomainEvent, index: number, context: CommandContext): NewEvent {
  return {
    id: eventIdOf(context.commandId, index),
    type: event.type,
    data: event.data,
    metadata: {
      schemaVersion: String(event.schemaVersion),
      actor: context.actor.id,
      role: context.actor.role,
      correlationId: context.correlationId,
      source: context.source,
      commandId: context.commandId,
      bodyHash: context.bodyHash,
      ...(context.recordedAt === undefined ? {} : { recordedAt: context.recordedAt }),
    },
  };
}
