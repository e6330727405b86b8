import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';

/** How long a host counts as alive after a renewal, and how often it renews, ms. */
const LEASE = 5_000;
const RENEWAL = 1_000;

/**
 * Says that this process is alive and may run projections. A lease and not a lock of the session:
 * when a machine disappears without closing its connections, the others take over after seconds
 * instead of after the network's own time-outs.
 */
export class HostLease {
  readonly id = randomUUID();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly pool: Pool) {}

  async start(): Promise<void> {
    await this.pool.query(
      `delete from projection.host where alive_until < clock_timestamp() - interval '1 hour'`,
    );
    await this.renew();
    this.timer = setInterval(() => void this.renew().catch(() => undefined), RENEWAL);
  }

  /** Gives everything this host runs free at once. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.pool
      .query('delete from projection.host where id = $1', [this.id])
      .catch(() => undefined);
  }

  /** A renewal that a crash takes back does no harm, so it need not reach the disk. */
  private async renew(): Promise<void> {
    await this.pool.query(`begin; set local synchronous_commit = off;
      insert into projection.host (id, alive_until)
        values ('${this.id}', clock_timestamp() + interval '${LEASE} ms')
        on conflict (id) do update set alive_until = excluded.alive_until;
      commit`);
  }
}
