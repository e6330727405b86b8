import { ApiProperty } from '@nestjs/swagger';
import { DISCLAIMER } from '../domain/result.js';
import type { RunAnswer } from '../queries.js';

export class RunDto implements RunAnswer {
  @ApiProperty({ format: 'uuid', example: '018cc251-f400-7000-8000-000000000002' })
  id: string;

  @ApiProperty({ enum: ['queued', 'running', 'completed', 'failed'], example: 'running' })
  status: RunAnswer['status'];

  @ApiProperty({ format: 'date', example: '2023-11-30' })
  asOf: string;

  @ApiProperty({ description: '兑现年度', example: 2023 })
  awardYear: number;

  @ApiProperty({ description: '入账截止时点', example: '3f9a1c20.4710' })
  knownAt: string;

  @ApiProperty({ type: String, nullable: true, example: 'county-science-policy' })
  list: string | null;

  @ApiProperty({ type: Number, nullable: true, example: 1 })
  version: number | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: '企业总数；开始前为 null',
    example: 420,
  })
  total: number | null;

  @ApiProperty({ description: '已完成', example: 150 })
  done: number;

  @ApiProperty({ description: '未能算出的', example: 0 })
  failed: number;

  @ApiProperty({ description: '结论有变化的', example: 12 })
  changed: number;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  startedAt: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  finishedAt: string | null;

  @ApiProperty({ type: String, nullable: true, description: '失败原因' })
  reason: string | null;

  @ApiProperty({ example: DISCLAIMER })
  disclaimer: string;

  @ApiProperty({ description: '位置标记', example: '3f9a1c20.4799' })
  position: string;
}
