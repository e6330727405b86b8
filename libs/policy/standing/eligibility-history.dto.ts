import { ApiProperty } from '@nestjs/swagger';
import { IsQueryInteger, PagedQuery } from '#libs/runtime/http/query.dto.js';
import { IsSafeText } from '#libs/runtime/http/validators.js';
import { FIRST_AWARD_YEAR, LAST_AWARD_YEAR } from '../domain/question.js';
import type { StandingChange } from '../queries.js';

export class HistoryQuery extends PagedQuery {
  @IsSafeText({
    max: 80,
    optional: true,
    description: '入账截止时点：时刻、日期（当日 24 时，上海）或位置标记；不填为当前',
  })
  knownAt?: string;

  @IsQueryInteger({
    min: FIRST_AWARD_YEAR,
    max: LAST_AWARD_YEAR,
    optional: true,
    description: '只看这一兑现年度',
    example: 2023,
  })
  awardYear?: number;

  @IsSafeText({ max: 60, optional: true, description: '只看这份清单', example: undefined })
  list?: string;

  @IsSafeText({ max: 60, optional: true, description: '只看这一条款', example: 'htf-first' })
  clause?: string;
}

const STATUSES = ['eligible', 'not-eligible', 'unknown', 'not-in-force'];

class StandingChangeDto implements StandingChange {
  @ApiProperty({ description: '兑现年度', example: 2023 })
  awardYear: number;

  @ApiProperty({ example: 'county-science-policy' })
  list: string;

  @ApiProperty({ example: 1 })
  version: number;

  @ApiProperty({ example: 'htf-first' })
  clause: string;

  @ApiProperty({
    type: String,
    enum: STATUSES,
    nullable: true,
    description: 'null：清单不再有这一条款',
    example: 'eligible',
  })
  status: StandingChange['status'];

  @ApiProperty({
    type: String,
    nullable: true,
    description: '按本条款（元）',
    example: '200000.00',
  })
  amount: string | null;

  @ApiProperty({ type: String, nullable: true, description: '应付（元）', example: '200000.00' })
  payable: string | null;

  @ApiProperty({
    type: String,
    enum: ['awarded', 'superseded', 'capped'],
    nullable: true,
    example: 'awarded',
  })
  outcome: NonNullable<StandingChange['outcome']> | null;

  @ApiProperty({
    type: String,
    enum: STATUSES,
    nullable: true,
    description: '此前的结论；此前没有为 null',
    example: 'not-eligible',
  })
  before: StandingChange['before'];

  @ApiProperty({ format: 'date-time', description: '自何时起' })
  since: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: '至今为 null' })
  until: string | null;

  @ApiProperty({ format: 'date', description: '截至日', example: '2023-11-30' })
  asOf: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: '因何重新匹配，见常设结论',
    example: { kind: 'run', runId: '018cc251-f400-7000-8000-000000000002' },
  })
  because: StandingChange['because'];

  @ApiProperty({ format: 'uuid' })
  eventId: string;
}

export class HistoryDto {
  @ApiProperty({ type: [StandingChangeDto] })
  items: readonly StandingChangeDto[];

  @ApiProperty({ example: 1 })
  total: number;

  @ApiProperty({ example: 1 })
  page: number;

  @ApiProperty({ example: 50 })
  pageSize: number;

  @ApiProperty({ description: '位置标记', example: '3f9a1c20.4712' })
  position: string;
}
