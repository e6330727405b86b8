import { Injectable } from '@nestjs/common';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import { AWARDS_PROJECTION } from '../awards/awards.projection.js';
import type { GrantedAward } from '../domain/facts/facts.js';

interface GrantRow {
  readonly award_id: string;
  readonly credit_code: string;
  readonly list: string;
  readonly clause: string;
  readonly award_year: number;
  readonly granted: string;
  readonly events: readonly string[];
}

/** $1 credit codes, $2 position, $3 day. What is only on its way promises nothing and is no fact. */
const GRANTS = `
  SELECT award_id, credit_code, list, clause, award_year, granted, events FROM awards_versions
  WHERE credit_code = ANY ($1) AND known_from <= $2 AND (known_to IS NULL OR known_to > $2)
    AND granted IS NOT NULL AND granted_on <= $3
  ORDER BY credit_code, award_id`;

/** Money that was awarded, as a prefix of the ledger knows it. */
@Injectable()
export class KnownAwards {
  constructor(private readonly readModels: ReadModels) {}

  /**
   * Awards approved by `asOf`, what was paid back taken off; one that was waived, rejected or paid
   * back as a whole after that is `revoked`.
   * @returns of each code that has any
   * @throws RefusalError 503 when the read model does not get there in time
   */
  async of(
    creditCodes: readonly string[],
    asOf: string,
    position: bigint,
  ): Promise<ReadonlyMap<string, readonly GrantedAward[]>> {
    await this.readModels.waitFor([AWARDS_PROJECTION], position);
    const rows = await this.readModels.query<GrantRow>(GRANTS, [
      creditCodes,
      String(position),
      asOf,
    ]);
    const awards = new Map<string, GrantedAward[]>();
    for (const row of rows) {
      const own = awards.get(row.credit_code) ?? [];
      own.push(awardOf(row));
      awards.set(row.credit_code, own);
    }
    return awards;
  }
}

function awardOf(row: GrantRow): GrantedAward {
  const { award_id: awardId, list, clause, award_year: awardYear, events } = row;
  const amount = BigInt(row.granted);
  const state = amount > 0n ? 'granted' : 'revoked';
  return { awardId, list, clause, awardYear, amount, state, events };
}
