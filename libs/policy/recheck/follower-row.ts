import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';

/** How long a follower counts as alive after a renewal, and how often it renews, ms. */
const LEASE = 5_000;
export const RENEWAL = 1_000;

const ALIVE = `clock_timestamp() + interval '${LEASE} ms'`;

/**
 * The row of a follower: its checkpoint, and who holds it. A lease and not a lock of the session:
 * when a machine disappears, another takes over after seconds.
 */
export class FollowerRow {
  readonly host = randomUUID();

  constructor(
    private readonly pool: Pool,
    private readonly name: string,
    private readonly ledgerId: string,
  ) {}

  /**
   * Takes the follower over, at the position where it stands; undefined while another has it.
   * @param begin where it begins when it has never run
   * @throws Error when it belongs to another ledger
   */
  async take(begin: () => Promise<bigint>): Promise<bigint | undefined> {
    const known = await this.pool.query('select from policy_follow.follower where name = $1', [
      this.name,
    ]);
    if (known.rowCount === 0) await this.install(await begin());
    const { rows } = await this.pool.query<{ position: string; ledger_id: string }>(
      `update policy_follow.follower set host = $2, alive_until = ${ALIVE}
       where name = $1 and (host = $2 or host is null or alive_until < clock_timestamp())
       returning position, ledger_id`,
      [this.name, this.host],
    );
    const [row] = rows;
    if (row && row.ledger_id !== this.ledgerId) {
      throw new Error(`${this.name} follows ledger ${row.ledger_id}, this is ${this.ledgerId}`);
    }
    return row && BigInt(row.position);
  }

  /** The first process to come decides where the follower begins. */
  private async install(position: bigint): Promise<void> {
    await this.pool.query(
      `insert into policy_follow.follower (name, ledger_id, position) values ($1, $2, $3)
       on conflict (name) do nothing`,
      [this.name, this.ledgerId, String(position)],
    );
  }

  /** False when another process has taken over. */
  async renew(): Promise<boolean> {
    return this.hold(`alive_until = ${ALIVE}`);
  }

  /** Moves the checkpoint. False when another process has taken over. */
  async moveTo(position: bigint): Promise<boolean> {
    return this.hold(`alive_until = ${ALIVE}, position = greatest(position, $3)`, [
      String(position),
    ]);
  }

  /** Another process may go on at once. */
  async release(): Promise<void> {
    await this.hold('host = null, alive_until = null');
  }

  private async hold(set: string, values: readonly string[] = []): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `update policy_follow.follower set ${set} where name = $1 and host = $2`,
      [this.name, this.host, ...values],
    );
    return rowCount === 1;
  }
}
