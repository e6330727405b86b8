import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { coded } from '#libs/runtime/http/request/coded-message.js';
import { PagedQuery } from '#libs/runtime/http/query.dto.js';
import type { RunStatus } from '../domain/eligibility-run.js';
import { DISCLAIMER } from '../domain/result.js';
import type { RunAnswer, RunSummary } from '../queries.js';

const STATUSES = [
  'queued',
  'running',
  'paused',
  'completed',
  'failed',
  'cancelled',
] as const satisfies readonly RunStatus[];

export class RunsQuery extends PagedQuery {
  @ApiProperty({ enum: STATUSES, required: false, description: '只看这一状态', example: 'running' })
  @IsOptional()
  @IsIn(STATUSES, { message: coded('status', `状态须为以下之一：${STATUSES.join('、')}`) })
  status?: RunStatus;
}

/** Where a run is, after an officer did something to it. */
export class RunControlledDto {
  @ApiProperty({ format: 'uuid', example: '018cc251-f400-7000-8000-000000000002' })
  id: string;

  @ApiProperty({ enum: STATUSES, example: 'running' })
  status: RunStatus;

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
}

class RunSummaryDto extends RunControlledDto implements RunSummary {
  @ApiProperty({ format: 'date', example: '2023-11-30' })
  asOf: string;

  @ApiProperty({ description: '兑现年度', example: 2023 })
  awardYear: number;

  @ApiProperty({ type: String, nullable: true, example: 'county-science-policy' })
  list: string | null;

  @ApiProperty({ type: Number, nullable: true, example: 1 })
  version: number | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description:
      '由什么发起：officer 经办；publication 清单发布（清单、版本、事件）；day 新的一天（日期）',
    example: { kind: 'day', day: '2023-11-30' },
  })
  trigger: RunSummary['trigger'];

  @ApiProperty({ description: '重试次数', example: 0 })
  retries: number;

  @ApiProperty({ format: 'date-time', example: '2023-11-30T01:00:00.000Z' })
  requestedAt: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  startedAt: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  finishedAt: string | null;

  @ApiProperty({ type: String, nullable: true, description: '失败原因' })
  reason: string | null;
}

export class RunDto extends RunSummaryDto implements RunAnswer {
  @ApiProperty({ description: '入账截止时点', example: '3f9a1c20.4710' })
  knownAt: string;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: '每秒完成的企业数：进行中为近期，已结束为全程；无从得知为 null',
    example: 512.5,
  })
  rate: number | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: '按此速度还需的秒数；不在进行中为 null',
    example: 12,
  })
  etaSeconds: number | null;

  @ApiProperty({
    type: [String],
    description: '未能算出的企业（至多列 200 家），可单独重试',
    example: [],
  })
  failures: readonly string[];

  @ApiProperty({ example: DISCLAIMER })
  disclaimer: string;

  @ApiProperty({ description: '位置标记', example: '3f9a1c20.4799' })
  position: string;
}

export class RunsDto {
  @ApiProperty({ type: [RunSummaryDto] })
  items: readonly RunSummaryDto[];

  @ApiProperty({ example: 1 })
  total: number;

  @ApiProperty({ example: 1 })
  page: number;

  @ApiProperty({ example: 50 })
  pageSize: number;
}
