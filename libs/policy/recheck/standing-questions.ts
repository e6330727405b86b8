import { Injectable } from '@nestjs/common';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import { yearOf, type CalendarDate } from '#libs/kernel/calendar-date.js';
import type { RunQuestion } from '../domain/events.js';
import { POLICY_PROJECTION } from '../lists/policy.projection.js';
import { ELIGIBILITY_PROJECTION } from '../standing/eligibility.projection.js';

/** A question whose answer stands, and for which enterprises. */
export interface StandingQuestion {
  readonly question: RunQuestion & { readonly list: string };
  readonly creditCodes: readonly string[];
}

/** Published lists with a version in force in the award year, as known at $1; those that assess pay nobody. */
const IN_FORCE = `
  SELECT DISTINCT list_id FROM policy_versions
  WHERE published_from <= $1 AND known_from <= $1
    AND effective_from <= make_date($2, 12, 31) AND effective_to >= make_date($2, 1, 1)
    AND coalesce(document ->> 'purpose', 'benefits') = 'benefits'
  ORDER BY list_id`;

/** Which of the enterprises have something standing by a list for a year. */
const STANDING = `SELECT credit_code FROM eligibility_heads
  WHERE credit_code = ANY ($1) AND award_year = $2 AND list = $3`;

/**
 * What stands is of today, for every list in force this year; and for those of last year where it
 * stands already: a year is settled in the next one's spring.
 */
@Injectable()
export class StandingQuestions {
  constructor(private readonly readModels: ReadModels) {}

  /** Lists that are in force in an award year. @throws RefusalError 503 */
  async inForce(awardYear: number, position: bigint): Promise<readonly string[]> {
    await this.readModels.waitFor([POLICY_PROJECTION], position);
    const rows = await this.readModels.query<{ list_id: string }>(IN_FORCE, [
      String(position),
      awardYear,
    ]);
    return rows.map((row) => row.list_id);
  }

  /** @throws RefusalError 503 */
  async of(
    creditCodes: readonly string[],
    today: CalendarDate,
    position: bigint,
  ): Promise<readonly StandingQuestion[]> {
    const year = yearOf(today);
    const now = (await this.inForce(year, position)).map((list) => ({
      question: { asOf: today, awardYear: year, list },
      creditCodes,
    }));
    const before: StandingQuestion[] = [];
    for (const list of await this.inForce(year - 1, position)) {
      const standing = await this.standing(creditCodes, year - 1, list, position);
      const question = { asOf: today, awardYear: year - 1, list };
      if (standing.length > 0) before.push({ question, creditCodes: standing });
    }
    return [...now, ...before];
  }

  private async standing(
    creditCodes: readonly string[],
    awardYear: number,
    list: string,
    position: bigint,
  ): Promise<readonly string[]> {
    await this.readModels.waitFor([ELIGIBILITY_PROJECTION], position);
    const rows = await this.readModels.query<{ credit_code: string }>(STANDING, [
      creditCodes,
      awardYear,
      list,
    ]);
    return rows.map((row) => row.credit_code);
  }
}
