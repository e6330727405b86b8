import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { isDatabaseTrouble } from '#libs/runtime/database/database-trouble.js';
import { Breath } from '#libs/runtime/queue/breath.js';
import { EventStoreUnavailable, type EventStore, type RecordedEvent } from '../port.js';
import type { RunnerLog } from '../projections/projection-runner.js';
import { sealEvents, type ChainHead, type Seal } from './chain.js';
import type { Digest } from './digest.js';
import { appendSeals, lastSeal, openChain } from './seal-rows.js';
import { setSealerError, takeSealer } from './sealer-rows.js';

const PAGE_SIZE = 1_000;
/** Events sealed before others get their turn: a whole page takes as long as a dozen requests. */
const SLICE = 100;
/** Pauses, ms: between tries to take over, after an outage, and after a failure. */
const TAKE_OVER_PAUSE = 500;
const OUTAGE_PAUSE = 500;
const FAILURE_PAUSE = 5_000;
/** At the end of the log: a few pages a second instead of one for every append. */
const GATHER_PAUSE = 300;

export interface SealerTools {
  readonly pool: Pool;
  readonly store: EventStore;
  readonly digest: Digest;
}

/** The chain cannot be continued honestly; a person has to look. */
class ChainBroken extends Error {}

/**
 * Seals what is settled in the ledger, as the only one of all processes that try to. It follows the
 * log as a projection does, so never beyond the safe end, on any store. An outage is waited out. A
 * failure is logged, marked where every process sees it, and tried again: the registry goes on
 * without seals rather than stop.
 */
export class Sealer {
  private readonly abort = new AbortController();
  private done: Promise<void> | undefined;
  private chain: number | undefined;
  private lastFailure: string | undefined;

  constructor(
    private readonly tools: SealerTools,
    private readonly host: string,
    private readonly log: RunnerLog,
  ) {}

  start(): void {
    this.done ??= this.run();
  }

  /** Ends after the page at hand. */
  async stop(): Promise<void> {
    this.abort.abort();
    await this.done;
  }

  private async run(): Promise<void> {
    while (!this.abort.signal.aborted) {
      try {
        await this.sealOn();
        await this.pause(TAKE_OVER_PAUSE);
      } catch (error) {
        await this.handle(error);
      }
    }
  }

  /** Follows the log until another host has moved the head. */
  private async sealOn(): Promise<void> {
    const { pool, store, digest } = this.tools;
    // Not kept: a break that was recorded meanwhile has begun another segment.
    this.chain = (await openChain(pool, store.ledgerId)).chain;
    if (!(await takeSealer(pool, this.chain, this.host))) return;
    let head = await this.soundHead();
    await this.cleared();
    const { signal } = this.abort;
    for await (const message of store.subscribe({
      after: head.position,
      pageSize: PAGE_SIZE,
      signal,
    })) {
      if (message.kind !== 'page' || message.page.events.length === 0) continue;
      const { events } = message.page;
      const moved = await appendSeals(pool, head, await sealInSlices(head, events, digest));
      if (!moved) return;
      head = moved;
      if (events.length < PAGE_SIZE) await this.pause(GATHER_PAUSE);
    }
  }

  /** @throws ChainBroken when going on would bury that seals or events have gone */
  private async soundHead(): Promise<ChainHead> {
    const { pool, store } = this.tools;
    const head = await openChain(pool, store.ledgerId);
    const last = await lastSeal(pool, head.chain, head.position);
    const same =
      head.lastSeal === head.position && head.digest.equals(last?.digest ?? head.opening);
    if (!same) throw new ChainBroken(`the last seal is not the chain's head at ${head.position}`);
    const { safe, closedAt } = await store.horizon();
    if (closedAt !== undefined && safe < head.position) {
      throw new ChainBroken(`sealed up to ${head.position}, but the ledger ends at ${safe}`);
    }
    return head;
  }

  private async handle(error: unknown): Promise<void> {
    if (this.abort.signal.aborted) return;
    if (error instanceof EventStoreUnavailable || isDatabaseTrouble(error)) {
      await this.pause(OUTAGE_PAUSE);
      return;
    }
    const reason = (error instanceof Error ? error.message : String(error)).slice(0, 1000);
    if (reason !== this.lastFailure) {
      this.lastFailure = reason;
      this.log.error(`not sealing: ${reason}`);
    }
    await this.mark(reason).catch(() => undefined);
    await this.pause(FAILURE_PAUSE);
  }

  private async cleared(): Promise<void> {
    this.lastFailure = undefined;
    await this.mark(undefined);
  }

  private async mark(reason: string | undefined): Promise<void> {
    if (this.chain === undefined) return;
    await setSealerError(this.tools.pool, this.chain, this.host, reason);
  }

  private async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.abort.signal }).catch(() => undefined);
  }
}

async function sealInSlices(
  head: ChainHead,
  events: readonly RecordedEvent[],
  digest: Digest,
): Promise<readonly Seal[]> {
  const seals: Seal[] = [];
  const breath = new Breath();
  for (let from = 0; from < events.length; from += SLICE) {
    const last = seals.at(-1)?.digest ?? head.digest;
    const slice = events.slice(from, from + SLICE);
    seals.push(...sealEvents({ ...head, digest: last }, slice, digest));
    await breath.take();
  }
  return seals;
}
