import { ApiProperty } from '@nestjs/swagger';
import { Allow } from 'class-validator';
import { AnswerActionDto, ClauseInWordsDto } from '../actions/answer-actions.dto.js';
import { DISCLAIMER } from '../domain/result.js';
import { FIRST_AWARD_YEAR, LAST_AWARD_YEAR } from '../domain/question.js';
import type { CheckAnswer } from '../queries.js';
import { ListResultDto } from '../standing/result.dto.js';

/** Names the fields; their rules are the decision's (`readQuestion`), which jobs and seeds pass too. */
export class QuestionDto {
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
    description:
      '兑现年度；不填为截至日所在年度。2024 年 1 月才公告的 2023 年企业，兑现年度是 2023',
    example: 2023,
  })
  @Allow()
  awardYear?: number;

  @ApiProperty({
    type: String,
    required: false,
    description: '只按这份清单；不填为该年度施行的已发布清单',
    example: 'county-science-policy',
  })
  @Allow()
  list?: string;
}

export class RequestEligibilityCheckDto extends QuestionDto {
  @ApiProperty({ type: String, description: '统一社会信用代码', example: '91411323MAXX00015T' })
  @Allow()
  creditCode: string;
}

export class RequestedDto {
  @ApiProperty({ format: 'uuid', example: '018cc251-f400-7000-8000-000000000001' })
  id: string;

  @ApiProperty({ enum: ['queued', 'running', 'completed', 'failed'], example: 'queued' })
  status: string;

  @ApiProperty({ example: DISCLAIMER })
  disclaimer: string;
}

export class CheckDto implements CheckAnswer {
  @ApiProperty({ format: 'uuid', example: '018cc251-f400-7000-8000-000000000001' })
  id: string;

  @ApiProperty({ example: '91411323MAXX00015T' })
  creditCode: string;

  @ApiProperty({ format: 'date', example: '2023-11-30' })
  asOf: string;

  @ApiProperty({
    description: '入账截止时点：本次请求之前的全部入账，此后入账的不影响结果',
    example: '3f9a1c20.4710',
  })
  knownAt: string;

  @ApiProperty({ description: '兑现年度', example: 2023 })
  awardYear: number;

  @ApiProperty({ enum: ['queued', 'running', 'completed', 'failed'], example: 'completed' })
  status: CheckAnswer['status'];

  @ApiProperty({ format: 'date-time', example: '2023-11-30T01:00:00.000Z' })
  requestedAt: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  finishedAt: string | null;

  @ApiProperty({ type: String, nullable: true, description: '失败原因' })
  reason: string | null;

  @ApiProperty({ type: ListResultDto, required: false, description: '完成后才有' })
  result?: ListResultDto;

  @ApiProperty({ type: [ClauseInWordsDto], description: '逐条结论的文字说明，与结果一致' })
  summary: readonly ClauseInWordsDto[];

  @ApiProperty({
    type: [AnswerActionDto],
    description: '从这里可办的事：申报缺少的指标、由经办核实、提出异议',
  })
  actions: readonly AnswerActionDto[];

  @ApiProperty({ example: DISCLAIMER })
  disclaimer: string;

  @ApiProperty({ description: '位置标记', example: '3f9a1c20.4712' })
  position: string;
}
