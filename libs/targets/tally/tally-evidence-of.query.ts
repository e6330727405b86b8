import { QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ReadModels, type ReadPosition } from '#libs/event-store/projections/read-models.js';
import { formatYuan } from '#libs/kernel/money.js';
import { Refusal, RefusalError } from '#libs/kernel/refusal.js';
import { resolveAsOf } from '#libs/runtime/http/as-of.js';
import type { FigureVintage } from '#libs/statistics/queries.js';
import { defaultRule, isGrowthRule, type GrowthRule } from '../domain/counting-rule.js';
import { INDICATOR_CODES, isIndicatorCode, type IndicatorCode } from '../domain/indicators.js';
import { TallyEvidenceOf, type EvidenceItem, type TallyEvidenceAnswer } from '../queries.js';
import { tokenOf } from './cite.js';
import type { RecordRule } from './counted-rows.sql.js';
import { figuresUsed, knownGrowth } from './known-figures.js';
import { recordEvidence, type RecordRow } from './record-evidence.js';
import { TALLY_PROJECTIONS } from './tally-projections.js';
import type { TallyScope } from './tally-scope.js';
import { planKnownAt } from './target-plans.js';

interface Found {
  readonly items: readonly EvidenceItem[];
  readonly total: number;
}

/** Answers what a number is made of, by the same rule and from the same rows as the number. */
@QueryHandler(TallyEvidenceOf)
export class TallyEvidenceOfHandler implements IQueryHandler<TallyEvidenceOf, TallyEvidenceAnswer> {
  constructor(
    private readonly readModels: ReadModels,
    private readonly queryBus: QueryBus,
  ) {}

  /** @throws RefusalError 404 `indicator-not-found` */
  async execute(query: TallyEvidenceOf): Promise<TallyEvidenceAnswer> {
    const { regionCode, year, request } = query;
    const indicator = knownIndicator(query.indicator);
    const asOf = resolveAsOf(request.asOf, query.now);
    const at = await this.readModels.resolve(TALLY_PROJECTIONS, request);
    const scope: TallyScope = { regionCode, year, asOf, position: at.position };
    const plan = await planKnownAt(this.readModels, regionCode, year, at.position);
    const item = plan?.items.find((one) => one.indicator === indicator);
    const rule = item?.countingRule ?? defaultRule(indicator);
    const found = isGrowthRule(rule)
      ? await this.figures(rule, scope, at, query)
      : await this.records(rule, scope, at, query);
    return {
      region: regionCode,
      year,
      indicator,
      asOf,
      knownAt: at.knownAt,
      position: at.token,
      ...found,
      page: request.page,
      pageSize: request.pageSize,
    };
  }

  private async records(
    rule: RecordRule,
    scope: TallyScope,
    at: ReadPosition,
    { request, ownCreditCode: own }: TallyEvidenceOf,
  ): Promise<Found> {
    const { page, pageSize } = request;
    const found = await recordEvidence(this.readModels, rule, scope, { page, pageSize, own });
    return { total: found.total, items: found.rows.map((row) => recordItem(row, rule, at)) };
  }

  private async figures(
    rule: GrowthRule,
    scope: TallyScope,
    at: ReadPosition,
    { request, ownCreditCode: own }: TallyEvidenceOf,
  ): Promise<Found> {
    // A region's figures are no holder's own record.
    if (own !== undefined) return { items: [], total: 0 };
    const used = figuresUsed(await knownGrowth(this.queryBus, rule, scope));
    const from = (request.page - 1) * request.pageSize;
    const items = used.slice(from, from + request.pageSize);
    return { total: used.length, items: items.map((figure) => figureItem(figure, at)) };
  }
}

function knownIndicator(code: string): IndicatorCode {
  if (isIndicatorCode(code)) return code;
  const known = INDICATOR_CODES.join('、');
  throw new RefusalError(Refusal.notFound('indicator-not-found', `没有该指标，可用：${known}`));
}

function recordItem(row: RecordRow, rule: RecordRule, at: ReadPosition): EvidenceItem {
  const isMoney = rule.measure === 'contracts';
  return {
    recognitionId: row.recognitionId,
    kind: row.kind,
    number: row.number,
    creditCode: row.creditCode,
    enterpriseName: row.enterpriseName,
    title: row.title,
    regionCode: row.regionCode,
    countedOn: row.countedOn,
    amount: row.amount === null ? null : formatYuan(row.amount),
    contribution: isMoney ? formatYuan(row.contribution) : String(row.contribution),
    series: null,
    period: null,
    eventId: row.eventIds.at(-1) ?? '',
    eventIds: row.eventIds,
    position: tokenOf(at, row.position),
    sourceTitle: row.sourceTitle,
  };
}

function figureItem(figure: FigureVintage, at: ReadPosition): EvidenceItem {
  return {
    recognitionId: null,
    kind: null,
    number: null,
    creditCode: null,
    enterpriseName: null,
    title: null,
    regionCode: figure.regionCode,
    countedOn: figure.publishedOn,
    amount: figure.value,
    contribution: null,
    series: figure.series,
    period: figure.period,
    eventId: figure.eventId,
    eventIds: [figure.eventId],
    position: tokenOf(at, figure.position),
    sourceTitle: figure.sourceTitle,
  };
}
