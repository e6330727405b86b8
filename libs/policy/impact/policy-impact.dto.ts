import { ApiProperty } from '@nestjs/swagger';
import { Allow, IsIn, IsOptional } from 'class-validator';
import { coded } from '#libs/runtime/http/request/coded-message.js';
import { PagedQuery } from '#libs/runtime/http/query.dto.js';
import type {
  ClauseChange,
  ClauseImpact,
  EnterpriseImpact,
  ImpactBudget,
  ImpactEffect,
  ImpactSide,
} from '../domain/impact/events.js';
import { FIRST_AWARD_YEAR, LAST_AWARD_YEAR } from '../domain/question.js';
import { DISCLAIMER } from '../domain/result.js';
import type { ImpactAnswer } from '../queries.js';

const EFFECTS = ['gains', 'loses', 'both', 'open'] as const satisfies readonly ImpactEffect[];

export const EFFECT_LABELS: Readonly<Record<ImpactEffect, string>> = {
  gains: '得到更多',
  loses: '失去',
  both: '有得有失',
  open: '待定事项有变化',
};

const STATUS_LABELS = {
  eligible: '符合',
  'not-eligible': '不符合',
  unknown: '未知',
  'not-in-force': '不在施行期',
} as const;

/** One cell of the sheet: `htf-first：不符合 → 符合（0.00 → 200000.00）`. */
export function sayChange({ clause, before, after }: ClauseChange): string {
  const word = (side: ClauseChange['before']) => (side ? STATUS_LABELS[side.status] : '无此条款');
  const money = (side: ClauseChange['before']) => side?.payable ?? '0.00';
  return `${clause}：${word(before)} → ${word(after)}（${money(before)} → ${money(after)}）`;
}

export class ImpactQuestionDto {
  @ApiProperty({
    type: String,
    format: 'date',
    required: false,
    description: '截至日（上海）；不填为今天',
    example: '2023-11-30',
  })
  @Allow()
  asOf?: string;

  @ApiProperty({
    type: 'integer',
    minimum: FIRST_AWARD_YEAR,
    maximum: LAST_AWARD_YEAR,
    required: false,
    description: '兑现年度；不填为截至日所在年度，超出施行期的取最近的施行年度',
    example: 2023,
  })
  @Allow()
  awardYear?: number;
}

export class RequestedImpactDto {
  @ApiProperty({ format: 'uuid', example: '018cc251-f400-7000-8000-000000000003' })
  id: string;

  @ApiProperty({ enum: ['queued', 'running', 'completed', 'failed'], example: 'queued' })
  status: ImpactAnswer['status'];

  @ApiProperty({ format: 'date', example: '2023-11-30' })
  asOf: string;

  @ApiProperty({ description: '兑现年度', example: 2023 })
  awardYear: number;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: '与之比较的已发布版本；尚无为 null',
    example: 1,
  })
  against: number | null;
}

export class ImpactQuery extends PagedQuery {
  @ApiProperty({ enum: EFFECTS, required: false, description: '只看这一类企业', example: 'loses' })
  @IsOptional()
  @IsIn(EFFECTS, { message: coded('effect', `影响须为以下之一：${EFFECTS.join('、')}`) })
  effect?: ImpactEffect;
}

class ImpactSideDto implements ImpactSide {
  @ApiProperty({ description: '符合的企业数', example: 12 })
  eligible: number;

  @ApiProperty({ description: '缺少事实、尚不能判定的企业数', example: 30 })
  unknown: number;

  @ApiProperty({ description: '应付合计（元），已计入互斥与上限', example: '2400000.00' })
  amount: string;
}

class ClauseImpactDto implements ClauseImpact {
  @ApiProperty({ example: 'htf-first' })
  clause: string;

  @ApiProperty({ type: ImpactSideDto })
  before: ImpactSideDto;

  @ApiProperty({ type: ImpactSideDto })
  after: ImpactSideDto;

  @ApiProperty({ description: '新符合的企业数', example: 3 })
  gained: number;

  @ApiProperty({ description: '不再符合的企业数', example: 1 })
  lost: number;
}

class BudgetDto implements ImpactBudget {
  @ApiProperty({ description: '现行（元）', example: '5000000.00' })
  before: string;

  @ApiProperty({ description: '拟发布（元）', example: '5600000.00' })
  after: string;
}

class SideDto {
  @ApiProperty({ enum: Object.keys(STATUS_LABELS), example: 'eligible' })
  status: NonNullable<ClauseChange['before']>['status'];

  @ApiProperty({ description: '应付（元）', example: '200000.00' })
  payable: string;
}

class ClauseEffectDto implements ClauseChange {
  @ApiProperty({ example: 'htf-first' })
  clause: string;

  @ApiProperty({ type: SideDto, nullable: true, description: '该侧没有这一条款为 null' })
  before: SideDto | null;

  @ApiProperty({ type: SideDto, nullable: true })
  after: SideDto | null;
}

class EnterpriseImpactDto implements EnterpriseImpact {
  @ApiProperty({ example: '91411323MAXX00015T' })
  creditCode: string;

  @ApiProperty({ enum: EFFECTS, example: 'gains' })
  effect: ImpactEffect;

  @ApiProperty({ description: '现行合计（元）', example: '0.00' })
  before: string;

  @ApiProperty({ description: '拟发布合计（元）', example: '200000.00' })
  after: string;

  @ApiProperty({ type: [ClauseEffectDto] })
  clauses: readonly ClauseEffectDto[];
}

class ImpactProgressDto {
  @ApiProperty({ example: 200 })
  done: number;

  @ApiProperty({ example: 420 })
  total: number;
}

class ImpactCountsDto {
  @ApiProperty({ description: '得到更多', example: 12 })
  gaining: number;

  @ApiProperty({ description: '失去', example: 3 })
  losing: number;

  @ApiProperty({ description: '有得有失', example: 1 })
  both: number;

  @ApiProperty({ description: '只有待定事项变化', example: 0 })
  open: number;

  @ApiProperty({ description: '没有变化', example: 404 })
  unchanged: number;
}

export class ImpactDto extends RequestedImpactDto implements ImpactAnswer {
  @ApiProperty({ example: 'county-science-policy' })
  list: string;

  @ApiProperty({ example: 2 })
  version: number;

  @ApiProperty({ description: '入账截止时点：请求之前的全部入账', example: '3f9a1c20.4710' })
  knownAt: string;

  @ApiProperty({ description: '测算之后草稿又重新提交过' })
  outdated: boolean;

  @ApiProperty({ type: ImpactProgressDto, nullable: true })
  progress: ImpactProgressDto | null;

  @ApiProperty({ description: '未能算出的企业数', example: 0 })
  failed: number;

  @ApiProperty({ type: BudgetDto })
  budget: BudgetDto;

  @ApiProperty({ type: ImpactCountsDto })
  enterprises: ImpactCountsDto;

  @ApiProperty({ type: [ClauseImpactDto] })
  clauses: readonly ClauseImpactDto[];

  @ApiProperty({ format: 'date-time', example: '2023-11-30T01:00:00.000Z' })
  requestedAt: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  finishedAt: string | null;

  @ApiProperty({ type: String, nullable: true, description: '失败原因' })
  reason: string | null;

  @ApiProperty({ type: [EnterpriseImpactDto], description: '有变化的企业' })
  items: readonly EnterpriseImpactDto[];

  @ApiProperty({ example: 16 })
  total: number;

  @ApiProperty({ example: 1 })
  page: number;

  @ApiProperty({ example: 50 })
  pageSize: number;

  @ApiProperty({ example: DISCLAIMER })
  disclaimer: string;

  @ApiProperty({ description: '位置标记', example: '3f9a1c20.4799' })
  position: string;
}
