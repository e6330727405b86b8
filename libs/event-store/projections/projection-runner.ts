import { setTimeout as sleep } from 'node:timers/promises';
import { isDatabaseTrouble } from '#libs/runtime/database/database-trouble.js';
import { foreground } from '#libs/runtime/http/foreground.js';
import { EventStoreUnavailable, type Page, type RecordedEvent } from '../port.js';
import { applyPage, type Step } from './apply-page.js';
import {
  BuildRunning,
  buildGeneration,
  createFirstGeneration,
  type BuildTools,
} from './build-generation.js';
import { findLive, type Generation } from './generations.js';
import type { ProjectionDefinition } from './projection.js';
import { Turns } from './turns.js';
import { isStopped, setCaughtUp, setFailure, takeOver } from './runner-rows.js';

const PAGE_SIZE = 1000;
/** Pauses, ms: between tries to take over, after an outage, and between looks for a repair. */
const TAKE_OVER_PAUSE = 500;
/** After a swap, or when the store is being closed before the runner. */
const HANDED_ON_PAUSE = 20;
const OUTAGE_PAUSE = 500;
const REPAIR_PAUSE = 1_000;
/**
 * While short pages keep coming they are gathered: all runners of a process look at these moments, ms.
 * Seldom while the process answers requests of which none waits for this projection.
 */
const GATHER_EVERY = 50;
const GATHER_WHILE_ANSWERING = 500;

export interface RunnerLog {
  info(message: string): void;
  error(message: string): void;
}

/** A projection could not apply an event; carries which one. */
class ProjectionFailure extends Error {
  constructor(
    readonly event: RecordedEvent,
    cause: unknown,
  ) {
    super(`${event.type} ${event.id} at ${event.position}: ${messageOf(cause)}`, { cause });
  }
}

/**
 * Keeps one projection up to date, as the only one of all processes that try to. An outage is waited
 * out; a failure of the projection stops it, visibly, until the next start or a rebuild: it never
 * skips an event.
 */
export class ProjectionRunner {
  private readonly abort = new AbortController();
  private done: Promise<void> | undefined;
  private lastShortPage = 0;

  constructor(
    private readonly tools: BuildTools,
    private readonly definition: ProjectionDefinition,
    private readonly host: string,
    private readonly log: RunnerLog,
    /** Shared by the runners of a process. */
    private readonly turns = new Turns(),
  ) {}

  start(): void {
    this.done ??= this.run();
  }

  async stop(): Promise<void> {
    this.abort.abort();
    await this.done;
  }

  private async run(): Promise<void> {
    let fresh = true;
    while (!this.abort.signal.aborted) {
      try {
        if (!(await takeOver(this.tools.pool, this.definition.name, this.host))) {
          await this.pause(TAKE_OVER_PAUSE);
          continue;
        }
        // Whatever stopped it before, a new start is a new try.
        if (fresh) await this.markFailure(undefined);
        fresh = false;
        await this.follow();
        await this.pause(HANDED_ON_PAUSE);
      } catch (error) {
        await this.handle(error);
      }
    }
  }

  /** Follows the log until another host or a swap takes the generation away. */
  private async follow(): Promise<void> {
    const { pool, store, signal } = this.tools;
    const { name, filter } = this.definition;
    let generation = await this.liveGeneration();
    if (!generation) return;
    this.log.info(`${name}: from position ${generation.position}`);
    const messages = store.subscribe({
      after: generation.position,
      pageSize: PAGE_SIZE,
      signal: this.abort.signal,
      ...(filter && { filter }),
    });
    for await (const message of messages) {
      if (message.kind === 'page') {
        const moved = await this.inTurn(generation, message.page);
        if (!moved) return;
        generation = moved;
        signal.moved(name);
        if (message.page.events.length < PAGE_SIZE) await this.gather();
      } else {
        await setCaughtUp(pool, name, this.host, message.kind === 'caughtUp');
      }
    }
  }

  /**
   * A page after a quiet time is answered at once; of those that follow closely there are a few a
   * second, however many appends there are. Each is a transaction, in every projection, on a machine
   * that has commands to answer. The same moments for all, because then they share what they read.
   */
  private async gather(): Promise<void> {
    const { signal: readers } = this.tools;
    const now = Date.now();
    const busy = now - this.lastShortPage < 2 * GATHER_EVERY;
    this.lastShortPage = now;
    if (!busy) return;
    await this.pause(until(GATHER_EVERY));
    if (foreground.busy) {
      const { name } = this.definition;
      await readers.wanted(name, until(GATHER_WHILE_ANSWERING), this.abort.signal);
    }
    this.lastShortPage = Date.now();
  }

  /**
   * While requests are answered the projections take turns: all at once, at the same moment, they
   * would have the database to themselves, and whoever asks it something meanwhile would feel that.
   */
  private inTurn(generation: Generation, page: Page): Promise<Generation | undefined> {
    const apply = () => this.apply(generation, page);
    return foreground.busy ? this.turns.take(apply) : apply();
  }

  /** The generation to follow; built first when there is none, or only one of another version. */
  private async liveGeneration(): Promise<Generation | undefined> {
    const { pool, store } = this.tools;
    const { name, version } = this.definition;
    if (!(await findLive(pool, name))) await createFirstGeneration(this.tools, this.definition);
    const live = await findLive(pool, name);
    if (live && live.ledgerId !== store.ledgerId) {
      throw new Error(
        `its checkpoint belongs to ledger ${live.ledgerId}, but this is ledger ${store.ledgerId}`,
      );
    }
    if (live?.version === version) return live;
    if (live && live.version > version) {
      throw new Error(
        `its tables are of version ${live.version}, but this program makes version ${version}; ` +
          `to go back, run: npm run projections -- rebuild ${name}`,
      );
    }
    this.log.info(`${name}: building version ${version} beside ${live?.version ?? 'nothing'}`);
    await buildGeneration(this.tools, this.definition, { abort: this.abort.signal });
    return this.abort.signal.aborted ? undefined : findLive(pool, name);
  }

  /** A page at once; when that fails, event by event, to stop exactly before the one that cannot be applied. */
  private async apply(generation: Generation, page: Page): Promise<Generation | undefined> {
    try {
      return await this.applyStep(generation, page);
    } catch (error) {
      if (isOutage(error) || page.events.length === 0) throw error;
    }
    let at: Generation | undefined = generation;
    for (const event of page.events) {
      try {
        at = await this.applyStep(at, { events: [event], checkpoint: event.position });
      } catch (error) {
        throw isOutage(error) ? error : new ProjectionFailure(event, error);
      }
      if (!at) return undefined;
    }
    return this.applyStep(at, { events: [], checkpoint: page.checkpoint });
  }

  private applyStep(generation: Generation, step: Step): Promise<Generation | undefined> {
    return applyPage(this.tools.pool, this.definition, generation, step);
  }

  private async handle(error: unknown): Promise<void> {
    if (this.abort.signal.aborted) return;
    if (isOutage(error) || error instanceof BuildRunning) {
      await this.pause(OUTAGE_PAUSE);
      return;
    }
    await this.markFailure(error);
    const { name } = this.definition;
    while (!this.abort.signal.aborted && (await this.stillStopped(name))) {
      await this.pause(REPAIR_PAUSE);
    }
  }

  private async markFailure(error: unknown): Promise<void> {
    const { name } = this.definition;
    if (error === undefined) {
      await setFailure(this.tools.pool, name, this.host, undefined);
      return;
    }
    const message = messageOf(error).slice(0, 1000);
    const position = error instanceof ProjectionFailure ? error.event.position : undefined;
    this.log.error(`${name}: stopped: ${message}`);
    await setFailure(this.tools.pool, name, this.host, { message, position }).catch(
      () => undefined,
    );
  }

  private async stillStopped(name: string): Promise<boolean> {
    return isStopped(this.tools.pool, name).catch(() => true);
  }

  private async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.abort.signal }).catch(() => undefined);
  }
}

/** ms to the next moment that is a multiple of `every`. */
function until(every: number): number {
  return every - (Date.now() % every);
}

function isOutage(error: unknown): boolean {
  return error instanceof EventStoreUnavailable || isDatabaseTrouble(error);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : JSON.stringify(error);
}
