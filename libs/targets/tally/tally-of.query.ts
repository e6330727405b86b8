import { QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import { divide } from '#libs/kernel/ratio.js';
import { regionName } from '#libs/kernel/region.js';
import { resolveAsOf } from '#libs/runtime/http/as-of.js';
import {
  defaultRule,
  describeRule,
  isGrowthRule,
  type CountingRule,
} from '../domain/counting-rule.js';
import type { TargetItem } from '../domain/events.js';
import type { Rate } from '../domain/growth.js';
import { INDICATORS, type Indicator } from '../domain/indicators.js';
import { progressOf, type Rational } from '../domain/progress.js';
import { TallyOf, type IndicatorTally, type TallyAnswer } from '../queries.js';
import { figuresUsed, knownGrowth, type KnownFigure } from './known-figures.js';
import { countRecords, highTechBreakdown } from './record-counts.js';
import { TALLY_PROJECTIONS } from './tally-projections.js';
import type { TallyScope } from './tally-scope.js';
import { planKnownAt } from './target-plans.js';

/** Answers how a region stands, from one prefix of the ledger. */
@QueryHandler(TallyOf)
export class TallyOfHandler implements IQueryHandler<TallyOf, TallyAnswer> {
  constructor(
    private readonly readModels: ReadModels,
    private readonly queryBus: QueryBus,
  ) {}

  async execute({ regionCode, year, request, now }: TallyOf): Promise<TallyAnswer> {
    const asOf = resolveAsOf(request.asOf, now);
    const at = await this.readModels.resolve(TALLY_PROJECTIONS, request);
    const scope: TallyScope = { regionCode, year, asOf, position: at.position };
    const plan = await planKnownAt(this.readModels, regionCode, year, at.position);
    const indicators = await Promise.all(
      INDICATORS.map((indicator) => {
        const item = plan?.items.find((one) => one.indicator === indicator.code);
        return this.tally(indicator, item ?? null, scope);
      }),
    );
    return {
      region: regionCode,
      regionName: regionName(regionCode) ?? null,
      year,
      asOf,
      knownAt: at.knownAt,
      position: at.token,
      indicators,
    };
  }

  private async tally(
    indicator: Indicator,
    item: TargetItem | null,
    scope: TallyScope,
  ): Promise<IndicatorTally> {
    const rule = item?.countingRule ?? defaultRule(indicator.code);
    const counted = await this.count(rule, scope);
    const { gapPoints, ...progress } = progressOf(indicator, item, counted.actual, scope);
    return {
      code: indicator.code,
      name: indicator.name,
      unit: indicator.unit,
      target: item && { op: item.op, value: item.value, commitment: item.commitment },
      ...progress,
      countingRule: rule,
      countingRuleText: describeRule(rule),
      evidenceCount: counted.evidenceCount,
      ...(isGrowthRule(rule) ? { gapPoints } : {}),
      ...counted.beside,
    };
  }

  private async count(rule: CountingRule, scope: TallyScope): Promise<Counted> {
    if (isGrowthRule(rule)) {
      const growth = await knownGrowth(this.queryBus, rule, scope);
      return {
        actual: growth.actual?.percent ?? null,
        evidenceCount: figuresUsed(growth).length,
        beside: growth.actual ? {} : { latestPublished: writeRate(growth.latestPublished) },
      };
    }
    const { sum, records } = await countRecords(this.readModels, rule, scope);
    const actual = { n: sum, d: rule.measure === 'contracts' ? FEN_PER_YUAN : 1n };
    const beside =
      rule.measure === 'high-tech-firms'
        ? { breakdown: await highTechBreakdown(this.readModels, rule, scope) }
        : {};
    return { actual, evidenceCount: records, beside };
  }
}

interface Counted {
  readonly actual: Rational | null;
  readonly evidenceCount: number;
  readonly beside: Pick<IndicatorTally, 'breakdown' | 'latestPublished'>;
}

const FEN_PER_YUAN = 100n;

function writeRate(
  rate: Rate<KnownFigure> | null,
): (IndicatorTally['latestPublished'] & object) | null {
  if (rate === null) return null;
  const { percent, now } = rate;
  return {
    period: now.figure.period,
    growth: percent && divide(percent.n, percent.d, 4),
    publishedOn: now.publishedOn,
  };
}
