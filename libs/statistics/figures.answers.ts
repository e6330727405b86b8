import { ApiProperty } from '@nestjs/swagger';
import { FIGURE_SERIES, type FigureSeries, type FigureStatus } from './domain/events.js';
import type { FigureAnswer, FigureRow, FiguresOfAnswer } from './queries.js';

const POSITION = { description: '位置标记', example: '3f9a1c20.4711' };

export class FigureDto implements FigureAnswer {
  @ApiProperty({ enum: FIGURE_SERIES, example: 'rd-expenditure' })
  series: FigureSeries;

  @ApiProperty({ example: '411323' })
  regionCode: string;

  @ApiProperty({ example: '2022' })
  period: string;

  @ApiProperty({ description: '元，两位小数', example: '524000000.00' })
  value: string;

  @ApiProperty({ enum: ['yuan'] })
  unit: 'yuan';

  @ApiProperty({ type: String, nullable: true, enum: ['whole-county', 'county-level', null] })
  caliber: string | null;

  @ApiProperty({ enum: ['preliminary', 'final', 'revised'] })
  status: FigureStatus;

  @ApiProperty({ format: 'date', example: '2023-10-12' })
  publishedOn: string;

  @ApiProperty({ example: '2022年西峡县研发投入统计公报（样例）' })
  sourceTitle: string;

  @ApiProperty({ format: 'date-time', description: '入账时刻' })
  recordedAt: string;

  @ApiProperty({ format: 'uuid' })
  eventId: string;

  @ApiProperty(POSITION)
  position: string;
}

export class FigureRowDto extends FigureDto implements FigureRow {
  @ApiProperty({ description: '是否为该期间截至所问日期的最新版本' })
  latest: boolean;

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      '同比增长（%），四位小数；基数取截至所问日期的最新版本，无基数或基数不大于 0 时为 null',
    example: '12.2119',
  })
  growth: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: '研发投入强度（研发投入 ÷ 地区生产总值，%）',
    example: '1.8600',
  })
  intensity: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: '财政科技支出占一般公共预算支出的比重（%）',
    example: '3.7200',
  })
  share: string | null;
}

export class FiguresDto implements FiguresOfAnswer {
  @ApiProperty({ enum: FIGURE_SERIES })
  series: FigureSeries;

  @ApiProperty({ format: 'date', description: '截至日', example: '2023-12-31' })
  asOf: string;

  @ApiProperty({ type: String, nullable: true, description: '入账截止时点，未指定为 null' })
  knownAt: string | null;

  @ApiProperty(POSITION)
  position: string;

  @ApiProperty({ type: [FigureRowDto] })
  items: readonly FigureRowDto[];

  @ApiProperty({ example: 1 })
  total: number;

  @ApiProperty({ example: 1 })
  page: number;

  @ApiProperty({ example: 50 })
  pageSize: number;
}
