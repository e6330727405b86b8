import { ApiProperty } from '@nestjs/swagger';
import type { AnswerAction } from './answer-actions.js';

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
