import { ApiProperty } from '@nestjs/swagger';
import type {
  ContractTotalsAnswer,
  FindingAnswer,
  RecognitionAnswer,
} from '#libs/recognitions/queries.js';
import { ENTITY_TYPES, type EntityType } from '../domain/events.js';
import type {
  EnterpriseAnswer,
  EnterpriseListAnswer,
  EnterpriseProfileAnswer,
} from '../queries.js';

const POSITION = { description: '位置标记', example: '3f9a1c20.4711' };
const NULLABLE = { type: String, nullable: true } as const;
const KNOWN_AT = { ...NULLABLE, description: '入账截止时点，未指定为 null' };

export class EnterpriseDto implements EnterpriseAnswer {
  @ApiProperty({ example: '91411323MAXX00015T' })
  creditCode: string;

  @ApiProperty({ description: '所问日期的名称', example: '西峡县样本新材料有限公司' })
  name: string;

  @ApiProperty({ type: [String], description: '曾用名及其他已知名称' })
  formerNames: readonly string[];

  @ApiProperty({ example: '411323' })
  regionCode: string;

  @ApiProperty({ ...NULLABLE, example: '西峡县' })
  regionName: string | null;

  @ApiProperty({ ...NULLABLE, description: '统计归属地，与所在地相同时为 null' })
  statisticalRegionCode: string | null;

  @ApiProperty({ ...NULLABLE, example: '411323001' })
  townshipCode: string | null;

  @ApiProperty({ ...NULLABLE, example: '白羽街道' })
  townshipName: string | null;

  @ApiProperty({ ...NULLABLE, example: 'C3091' })
  industryCode: string | null;

  @ApiProperty({ enum: ENTITY_TYPES })
  entityType: EntityType;

  @ApiProperty({ ...NULLABLE, format: 'date', description: '成立日期', example: '2015-03-04' })
  registeredOn: string | null;

  @ApiProperty({
    ...NULLABLE,
    format: 'date',
    description: '注销后的第一天；所问日期尚未注销为 null',
    example: null,
  })
  deregisteredOn: string | null;

  @ApiProperty({ description: '修订号，即 ETag', example: 0 })
  revision: number;

  @ApiProperty({ format: 'date-time', description: '最近一次变动的入账时刻' })
  recordedAt: string;

  @ApiProperty(POSITION)
  position: string;
}

export class EnterprisesDto implements EnterpriseListAnswer {
  @ApiProperty({ type: [EnterpriseDto] })
  items: readonly EnterpriseDto[];

  @ApiProperty({ example: 1 })
  total: number;

  @ApiProperty({ example: 1 })
  page: number;

  @ApiProperty({ example: 50 })
  pageSize: number;

  @ApiProperty({ format: 'date', example: '2023-12-31' })
  asOf: string;

  @ApiProperty(KNOWN_AT)
  knownAt: string | null;

  @ApiProperty(POSITION)
  position: string;
}

const TOTALS = {
  type: 'array',
  items: {
    type: 'object',
    properties: {
      year: { type: 'integer', example: 2023 },
      contracts: { type: 'integer', example: 3 },
      contractValue: { type: 'string', description: '成交额，元', example: '5000000.00' },
      technologyValue: { type: 'string', description: '技术交易额，元', example: '4000000.00' },
    },
  },
} as const;

export class EnterpriseProfileDto extends EnterpriseDto implements EnterpriseProfileAnswer {
  @ApiProperty({ format: 'date', example: '2023-12-31' })
  asOf: string;

  @ApiProperty(KNOWN_AT)
  knownAt: string | null;

  @ApiProperty({
    type: 'array',
    items: { $ref: '#/components/schemas/RecognitionDto' },
    description: '所问日期有效的台账记录，最多200条',
  })
  recognitions: readonly RecognitionAnswer[];

  @ApiProperty({ example: 1 })
  recognitionsTotal: number;

  @ApiProperty({
    type: 'object',
    properties: { asSeller: TOTALS, asBuyer: TOTALS },
    description: '技术合同按年合计：作为卖方、作为买方；两者不能相加',
  })
  contracts: ContractTotalsAnswer;

  @ApiProperty({
    type: 'array',
    items: { $ref: '#/components/schemas/FindingDto' },
    description: '与该企业有关、未消除的疑点，最多200条',
  })
  findings: readonly FindingAnswer[];
}
