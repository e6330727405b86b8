import { ApiProperty } from '@nestjs/swagger';
import { Allow } from 'class-validator';
import { SourceDto } from '#libs/runtime/http/validators.js';
import { COMMITMENT_LABELS } from './domain/events.js';
import { INDICATOR_CODES } from './domain/indicators.js';
import { CURVE_SCHEMA, RULE_SCHEMA } from './openapi-schemas.js';

const ITEM_SCHEMA = {
  type: 'object',
  required: ['indicator', 'value'],
  properties: {
    indicator: { type: 'string', enum: [...INDICATOR_CODES] },
    op: { type: 'string', enum: ['gte'], default: 'gte' },
    value: {
      oneOf: [{ type: 'string' }, { type: 'number' }],
      description: '目标值：家、个、项为整数；金额为元；增长为百分数',
    },
    commitment: {
      type: 'string',
      enum: Object.keys(COMMITMENT_LABELS),
      default: 'expect',
      description: '确保、力争、预期',
    },
    countingRule: RULE_SCHEMA,
    plannedCurve: CURVE_SCHEMA,
    note: {
      type: 'string',
      nullable: true,
      maxLength: 500,
      description: '备注，如“计划曲线为假设”',
    },
  },
};

/**
 * Names the fields; their rules are the decision's (`readTargetPlan`), which seeds pass too and
 * which says everything that is wrong at once.
 */
export class SetTargetPlanDto {
  @ApiProperty({
    type: 'array',
    minItems: 1,
    maxItems: INDICATOR_CODES.length,
    items: ITEM_SCHEMA as object,
    description: '各项目标；每次写入整份计划',
    example: [
      { indicator: 'high-tech-firms-new', value: '10', commitment: 'ensure' },
      {
        indicator: 'sci-tech-smes-entered',
        value: '350',
        plannedCurve: [
          { date: '2023-06-30', ratio: '0' },
          { date: '2023-10-31', ratio: '1' },
        ],
        note: '计划曲线为假设：按批次入库',
      },
      { indicator: 'tech-contract-value', value: '1000000000.00', commitment: 'strive' },
      { indicator: 'rd-expenditure-growth', value: '20', countingRule: { growth: 'yoy' } },
    ],
  })
  @Allow()
  items: unknown;

  @ApiProperty({ type: SourceDto, description: '来源文件，如政府工作报告' })
  @Allow()
  source: unknown;
}
