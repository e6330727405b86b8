import { ApiProperty } from '@nestjs/swagger';
import type { NextStep, Step } from '../domain/result.js';

class DeclareDto implements NonNullable<Step['declare']> {
  @ApiProperty({ description: '年度', example: 2022 })
  year: number;

  @ApiProperty({
    description: 'POST /api/v1/enterprises/{creditCode}/declarations 中的指标',
    example: 'rd.expense',
  })
  figure: string;
}

class StepDto implements Step {
  @ApiProperty({ example: 'rd.expense@2022' })
  fact: string;

  @ApiProperty({ example: '研发费用（2022年）' })
  label: string;

  @ApiProperty({ enum: ['more', 'less', 'report', 'other'], example: 'more' })
  direction: Step['direction'];

  @ApiProperty({
    oneOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }],
    nullable: true,
    description: '差多少，按该事实的单位（金额为元）',
    example: '10000.00',
  })
  by: Step['by'];

  @ApiProperty({ example: '研发费用（2022年）再增加1万元' })
  say: string;

  @ApiProperty({ type: DeclareDto, required: false, description: '可由企业申报的指标' })
  declare?: DeclareDto;
}

export class NextStepDto implements NextStep {
  @ApiProperty({ example: 'rd-intensity' })
  clause: string;

  @ApiProperty({
    enum: ['fulfil', 'report', 'next-tier', 'points'],
    description: '补足条件、补报事实、上一档、上一档得分',
    example: 'fulfil',
  })
  kind: NextStep['kind'];

  @ApiProperty({ type: [StepDto] })
  steps: readonly StepDto[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: '做到后本条应得（元）；算不出的为 null',
    example: '150000.00',
  })
  reach: string | null;

  @ApiProperty({ example: '研发费用（2022年）再增加1万元，即可符合，可得15万元' })
  say: string;
}
