import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { EventFilter, EventStore, Page } from '#libs/event-store/port.js';
import { foreground } from '#libs/runtime/http/foreground.js';
import { FollowerRow, RENEWAL } from './follower-row.js';

const PAGE_SIZE = 500;
/** Pauses, ms: between tries to take over, and after a failure. */
const TAKE_OVER_PAUSE = 500;
const FAILURE_PAUSE = 1_000;
/** After a page at the end of the log, while the process answers requests: a few pages a second will do. */
const GATHER_PAUSE = 500;

export interface FollowerOptions {
  readonly name: string;
  readonly filter: EventFilter;
  /**
   * Does what a page asks for; must be harmless when it is done twice, because a process may die
   * between the work and the checkpoint.
   */
  readonly handle: (page: Page, signal: AbortSignal) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/**
 * Follows the ledger from the position at which it was first started, in one process at a time,
 * with a checkpoint of its own. Never skips a page: what fails is tried until it succeeds.
 */
export class Follower {
  private readonly stopping = new AbortController();
  private readonly row: FollowerRow;
  private done: Promise<void> | undefined;

  constructor(
    pool: Pool,
    private readonly store: EventStore,
    private readonly options: FollowerOptions,
  ) {
    this.row = new FollowerRow(pool, options.name, store.ledgerId);
  }

  start(): void {
    this.done ??= this.run();
  }

  /** Ends after the page at hand; another process may take over at once. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.done;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        const position = await this.row.take(() => this.end());
        if (position === undefined) await this.pause(TAKE_OVER_PAUSE);
        else await this.follow(position);
      } catch (error) {
        if (signal.aborted) break;
        this.options.onError(error);
        await this.pause(FAILURE_PAUSE);
      }
    }
    await this.row.release().catch(() => undefined);
  }

  /** Nothing before the installation is looked at anew: a run over the county does that. */
  private async end(): Promise<bigint> {
    return (await this.store.horizon()).safe;
  }

  /** Until it is stopped, or another process has taken over. */
  private async follow(after: bigint): Promise<void> {
    const lost = new AbortController();
    const signal = AbortSignal.any([this.stopping.signal, lost.signal]);
    const lease = setInterval(() => void this.keep(lost), RENEWAL);
    try {
      const { filter, handle } = this.options;
      const messages = this.store.subscribe({ after, filter, pageSize: PAGE_SIZE, signal });
      for await (const message of messages) {
        if (message.kind !== 'page' || signal.aborted) continue;
        if (message.page.events.length > 0) await handle(message.page, signal);
        if (signal.aborted || !(await this.row.moveTo(message.page.checkpoint))) return;
        if (message.page.events.length < PAGE_SIZE && foreground.busy)
          await this.pause(GATHER_PAUSE);
      }
    } finally {
      clearInterval(lease);
    }
  }

  /** An outage is not a loss: the next page will tell. */
  private async keep(lost: AbortController): Promise<void> {
    if (!(await this.row.renew().catch(() => true))) lost.abort();
  }

  private async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}
