import { ApiProperty } from '@nestjs/swagger';
import { Allow } from 'class-validator';
import { ENTERPRISE_NAME, type Named } from '../enterprise-names.js';
import type { SourceDocument } from '#libs/kernel/source.js';
import { IsQueryInteger, PagedQuery } from '#libs/runtime/http/query.dto.js';
import { IsCreditCode, IsSafeText, SourceDto } from '#libs/runtime/http/validators.js';
import { FIRST_AWARD_YEAR, LAST_AWARD_YEAR } from '../domain/question.js';
import type { ManualAnswerInput } from '../domain/manual-answers/manual-answers.js';
import type {
  ManualAnswerAnswer,
  ManualAnswerListAnswer,
  OpenQuestion,
  OpenQuestionListAnswer,
} from './queries.js';

const POSITION = { description: '位置标记', example: '3f9a1c20.4711' };
const QUESTION = {
  type: String,
  description: '问题标识：匹配结果 missing 中以 manual: 开头的 fact',
  example: 'manual:core-support',
};
const LIST = { type: String, description: '清单标识', example: 'county-science-policy' };
const AWARD_YEAR = {
  type: 'integer' as const,
  required: false,
  nullable: true,
  minimum: FIRST_AWARD_YEAR,
  maximum: LAST_AWARD_YEAR,
  description: '兑现年度；不填则适用于没有单独答复的各年度',
  example: 2023,
};
const ANSWER = {
  oneOf: [{ type: 'boolean' }, { type: 'number' }],
  description: 'true 是、false 否；专家评分的为分数',
  example: true,
};

/** Names the fields; their rules are the decision's. */
export class GiveManualAnswerDto implements ManualAnswerInput {
  @ApiProperty(LIST)
  @Allow()
  list: unknown;

  @ApiProperty(QUESTION)
  @Allow()
  question: unknown;

  @ApiProperty(AWARD_YEAR)
  @Allow()
  awardYear?: unknown;

  @ApiProperty(ANSWER)
  @Allow()
  answer: unknown;

  @ApiProperty({
    type: String,
    maxLength: 500,
    description: '依据什么作此答复；不要写个人信息',
    example: '专家评审：对主要产品发挥核心支持作用',
  })
  @Allow()
  basis: unknown;

  @ApiProperty({ type: SourceDto, required: false, description: '依据的文件' })
  @Allow()
  source?: unknown;
}

export class WithdrawManualAnswerDto {
  @ApiProperty(LIST)
  @Allow()
  list: unknown;

  @ApiProperty(QUESTION)
  @Allow()
  question: unknown;

  @ApiProperty(AWARD_YEAR)
  @Allow()
  awardYear?: unknown;

  @ApiProperty({ type: String, maxLength: 500, description: '撤回理由；不要写个人信息' })
  @Allow()
  reason: unknown;
}

export class ManualAnswerDto implements ManualAnswerAnswer {
  @ApiProperty({ example: '91411323MAXX00015T' })
  creditCode: string;

  @ApiProperty(LIST)
  list: string;

  @ApiProperty(QUESTION)
  question: string;

  @ApiProperty({ ...AWARD_YEAR, required: true, description: '兑现年度；null 为各年度' })
  awardYear: number | null;

  @ApiProperty({ ...ANSWER, nullable: true, description: '答复；null 为已撤回' })
  answer: boolean | number | null;

  @ApiProperty({ description: '依据说明；已撤回的为撤回理由' })
  basis: string;

  @ApiProperty({ type: SourceDto, nullable: true })
  source: SourceDocument | null;

  @ApiProperty({ format: 'date-time', description: '答复的入账时刻' })
  answeredAt: string;

  @ApiProperty({ description: '答复账号的内部编号' })
  answeredBy: string;

  @ApiProperty({ format: 'uuid' })
  eventId: string;
}

class PageDto {
  @ApiProperty({ example: 1 })
  total: number;

  @ApiProperty({ example: 1 })
  page: number;

  @ApiProperty({ example: 50 })
  pageSize: number;

  @ApiProperty(POSITION)
  position: string;
}

export class ManualAnswersDto extends PageDto implements ManualAnswerListAnswer {
  @ApiProperty({ type: [ManualAnswerDto] })
  items: readonly ManualAnswerDto[];

  @ApiProperty({ type: String, nullable: true, description: '入账截止时点，未指定为 null' })
  knownAt: string | null;
}

class OpenQuestionDto implements OpenQuestion, Named {
  @ApiProperty({ example: '91411323MAXX00015T' })
  creditCode: string;

  @ApiProperty(ENTERPRISE_NAME)
  enterpriseName: string | null;

  @ApiProperty({ description: '兑现年度', example: 2023 })
  awardYear: number;

  @ApiProperty(LIST)
  list: string;

  @ApiProperty({ example: 1 })
  version: number;

  @ApiProperty({ description: '条款标识', example: 'core-tech' })
  clause: string;

  @ApiProperty(QUESTION)
  question: string;

  @ApiProperty({ description: '须人工核实的事项', example: '核心技术对主要产品发挥核心支持作用' })
  label: string;

  @ApiProperty({ format: 'date-time', description: '自何时起待答复' })
  askedAt: string;
}

export class OpenQuestionsDto extends PageDto implements OpenQuestionListAnswer {
  @ApiProperty({ type: [OpenQuestionDto] })
  items: readonly OpenQuestionDto[];
}

export class ManualAnswersQuery extends PagedQuery {
  @IsSafeText({
    max: 80,
    optional: true,
    description: '入账截止时点：时刻、日期（当日 24 时，上海）或位置标记；不填为当前',
  })
  knownAt?: string;
}

export class OpenQuestionsQuery extends PagedQuery {
  @IsCreditCode({ optional: true, description: '企业' })
  creditCode?: string;

  @IsSafeText({ max: 60, optional: true, description: '清单标识' })
  list?: string;

  @IsQueryInteger({
    min: FIRST_AWARD_YEAR,
    max: LAST_AWARD_YEAR,
    optional: true,
    description: '兑现年度',
    example: 2023,
  })
  awardYear?: number;
}
