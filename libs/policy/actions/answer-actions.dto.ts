import { ApiProperty } from '@nestjs/swagger';
import type { AnswerAction } from './answer-actions.js';
import { STATUS_LABELS, type ClauseInWords } from './answer-in-words.js';

export class ClauseInWordsDto implements ClauseInWords {
  @ApiProperty({ example: 'rd-intensity' })
  clause: string;

  @ApiProperty({ example: '第八条第一款' })
  article: string;

  @ApiProperty({ enum: Object.keys(STATUS_LABELS), example: 'not-eligible' })
  status: ClauseInWords['status'];

  @ApiProperty({ example: '不符合' })
  statusLabel: string;

  @ApiProperty({
    description: '结论、理由、缺少什么，以及主管部门、材料和期限',
    example:
      '不符合，“研发投入强度3%以上”：研发费用（2022年）再增加1万元。主管部门：县科技局；材料：财务报表；期限：每年6月30日前。',
  })
  say: string;
}

export class AnswerActionDto implements AnswerAction {
  @ApiProperty({
    enum: ['declare', 'answer', 'object'],
    description: '申报缺少的指标、由经办核实、提出异议',
    example: 'declare',
  })
  kind: AnswerAction['kind'];

  @ApiProperty({ description: '条款标识', example: 'rd-intensity' })
  clause: string;

  @ApiProperty({ example: '申报2022年度研发费用' })
  label: string;

  @ApiProperty({ enum: ['POST'] })
  method: 'POST';

  @ApiProperty({ example: '/api/v1/enterprises/91411323MAXX00015T/declarations' })
  href: string;

  @ApiProperty({
    enum: ['enterprise', 'officer'],
    isArray: true,
    description: '可由谁办理',
    example: ['enterprise', 'officer'],
  })
  by: AnswerAction['by'];

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: '请求内容中已知的部分；null 为待填',
    example: { year: 2022, figures: { 'rd.expense': null }, source: { title: null } },
  })
  body: AnswerAction['body'];
}
