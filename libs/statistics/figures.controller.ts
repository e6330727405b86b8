import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { CommandContext } from '#libs/kernel/command-context.js';
import { Roles } from '#libs/runtime/auth/roles.decorator.js';
import { CommandAnswer } from '#libs/runtime/http/command-answer.js';
import { Context } from '#libs/runtime/http/command-context.decorator.js';
import { CsvList } from '#libs/runtime/http/csv.js';
import { PagedAsKnownQuery } from '#libs/runtime/http/query.dto.js';
import { IsRegionCode, IsSafeText } from '#libs/runtime/http/validators.js';
import { PublishFigure } from './commands.js';
import { FIGURE_SERIES } from './domain/events.js';
import { CALIBER_LABELS, STATUS_LABELS } from './domain/series.js';
import { FigureDto, FiguresDto } from './figures.answers.js';
import { PublishFigureDto } from './publish-figure.dto.js';
import { FiguresOf, type FigureAnswer, type FigureRow, type FiguresOfAnswer } from './queries.js';

class FiguresQuery extends PagedAsKnownQuery {
  @IsRegionCode({ optional: true, description: '行政区划代码；不填为所有区域' })
  regionCode?: string;

  @IsSafeText({ max: 10, optional: true, description: '自该年或年月起的期间', example: '2021' })
  from?: string;

  @IsSafeText({ max: 10, optional: true, description: '到该年或年月止的期间', example: '2023-06' })
  to?: string;
}

@ApiTags('统计数')
@ApiBearerAuth()
@Roles('officer', 'statistician')
@Controller('api/v1/figures')
export class FiguresController {
  constructor(
    private readonly commandBus: CommandBus,
    private readonly queryBus: QueryBus,
  ) {}

  @Post()
  @ApiOperation({
    summary: '登记一个已发布的统计数',
    description: '修订即再登记一次，各版本都保留；同一版本重复登记答 200，不重复入账。',
  })
  @ApiCreatedResponse({ type: FigureDto })
  @ApiOkResponse({ type: FigureDto, description: '该版本此前已登记' })
  async publish(
    @Context() context: CommandContext,
    @Body() body: PublishFigureDto,
  ): Promise<CommandAnswer<FigureAnswer>> {
    const result = await this.commandBus.execute(new PublishFigure(context, body));
    const { figure, created, revision, position } = result;
    return new CommandAnswer(figure, { status: created ? 201 : 200, revision, position });
  }

  @Get(':series')
  @ApiOperation({
    summary: '一项统计指标的各期各版本，附同比与强度',
    description:
      '每个版本一行，按区域、期间、发布日期排列。同比、强度按所问时点计算，不入库：' +
      '要看公报当日的算法，以公报发布日为 asOf 查询即可。',
  })
  @ApiParam({ name: 'series', enum: FIGURE_SERIES })
  @ApiOkResponse({ type: FiguresDto })
  @CsvList<FigureRow>('统计数', [
    { key: 'regionCode', header: '行政区划代码' },
    { key: 'period', header: '期间' },
    { key: 'value', header: '数值（元）' },
    { key: 'caliber', header: '统计范围', value: (row) => labelOf(CALIBER_LABELS, row.caliber) },
    { key: 'status', header: '数据状态', value: (row) => STATUS_LABELS[row.status] },
    { key: 'publishedOn', header: '发布日期' },
    { key: 'latest', header: '最新版本' },
    { key: 'growth', header: '同比增长（%）' },
    { key: 'intensity', header: '投入强度（%）' },
    { key: 'share', header: '占一般公共预算支出（%）' },
    { key: 'sourceTitle', header: '来源' },
    { key: 'recordedAt', header: '入账时刻' },
    { key: 'eventId', header: '事件编号' },
    { key: 'position', header: '位置标记' },
  ])
  list(@Param('series') series: string, @Query() query: FiguresQuery): Promise<FiguresOfAnswer> {
    return this.queryBus.execute<FiguresOf, FiguresOfAnswer>(
      new FiguresOf(series, query, new Date().toISOString()),
    );
  }
}

function labelOf(labels: Readonly<Record<string, string>>, code: string | null): string {
  return code === null ? '' : (labels[code] ?? code);
}
