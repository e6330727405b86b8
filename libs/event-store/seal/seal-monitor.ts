import type { Pool } from 'pg';
import type { EventStore } from '../port.js';

export interface SealingStatus {
  /** Everything up to here is sealed; 0n: nothing yet. */
  readonly position: bigint;
  /** Last settled event of the log. */
  readonly head: bigint;
  /** Positions between the two (not events: positions have gaps). */
  readonly lag: bigint;
  /** A process that is alive seals, and nothing is in its way. */
  readonly running: boolean;
  /** Why it does not; null when nothing is known to be in the way. */
  readonly error: string | null;
}

interface StatusRow {
  readonly position: string;
  readonly error: string | null;
  readonly hosted: boolean;
}

const STATUS = `select h.position, s.error, exists (select from projection.host p
    where p.id = s.host and p.alive_until > clock_timestamp()) as hosted
  from seal.head h left join seal.sealer s using (chain) where h.ledger_id = $1 and not h.closed`;

/** Looks at the sealing from any process. */
export class SealMonitor {
  constructor(
    private readonly pool: Pool,
    private readonly store: EventStore,
  ) {}

  async status(): Promise<SealingStatus> {
    const { safe } = await this.store.horizon();
    const [row] = (await this.pool.query<StatusRow>(STATUS, [this.store.ledgerId])).rows;
    const position = BigInt(row?.position ?? 0);
    return {
      position,
      head: safe,
      lag: safe > position ? safe - position : 0n,
      running: row?.hosted === true && row.error === null,
      error: row?.error ?? null,
    };
  }
}
