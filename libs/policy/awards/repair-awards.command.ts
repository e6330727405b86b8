import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import type { CommandContext } from '#libs/kernel/command-context.js';
import { jobContext } from '../command-ids.js';
import { isOver, withdrawnOf } from '../domain/awards/award.js';
import type { AwardKey } from '../domain/awards/events.js';
import { AwardStreams } from './award-streams.js';
import { RepairAwards, type RepairResult } from './commands.js';
import { AwardSettlement } from './settlement.js';

/** Most half-done awards of one look; the next look finds the others. */
const LIMIT = 200;

/** Claims whose award is not there, or is over. */
const CLAIMS = `
  SELECT c.award_id, c.list, c.award_year, c.credit_code, c.clause FROM awards_claims c
  LEFT JOIN awards_versions v ON v.award_id = c.award_id AND v.known_to IS NULL
  WHERE NOT c.released AND (v.award_id IS NULL OR v.is_over)
  ORDER BY c.award_id LIMIT ${LIMIT}`;

/** Reservations without an approval, of an award that is over, or behind its clawbacks. */
const RESERVATIONS = `
  SELECT r.award_id FROM awards_reservations r
  JOIN awards_versions v ON v.award_id = r.award_id AND v.known_to IS NULL
  WHERE NOT r.released AND (v.granted IS NULL OR v.is_over OR v.clawed_back <> r.clawed_back)
  ORDER BY r.award_id LIMIT ${LIMIT}`;

interface ClaimRow {
  readonly award_id: string;
  readonly list: string;
  readonly award_year: number;
  readonly credit_code: string;
  readonly clause: string;
}

/** Finds halves by the read model, and decides by the streams: what is done meanwhile is left alone. */
@CommandHandler(RepairAwards)
export class RepairAwardsHandler implements ICommandHandler<RepairAwards> {
  constructor(
    private readonly readModels: ReadModels,
    private readonly streams: AwardStreams,
    private readonly settlement: AwardSettlement,
  ) {}

  async execute(): Promise<RepairResult> {
    const context = jobContext({});
    const settled: string[] = [];
    for (const row of await this.readModels.query<ClaimRow>(CLAIMS)) {
      if (await this.repairClaim(row, context)) settled.push(row.award_id);
    }
    const rows = await this.readModels.query<{ award_id: string }>(RESERVATIONS);
    for (const { award_id: id } of rows) {
      if (await this.repairReservation(id, context)) settled.push(id);
    }
    return { settled: [...new Set(settled)] };
  }

  private async repairClaim(row: ClaimRow, context: CommandContext): Promise<boolean> {
    const claim = await this.streams.claim(keyIn(row));
    if (claim?.awardId !== row.award_id) return false;
    const before = await this.streams.award(row.award_id);
    const award = before ?? (await this.settlement.completeProposal(claim, context));
    if (award && isOver(award)) return this.settlement.settle(award, context);
    return before === null;
  }

  private async repairReservation(id: string, context: CommandContext): Promise<boolean> {
    const award = await this.streams.award(id);
    if (!award) return false;
    if (award.approval || isOver(award)) return this.settlement.settle(award, context);
    const budget = await this.streams.budget(award.proposal);
    const reservation = budget.reservations.get(id);
    if (!reservation || reservation.released) return false;
    if (reservation.attempt < withdrawnOf(award)) return this.settlement.settle(award, context);
    return this.settlement.completeApproval(award, reservation, context);
  }
}

function keyIn({ list, award_year, credit_code, clause }: ClaimRow): AwardKey {
  return { list, awardYear: award_year, creditCode: credit_code, clause };
}
