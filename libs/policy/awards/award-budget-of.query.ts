import { Inject } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { EVENT_STORE, type EventStore } from '#libs/event-store/port.js';
import { formatPosition } from '#libs/event-store/position-token.js';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import { upcast } from '#libs/event-store/upcasting.js';
import { fold } from '#libs/kernel/decider.js';
import { formatYuan, type Fen } from '#libs/kernel/money.js';
import { paidOf, storedFen, type Award } from '../domain/awards/award.js';
import {
  allLimits,
  budgetDecider,
  covers,
  held,
  type Budget,
  type Reservation,
} from '../domain/awards/budget.js';
import {
  AWARD_UPCASTERS,
  awardBudgetStream,
  type AwardBudgetEvent,
} from '../domain/awards/events.js';
import { limitsOf, type Limit } from '../domain/awards/limits.js';
import { AwardLists } from './award-lists.js';
import { AWARDS_PROJECTION, type AwardRow } from './awards.projection.js';
import { AwardBudgetOf, type BudgetAnswer, type BudgetFigures } from './queries.js';

/** One award's money, as far as it is held against the budget. */
interface HeldMoney {
  readonly reservation: Reservation;
  /** As its read model knows it; undefined: not approved (yet). */
  readonly award: Award | undefined;
}

@QueryHandler(AwardBudgetOf)
export class AwardBudgetOfHandler implements IQueryHandler<AwardBudgetOf> {
  constructor(
    private readonly lists: AwardLists,
    private readonly readModels: ReadModels,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  async execute({ list, awardYear, request }: AwardBudgetOf): Promise<BudgetAnswer> {
    const { list: document } = await this.lists.inForce(list, awardYear);
    const stored = await this.store.readStream(awardBudgetStream(list, awardYear));
    const events = stored.map((event) => upcast<AwardBudgetEvent>(event, AWARD_UPCASTERS));
    const budget = fold(budgetDecider, events);
    const at = await this.readModels.resolve([AWARDS_PROJECTION], request);
    const money = await this.moneyOf(budget, list, awardYear);
    const limits = allLimits(limitsOf(document), budget).filter((l) => l.scope !== 'enterprise');
    const figures = (limit: Pick<Limit, 'clauses'>, max: Fen | null) =>
      figuresOf(
        max,
        money.filter(({ reservation }) => covers(limit, reservation)),
      );
    return {
      list,
      awardYear,
      set: setOf(budget),
      whenShort: budget.whenShort,
      notice: budget.notice,
      total: figures({}, smallest(limits.filter((l) => l.clauses === undefined))),
      clauses: document.clauses.map(({ id }) => {
        const own = limits.filter((l) => l.clauses?.length === 1 && l.clauses[0] === id);
        return { clause: id, ...figures({ clauses: [id] }, smallest(own)) };
      }),
      shared: limits.flatMap(({ clauses, text, max }) =>
        clauses !== undefined && clauses.length > 1
          ? [{ clauses, text, ...figures({ clauses }, max) }]
          : [],
      ),
      pending: money.filter((m) => !m.award?.approval).map((m) => m.reservation.awardId),
      revision: stored.length - 1,
      position: formatPosition(this.store.ledgerId, at.position),
    };
  }

  private async moneyOf(
    budget: Budget,
    list: string,
    awardYear: number,
  ): Promise<readonly HeldMoney[]> {
    const rows = await this.readModels.query<Pick<AwardRow, 'award_id' | 'state'>>(
      `SELECT award_id, state FROM awards_versions
       WHERE known_to IS NULL AND list = $1 AND award_year = $2 AND granted IS NOT NULL`,
      [list, awardYear],
    );
    const awards = new Map(rows.map((row) => [row.award_id, row.state]));
    return held(budget).map((reservation) => ({
      reservation,
      award: awards.get(reservation.awardId),
    }));
  }
}

function setOf({ isSet, total, clauses }: Budget): BudgetAnswer['set'] {
  if (!isSet) return null;
  const amounts = [...clauses].map(([clause, max]) => [clause, formatYuan(max)] as const);
  return {
    total: total === null ? null : formatYuan(total),
    clauses: Object.fromEntries(amounts),
  };
}

function smallest(limits: readonly Limit[]): Fen | null {
  return limits.reduce<Fen | null>(
    (least, { max }) => (least === null || max < least ? max : least),
    null,
  );
}

function figuresOf(max: Fen | null, money: readonly HeldMoney[]): BudgetFigures {
  const sum = (of: (held: HeldMoney) => Fen) => money.reduce((total, each) => total + of(each), 0n);
  const reserved = sum(({ reservation }) => reservation.amount);
  const left = max === null ? null : max - reserved;
  return {
    cap: max === null ? null : formatYuan(max),
    reserved: formatYuan(reserved),
    approved: formatYuan(
      sum(({ award }) => (award?.approval ? storedFen(award.approval.amount) : 0n)),
    ),
    paid: formatYuan(sum(({ award }) => (award ? paidOf(award) : 0n))),
    clawedBack: formatYuan(sum(({ reservation }) => reservation.clawedBack)),
    left: left === null ? null : formatYuan(left > 0n ? left : 0n),
  };
}
