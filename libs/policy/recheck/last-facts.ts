import { Inject, Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import type { RecordedEvent } from '#libs/event-store/port.js';
import { PG_POOL } from '#libs/runtime/database/pools.js';

/** The last event that touched facts of an enterprise. */
export interface LastFact {
  readonly creditCode: string;
  readonly event: Pick<RecordedEvent, 'id' | 'type' | 'position'>;
}

/** Which enterprises have facts that an evaluation of an earlier prefix does not know. */
@Injectable()
export class LastFacts {
  constructor(@Inject(PG_POOL) private readonly pool: Pool) {}

  /** Keeps the later of what is known and what is told. */
  async touch(facts: readonly LastFact[]): Promise<void> {
    const last = [...new Map(facts.map((fact) => [fact.creditCode, fact.event]))];
    await this.pool.query(
      `insert into policy_follow.last_fact as f (credit_code, position, event_id, type)
       select * from unnest($1::text[], $2::bigint[], $3::uuid[], $4::text[])
       on conflict (credit_code) do update
         set position = excluded.position, event_id = excluded.event_id, type = excluded.type
         where f.position < excluded.position`,
      [
        last.map(([creditCode]) => creditCode),
        last.map(([, { position }]) => String(position)),
        last.map(([, { id }]) => id),
        last.map(([, { type }]) => type),
      ],
    );
  }

  /** Of these enterprises, those with facts later than `position`. */
  async later(creditCodes: readonly string[], position: bigint): Promise<readonly LastFact[]> {
    const { rows } = await this.pool.query<{
      credit_code: string;
      position: string;
      event_id: string;
      type: string;
    }>(
      `select credit_code, position, event_id, type from policy_follow.last_fact
       where credit_code = any ($1) and position > $2`,
      [creditCodes, String(position)],
    );
    return rows.map((row) => ({
      creditCode: row.credit_code,
      event: { id: row.event_id, type: row.type, position: BigInt(row.position) },
    }));
  }
}
