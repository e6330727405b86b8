import type { Pool } from 'pg';
import { isDatabaseTrouble } from '#libs/runtime/database/database-trouble.js';
import { EventStoreUnavailable, type EventStore } from '../port.js';
import type { ProjectionDefinition } from './projection.js';

export interface ProjectionStatus {
  readonly name: string;
  readonly version: number;
  /** Everything up to here is in the tables. */
  readonly position: bigint;
  /** Last settled event of the log. */
  readonly head: bigint;
  /** Positions between the two; 0n when up to date. */
  readonly lag: bigint;
  /** `stopped`: it failed, or no process runs it. */
  readonly state: 'running' | 'catching-up' | 'stopped';
  /** Why it failed; null when it did not. */
  readonly error: string | null;
  readonly failedPosition: bigint | null;
  /** Where a generation that is being built beside the live one has got to; null: none is. */
  readonly building: bigint | null;
}

interface StatusRow {
  readonly name: string;
  readonly version: number | null;
  readonly position: string | null;
  readonly building: string | null;
  readonly caught_up: boolean | null;
  readonly error: string | null;
  readonly failed_position: string | null;
  readonly hosted: boolean;
}

const STATUS = `
  select n.name, g.version, g.position, b.position as building, r.caught_up, r.error, r.failed_position,
    exists (select from projection.host h where h.id = r.host and h.alive_until > clock_timestamp()) as hosted
  from unnest($1::text[]) with ordinality n(name, o)
  left join projection.generation g on g.name = n.name and g.live and g.ledger_id = $2
  left join lateral (select max(x.position) as position from projection.generation x
    where x.name = n.name and x.generation > g.generation and not x.live) b on true
  left join projection.runner r on r.name = n.name
  order by n.o`;

/** Looks at the projections from any process, also one that runs none of them. */
export class ProjectionMonitor {
  private headAtStart: bigint | undefined;
  private readonly reached = new Set<string>();

  constructor(
    private readonly pool: Pool,
    private readonly store: EventStore,
    private readonly definitions: readonly ProjectionDefinition[],
  ) {}

  /** The state of every projection of this registry, in the order of their definitions. */
  async status(): Promise<ProjectionStatus[]> {
    const { safe } = await this.store.horizon();
    const names = this.definitions.map((definition) => definition.name);
    const { rows } = await this.pool.query<StatusRow>(STATUS, [names, this.store.ledgerId]);
    return rows.map((row) => toStatus(row, safe));
  }

  /**
   * Part of readiness: since this process started every projection, in its present version, has
   * reached the head of the log found at the start, and none has stopped. False while the database
   * is away.
   */
  async caughtUpSinceStart(): Promise<boolean> {
    try {
      this.headAtStart ??= await this.settledHead();
      const statuses = await this.status();
      for (const [index, { name, version, position }] of statuses.entries()) {
        const current = version === this.definitions[index]?.version;
        if (current && position >= (this.headAtStart ?? position + 1n)) this.reached.add(name);
      }
      return statuses.every(({ name, state }) => this.reached.has(name) && state !== 'stopped');
    } catch (error) {
      if (error instanceof EventStoreUnavailable || isDatabaseTrouble(error)) return false;
      throw error;
    }
  }

  /** The head of the log; undefined while it is not known because writers are in flight. */
  private async settledHead(): Promise<bigint | undefined> {
    const { safe, closedAt } = await this.store.horizon();
    return closedAt === undefined ? undefined : safe;
  }
}

function toStatus(row: StatusRow, safe: bigint): ProjectionStatus {
  const position = BigInt(row.position ?? 0);
  const head = safe > position ? safe : position;
  const stopped = row.error !== null || !row.hosted || row.position === null;
  return {
    name: row.name,
    version: row.version ?? 0,
    position,
    head,
    lag: head - position,
    state: stopped ? 'stopped' : row.caught_up ? 'running' : 'catching-up',
    error: row.error,
    failedPosition: row.failed_position === null ? null : BigInt(row.failed_position),
    building: row.building === null ? null : BigInt(row.building),
  };
}
