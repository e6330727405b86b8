import type { Pool } from 'pg';
import { orThrow, Refusal, RefusalError } from '#libs/kernel/refusal.js';
import type { EventStore } from '../port.js';
import { formatPosition, parsePosition } from '../position-token.js';
import { parseKnownAt } from './known-at.js';
import type { ProjectionSignal } from './projection-signal.js';
import { ReadModels, type ReadPosition, type ReadRequest } from './read-models.js';
import { recordClock } from './record-clock.projection.js';
import { selectRows } from './sql-rows.js';
import { inTransaction } from './transaction.js';

/** Longest wait for a projection, or for an instant to be closed, ms. */
const LONGEST_WAIT = 10_000;
/** Between looks at the checkpoints, ms: short at first, since most waits are. */
const SHORTEST_PAUSE = 5;
const LONGEST_PAUSE = 100;
/** Pause between looks at the horizon, ms. */
const HORIZON_PAUSE = 5;
/** See {@link PostgresReadModels.requireExisting}. */
const CLOSINGS = 3;

const READ = 'begin transaction read only; set local search_path to rm, public';
const LOWEST = `
  select case when count(g.name) < cardinality($1::text[]) then null else min(g.position) end as position,
    coalesce(bool_or(r.error is not null), false) as stopped
  from unnest($1::text[]) n(name)
  left join projection.generation g on g.name = n.name and g.live and g.ledger_id = $2
  left join projection.runner r on r.name = n.name`;
const FIRST_RISE =
  'select before from rm.record_clock where recorded_at > $1 order by recorded_at limit 1';

export interface ReadModelsOptions {
  /** Default 10 s. */
  readonly longestWaitMs?: number;
  /** ISO instant; default the clock of this process. */
  readonly now?: () => string;
}

/** Read models in the PostgreSQL that the projections write to. */
export class PostgresReadModels extends ReadModels {
  private readonly longestWait: number;
  private readonly now: () => string;
  private closed = false;

  constructor(
    private readonly pool: Pool,
    private readonly store: EventStore,
    private readonly signal: ProjectionSignal,
    options: ReadModelsOptions = {},
  ) {
    super();
    this.longestWait = options.longestWaitMs ?? LONGEST_WAIT;
    this.now = options.now ?? (() => new Date().toISOString());
  }

  override query<Row extends object = Record<string, unknown>>(
    sql: string,
    parameters: readonly unknown[] = [],
  ): Promise<Row[]> {
    return inTransaction(this.pool, READ, (client) => selectRows<Row>(client, sql, parameters));
  }

  override async resolve(
    projections: readonly string[],
    request: ReadRequest,
  ): Promise<ReadPosition> {
    const { ledgerId } = this.store;
    const now = this.now();
    const after =
      request.after === undefined ? undefined : orThrow(parsePosition(ledgerId, request.after));
    const moment =
      request.knownAt === undefined
        ? undefined
        : orThrow(parseKnownAt(request.knownAt, ledgerId, now));
    if (after !== undefined) await this.waitForToken(projections, after);
    if (moment === undefined) {
      return this.cite(await this.waitForLowest(projections, 0n), null);
    }
    if ('position' in moment) {
      await this.waitForToken(projections, moment.position);
      return this.cite(moment.position, formatPosition(ledgerId, moment.position));
    }
    const position = await this.prefixKnownAt(moment.instant);
    await this.waitFor(projections, position);
    return this.cite(position, moment.instant);
  }

  override async waitFor(projections: readonly string[], position: bigint): Promise<void> {
    await this.waitForLowest(projections, position);
  }

  /** Ends all waiting with a 503: the process is shutting down. */
  close(): void {
    this.closed = true;
    this.signal.wakeAll();
  }

  private cite(position: bigint, knownAt: string | null): ReadPosition {
    return { position, token: formatPosition(this.store.ledgerId, position), knownAt };
  }

  /** Waits for a position that a client named; it may name one that does not exist. */
  private async waitForToken(projections: readonly string[], position: bigint): Promise<void> {
    const { lowest } = await this.look(projections);
    if (lowest !== undefined && lowest >= position) return;
    await this.requireExisting(position);
    await this.waitFor(projections, position);
  }

  /** The lowest checkpoint of the projections, once it is at least `position`. */
  private async waitForLowest(projections: readonly string[], position: bigint): Promise<bigint> {
    const deadline = Date.now() + this.longestWait;
    for (let pause = SHORTEST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      const { lowest, stopped } = await this.look(projections);
      if (lowest !== undefined && lowest >= position) return lowest;
      // One that has stopped will not get there within the wait.
      if (stopped || this.closed || Date.now() >= deadline) throw behind();
      await this.signal.next(projections, pause);
    }
  }

  private async look(
    projections: readonly string[],
  ): Promise<{ readonly lowest: bigint | undefined; readonly stopped: boolean }> {
    const values = [projections, this.store.ledgerId];
    const { rows } = await this.pool.query<{ position: string | null; stopped: boolean }>(
      LOWEST,
      values,
    );
    const [row] = rows;
    const position = row?.position ?? null;
    const lowest = position === null ? undefined : BigInt(position);
    return { lowest, stopped: row?.stopped ?? false };
  }

  /**
   * Refuses a token of this ledger that no event has reached. A position handed out before this
   * call is settled at the latest when the horizon has closed anew for the third time: the first
   * closing may be older than the call, the second may stem from a look begun before it.
   */
  private async requireExisting(position: bigint): Promise<void> {
    const deadline = Date.now() + this.longestWait;
    let closings = 0;
    for (let last: string | undefined; ; await pause(HORIZON_PAUSE)) {
      const { safe, closedAt } = await this.store.horizon();
      if (safe >= position) return;
      if (closedAt !== undefined && closedAt !== last) closings += 1;
      last = closedAt;
      if (closings === CLOSINGS) throw notYetExisting();
      if (this.closed || Date.now() >= deadline) throw behind();
    }
  }

  /**
   * The prefix of the ledger that was known at an instant. Answered only once the instant is closed:
   * either an event recorded later is there, or the horizon has closed it and the record clock has
   * come as far. Whatever is appended afterwards is recorded later, so the answer is the same for ever.
   */
  private async prefixKnownAt(instant: string): Promise<bigint> {
    const deadline = Date.now() + this.longestWait;
    // Its table has to be there before it can be asked.
    await this.waitFor([recordClock.name], 0n);
    for (;;) {
      const rise = await this.firstRiseAfter(instant);
      if (rise !== undefined) return rise;
      const { safe, closedAt } = await this.store.horizon();
      if (closedAt !== undefined && closedAt >= instant) {
        await this.waitFor([recordClock.name], safe);
        return (await this.firstRiseAfter(instant)) ?? safe;
      }
      if (this.closed || Date.now() >= deadline) throw behind();
      await pause(HORIZON_PAUSE);
    }
  }

  private async firstRiseAfter(instant: string): Promise<bigint | undefined> {
    const [row] = await this.query<{ before: string }>(FIRST_RISE, [instant]);
    return row && BigInt(row.before);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function behind(): RefusalError {
  return new RefusalError(
    new Refusal(
      'unavailable',
      'read-model-behind',
      '查询所需的数据尚在整理，未能在 10 秒内就绪，请稍后重试',
    ),
  );
}

function notYetExisting(): RefusalError {
  return new RefusalError(
    new Refusal(
      'malformed',
      'unknown-position',
      '位置标记指向台账中尚不存在的位置，应为此前应答头 Registry-Position 给出的值',
    ),
  );
}
