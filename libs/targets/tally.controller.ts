import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Allow } from 'class-validator';
import type { Actor } from '#libs/kernel/actor.js';
import { CurrentActor } from '#libs/runtime/auth/current-actor.decorator.js';
import { visibleCreditCode } from '#libs/runtime/auth/own-enterprise.js';
import { Roles } from '#libs/runtime/auth/roles.decorator.js';
import { CsvList } from '#libs/runtime/http/csv.js';
import { AsKnownQuery, PagedAsKnownQuery } from '#libs/runtime/http/query.dto.js';
import { INDICATOR_CODES } from './domain/indicators.js';
import {
  TallyEvidenceOf,
  TallyOf,
  type EvidenceItem,
  type TallyAnswer,
  type TallyEvidenceAnswer,
} from './queries.js';
import { TargetAddress } from './target-address.js';
import { TallyDto, TallyEvidenceDto } from './targets.answers.js';

class EvidenceAddress extends TargetAddress {
  /** Unknown ones are 404, which the question itself says. */
  @ApiProperty({ enum: INDICATOR_CODES, description: '指标代码' })
  @Allow()
  indicator: string;
}

@ApiTags('完成情况')
@ApiBearerAuth()
@Controller('api/v1/targets/:regionCode/:year/tally')
export class TallyController {
  constructor(private readonly queryBus: QueryBus) {}

  @Get()
  @Roles('officer', 'statistician')
  @ApiOperation({
    summary: '一个区域一年各项目标的完成情况',
    description:
      'asOf 为截至日（事实发生的日期），knownAt 为入账截止时点（台账当时知道的）；' +
      '同一 asOf、同一 knownAt 的应答永远相同。市、省按其全部记录重新统计，不是各县相加。',
  })
  @ApiOkResponse({ type: TallyDto })
  tally(
    @Param() { regionCode, year }: TargetAddress,
    @Query() query: AsKnownQuery,
  ): Promise<TallyAnswer> {
    return this.queryBus.execute<TallyOf, TallyAnswer>(
      new TallyOf(regionCode, Number(year), query, new Date().toISOString()),
    );
  }

  @Get(':indicator/evidence')
  @Roles('officer', 'statistician', 'enterprise')
  @ApiOperation({
    summary: '一个数字背后的台账记录（增长类为所用的统计数）',
    description: '各条 contribution 之和即 actual。企业账号只看到本企业的记录。',
  })
  @ApiOkResponse({ type: TallyEvidenceDto })
  @CsvList<EvidenceItem>('佐证', [
    { key: 'recognitionId', header: '台账编号' },
    { key: 'number', header: '编号' },
    { key: 'creditCode', header: '统一社会信用代码' },
    { key: 'enterpriseName', header: '单位名称' },
    { key: 'title', header: '名称' },
    { key: 'series', header: '统计指标' },
    { key: 'period', header: '期间' },
    { key: 'regionCode', header: '计入区域' },
    { key: 'countedOn', header: '计入日' },
    { key: 'amount', header: '金额（元）' },
    { key: 'contribution', header: '计入数' },
    { key: 'sourceTitle', header: '来源' },
    { key: 'eventId', header: '事件编号' },
    { key: 'position', header: '位置标记' },
  ])
  evidence(
    @Param() { regionCode, year, indicator }: EvidenceAddress,
    @Query() query: PagedAsKnownQuery,
    @CurrentActor() actor: Actor,
  ): Promise<TallyEvidenceAnswer> {
    const own = visibleCreditCode(actor);
    return this.queryBus.execute<TallyEvidenceOf, TallyEvidenceAnswer>(
      new TallyEvidenceOf(
        regionCode,
        Number(year),
        indicator,
        query,
        new Date().toISOString(),
        own,
      ),
    );
  }
}
