import { ApiProperty } from '@nestjs/swagger';
import { Allow } from 'class-validator';
import { AfterQuery, IsQueryInteger } from '#libs/runtime/http/query.dto.js';
import { IsSafeText } from '#libs/runtime/http/validators.js';
import { AnswerActionDto, ClauseInWordsDto } from '../actions/answer-actions.dto.js';
import { QuestionDto } from '../checks/eligibility-checks.dto.js';
import { FIRST_AWARD_YEAR, LAST_AWARD_YEAR } from '../domain/question.js';
import type { Because } from '../domain/events.js';
import { DISCLAIMER } from '../domain/result.js';
import type { StandingAnswer, StandingClause, WhatIfAnswer } from '../queries.js';
import { NextStepDto } from './next-step.dto.js';
import { ClauseResultDto, ListResultDto } from './result.dto.js';

const POSITION = { description: '位置标记', example: '3f9a1c20.4712' };

export class StandingQuery extends AfterQuery {
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
    description: '兑现年度；不填为已有结论的最近年度',
    example: 2023,
  })
  awardYear?: number;

  @IsSafeText({
    max: 60,
    optional: true,
    description: '哪份清单；不填为该年度正式匹配所用的那份',
    example: 'county-science-policy',
  })
  list?: string;
}

class StandingClauseDto extends ClauseResultDto implements StandingClause {
  @ApiProperty({
    required: false,
    description: '理由不能重现时的说明；此时只有结论与金额',
    example: undefined,
  })
  unexplained?: string;

  @ApiProperty({ format: 'date-time', description: '自何时起是这个结论' })
  since: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description:
      '因何重新匹配：facts（改动了该条款所读事实的入账）、run（全县匹配及其起因）、check（单独请求）、not-told',
    example: {
      kind: 'facts',
      events: [
        {
          id: '018cc251-f400-7000-8000-000000000009',
          type: 'recognition.recorded',
          clauses: ['htf-first'],
        },
      ],
    },
  })
  because: Because;

  @ApiProperty({ example: 'county-science-policy' })
  list: string;

  @ApiProperty({ example: 1 })
  version: number;

  @ApiProperty({ format: 'uuid' })
  eventId: string;
}

export class StandingDto implements StandingAnswer {
  @ApiProperty({ example: '91411323MAXX00015T' })
  creditCode: string;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: '兑现年度；尚无结论为 null',
    example: 2023,
  })
  awardYear: number | null;

  @ApiProperty({ type: [Number], description: '已有结论的年度', example: [2024, 2023] })
  years: readonly number[];

  @ApiProperty({
    type: [String],
    description: '该年度有结论的清单',
    example: ['county-science-policy'],
  })
  lists: readonly string[];

  @ApiProperty({ type: String, nullable: true, example: 'county-science-policy' })
  list: string | null;

  @ApiProperty({ type: Number, nullable: true, example: 1 })
  version: number | null;

  @ApiProperty({ type: String, format: 'date', nullable: true, example: '2023-11-30' })
  asOf: string | null;

  @ApiProperty({ type: String, nullable: true, description: '合计（元）', example: '200000.00' })
  total: string | null;

  @ApiProperty({ type: [StandingClauseDto] })
  results: readonly StandingClauseDto[];

  @ApiProperty({ type: [ClauseInWordsDto], description: '逐条结论的文字说明，与结果一致' })
  summary: readonly ClauseInWordsDto[];

  @ApiProperty({
    type: [AnswerActionDto],
    description: '从这里可办的事：申报缺少的指标、由经办核实、提出异议',
  })
  actions: readonly AnswerActionDto[];

  @ApiProperty({ type: String, nullable: true, description: '入账截止时点，未指定为 null' })
  knownAt: string | null;

  @ApiProperty(POSITION)
  position: string;

  @ApiProperty({ example: DISCLAIMER })
  disclaimer: string;
}

export class WhatIfDto extends QuestionDto {
  @ApiProperty({
    type: String,
    required: false,
    nullable: true,
    description:
      '以这家企业的已知事实为底；企业账号不填为本企业，其他不填（或都写 null）则只有所给的事实',
    example: '91411323MAXX00015T',
  })
  @Allow()
  creditCode?: string | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description:
      '假设的事实：分年度的写“事实@年份”，登记类的给记录列表（加在已有记录之外），null 为去掉',
    example: {
      'rd.expense@2022': '300万',
      'revenue@2022': '1亿',
      'high-tech-firm': [{ countingYear: 2023, first: true }],
    },
  })
  @Allow()
  facts: Record<string, unknown>;
}

export class WhatIfAnswerDto implements WhatIfAnswer {
  @ApiProperty({ type: [ClauseInWordsDto], description: '逐条结论的文字说明，与结果一致' })
  summary: readonly ClauseInWordsDto[];

  @ApiProperty({ type: String, nullable: true, example: '91411323MAXX00015T' })
  creditCode: string | null;

  @ApiProperty({ format: 'date', example: '2023-11-30' })
  asOf: string;

  @ApiProperty({ example: 2023 })
  awardYear: number;

  @ApiProperty({ description: '已知事实的入账截止时点', example: '3f9a1c20.4712' })
  knownAt: string;

  @ApiProperty(POSITION)
  position: string;

  @ApiProperty({ type: ListResultDto })
  result: ListResultDto;

  @ApiProperty({ type: [NextStepDto], description: '每条最近的一步：补什么、差多少、可得多少' })
  nextSteps: readonly NextStepDto[];

  @ApiProperty({ example: DISCLAIMER })
  disclaimer: string;
}
