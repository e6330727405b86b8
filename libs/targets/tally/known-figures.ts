import type { QueryBus } from '@nestjs/cqrs';
import { parseYuan } from '#libs/kernel/money.js';
import { parsePeriod, type FigureSeries } from '#libs/statistics/domain/events.js';
import {
  FiguresKnownAt,
  type FigureVintage,
  type FiguresKnownAtAnswer,
} from '#libs/statistics/queries.js';
import type { GrowthRule } from '../domain/counting-rule.js';
import { growthAsOf, type GrowthAnswer, type Vintage } from '../domain/growth.js';
import type { TallyScope } from './tally-scope.js';

const SERIES_OF: Readonly<Record<GrowthRule['measure'], FigureSeries>> = {
  'fiscal-growth': 'fiscal-sci-tech-expenditure',
  'rd-growth': 'rd-expenditure',
};

/** A vintage that knows where it comes from. */
export interface KnownFigure extends Vintage {
  readonly figure: FigureVintage;
}

/** Growth of the asked region's own figures: a city's is published, not added up from counties. */
export async function knownGrowth(
  queryBus: QueryBus,
  rule: GrowthRule,
  scope: TallyScope,
): Promise<GrowthAnswer<KnownFigure>> {
  const figures = await queryBus.execute<FiguresKnownAt, FiguresKnownAtAnswer>(
    new FiguresKnownAt(SERIES_OF[rule.measure], scope.regionCode, scope.position),
  );
  return growthAsOf(rule, scope.year, figures.flatMap(toVintage), scope.asOf);
}

/** The vintages that the answer is made of: the plan year's, or those shown until it is known. */
export function figuresUsed(growth: GrowthAnswer<KnownFigure>): readonly FigureVintage[] {
  const rate = growth.actual ?? growth.latestPublished;
  if (rate === null) return [];
  return rate.base === null ? [rate.now.figure] : [rate.now.figure, rate.base.figure];
}

function toVintage(figure: FigureVintage): KnownFigure[] {
  const period = parsePeriod(figure.period);
  const fen = parseYuan(figure.value);
  if (period === undefined || fen === undefined) return [];
  const { caliber, publishedOn, position } = figure;
  return [{ ...period, fen, caliber, publishedOn, position, figure }];
}
