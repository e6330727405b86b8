import { Injectable } from '@nestjs/common';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import { ELIGIBILITY_PROJECTION } from '../standing/eligibility.projection.js';

/** Registered at $1 and not known there to be gone on day $2. */
const ENTERPRISES = `FROM eligibility_enterprises
  WHERE known_from <= $1
    AND NOT coalesce(deregistered_from <= $1 AND deregistered_on <= $2::date, false)`;

/** Every enterprise of the ledger as a prefix knows it, in the order of their codes. */
@Injectable()
export class CountyEnterprises {
  constructor(private readonly readModels: ReadModels) {}

  /** @throws RefusalError 503 when the read model does not get there in time */
  async count(asOf: string, position: bigint): Promise<number> {
    await this.readModels.waitFor([ELIGIBILITY_PROJECTION], position);
    const [row] = await this.readModels.query<{ count: number }>(
      `SELECT count(*)::int AS count ${ENTERPRISES}`,
      [String(position), asOf],
    );
    return row?.count ?? 0;
  }

  /** The next `limit` codes behind `through`. @throws RefusalError 503 */
  async after(
    through: string,
    asOf: string,
    position: bigint,
    limit: number,
  ): Promise<readonly string[]> {
    await this.readModels.waitFor([ELIGIBILITY_PROJECTION], position);
    const rows = await this.readModels.query<{ credit_code: string }>(
      `SELECT credit_code ${ENTERPRISES} AND credit_code > $3 ORDER BY credit_code LIMIT $4`,
      [String(position), asOf, through, limit],
    );
    return rows.map((row) => row.credit_code);
  }
}
