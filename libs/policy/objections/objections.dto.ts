import { ApiProperty } from '@nestjs/swagger';
import { Allow } from 'class-validator';
import { IsQueryInteger, PagedQuery } from '#libs/runtime/http/query.dto.js';
import { IsCreditCode, IsSafeText } from '#libs/runtime/http/validators.js';
import { OBJECTION_OUTCOMES, type ObjectionOutcome } from '../domain/objections/events.js';
import {
  OBJECTION_STATES,
  type ObjectionState,
  type RaiseObjectionInput,
  type ResolveObjectionInput,
} from '../domain/objections/objection.js';
import { FIRST_AWARD_YEAR, LAST_AWARD_YEAR } from '../domain/question.js';
import { ENTERPRISE_NAME, type Named } from '../enterprise-names.js';
import { IsOneOf } from '../one-of.decorator.js';
import type { ObjectionAnswer, ObjectionListAnswer } from './queries.js';

const NULLABLE = { type: String, nullable: true } as const;
const NO_PERSONAL_DATA =
  '不要写姓名、身份证号码、手机号码等个人信息：台账长期保存，疑似号码的内容不予收下';

/** Names the fields; their rules are the decision's. */
export class RaiseObjectionDto implements RaiseObjectionInput {
  @ApiProperty({ type: 'integer', description: '兑现年度', example: 2023 })
  @Allow()
  awardYear: unknown;

  @ApiProperty({ type: String, required: false, description: '清单标识', example: 'county-policy' })
  @Allow()
  list?: unknown;

  @ApiProperty({ type: String, description: '条款标识，取自匹配结果', example: 'htf-first' })
  @Allow()
  clause: unknown;

  @ApiProperty({
    type: String,
    format: 'uuid',
    required: false,
    description: '针对某次匹配的结果；不填则针对常设结论',
  })
  @Allow()
  checkId?: unknown;

  @ApiProperty({
    type: String,
    maxLength: 1000,
    description: `异议内容。${NO_PERSONAL_DATA}`,
    example: '本企业证书为首次认定，请核实',
  })
  @Allow()
  text: unknown;

  @ApiProperty({
    type: [String],
    required: false,
    description: '认为有误的事实，取自匹配结果',
    example: ['rd.expense@2022'],
  })
  @Allow()
  facts?: unknown;
}

export class ResolveObjectionDto implements ResolveObjectionInput {
  @ApiProperty({
    enum: Object.keys(OBJECTION_OUTCOMES),
    description: 'upheld 成立；dismissed 不成立',
  })
  @Allow()
  outcome: unknown;

  @ApiProperty({
    type: String,
    maxLength: 1000,
    description: `答复理由，企业可见。${NO_PERSONAL_DATA}`,
    example: '经核实为首次认定，已更正台账记录',
  })
  @Allow()
  reason: unknown;
}

export class ObjectionDto implements ObjectionAnswer {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ example: '91411323MAXX00015T' })
  creditCode: string;

  @ApiProperty({ example: 2023 })
  awardYear: number;

  @ApiProperty({ ...NULLABLE, example: 'county-policy' })
  list: string | null;

  @ApiProperty({ example: 'htf-first' })
  clause: string;

  @ApiProperty({ ...NULLABLE, format: 'uuid', description: '所针对的匹配；null 为常设结论' })
  checkId: string | null;

  @ApiProperty({ example: '本企业证书为首次认定，请核实' })
  text: string;

  @ApiProperty({ type: [String], example: ['rd.expense@2022'] })
  facts: readonly string[];

  @ApiProperty({ enum: Object.keys(OBJECTION_STATES), description: 'open 待答复；resolved 已答复' })
  state: ObjectionState;

  @ApiProperty({ format: 'date-time' })
  raisedAt: string;

  @ApiProperty({ description: '提出账号的内部编号' })
  raisedBy: string;

  @ApiProperty({ ...NULLABLE, enum: [...Object.keys(OBJECTION_OUTCOMES), null], example: null })
  outcome: ObjectionOutcome | null;

  @ApiProperty({ ...NULLABLE, description: '答复理由', example: null })
  reason: string | null;

  @ApiProperty({ ...NULLABLE, format: 'date-time', example: null })
  resolvedAt: string | null;

  @ApiProperty({ ...NULLABLE, description: '答复账号的内部编号', example: null })
  resolvedBy: string | null;
}

class ListedObjectionDto extends ObjectionDto implements Named {
  @ApiProperty(ENTERPRISE_NAME)
  enterpriseName: string | null;
}

export class ObjectionsDto implements ObjectionListAnswer {
  @ApiProperty({ type: [ListedObjectionDto] })
  items: readonly ListedObjectionDto[];

  @ApiProperty({ example: 1 })
  total: number;

  @ApiProperty({ example: 1 })
  page: number;

  @ApiProperty({ example: 50 })
  pageSize: number;

  @ApiProperty({ ...NULLABLE, description: '入账截止时点，未指定为 null' })
  knownAt: string | null;

  @ApiProperty({ description: '位置标记', example: '3f9a1c20.4711' })
  position: string;
}

export class ObjectionsQuery extends PagedQuery {
  @IsOneOf(OBJECTION_STATES, '状态')
  state?: ObjectionState;

  @IsCreditCode({ optional: true, description: '提出异议的企业' })
  creditCode?: string;

  @IsQueryInteger({
    min: FIRST_AWARD_YEAR,
    max: LAST_AWARD_YEAR,
    optional: true,
    description: '兑现年度',
    example: 2023,
  })
  awardYear?: number;

  @IsSafeText({
    max: 80,
    optional: true,
    description: '入账截止时点：时刻、日期（当日 24 时，上海）或位置标记；不填为当前',
  })
  knownAt?: string;
}
