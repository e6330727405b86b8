import { ApiProperty } from '@nestjs/swagger';
import { Allow } from 'class-validator';
import { SourceDto } from '#libs/runtime/http/validators.js';
import { FIGURE_SERIES } from './domain/events.js';
import type { PublishFigureInput } from './domain/figure.js';

/**
 * Names the fields; their rules are the decision's (`readFigure`), which seeds and imports pass too
 * and which says everything that is wrong at once.
 */
export class PublishFigureDto implements PublishFigureInput {
  @ApiProperty({
    enum: FIGURE_SERIES,
    description: '统计指标：全社会研发投入、财政科技支出（206）、地区生产总值、一般公共预算支出',
    example: 'rd-expenditure',
  })
  @Allow()
  series: unknown;

  @ApiProperty({
    type: String,
    pattern: '^\\d{6}$',
    description: '行政区划代码',
    example: '411323',
  })
  @Allow()
  regionCode: unknown;

  @ApiProperty({
    type: String,
    pattern: '^\\d{4}(-(0[1-9]|1[0-2])/ytd)?$',
    description: '期间：2023 为全年，2023-06/ytd 为 1–6 月累计',
    example: '2022',
  })
  @Allow()
  period: unknown;

  @ApiProperty({
    oneOf: [{ type: 'string' }, { type: 'number' }],
    description: '数值，以 unit 计；精确换算为元，细于 1 分的不收',
    example: '5.24',
  })
  @Allow()
  value: unknown;

  @ApiProperty({
    enum: ['yuan', 'wan-yuan', 'yi-yuan'],
    description: '元、万元、亿元',
    example: 'yi-yuan',
  })
  @Allow()
  unit: unknown;

  @ApiProperty({
    enum: ['whole-county', 'county-level'],
    required: false,
    description: '统计范围，只用于财政两项：全县（默认）、县本级',
  })
  @Allow()
  caliber?: unknown;

  @ApiProperty({
    enum: ['preliminary', 'final', 'revised'],
    required: false,
    description: '快报、决算或年报、修订；不填时累计为快报、全年首次为决算或年报、再次为修订',
  })
  @Allow()
  status?: unknown;

  @ApiProperty({ type: String, format: 'date', description: '发布日期', example: '2023-10-12' })
  @Allow()
  publishedOn: unknown;

  @ApiProperty({ type: SourceDto, description: '来源文件' })
  @Allow()
  source: unknown;
}
