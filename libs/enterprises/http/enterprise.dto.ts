import { ApiProperty } from '@nestjs/swagger';
import { Allow } from 'class-validator';
import type { SourceDocument } from '#libs/kernel/source.js';
import { SourceDto } from '#libs/runtime/http/validators.js';
import type {
  DeregisterEnterpriseInput,
  MoveEnterpriseInput,
  RegisterEnterpriseInput,
  RenameEnterpriseInput,
} from '../commands.js';
import { ENTITY_TYPES } from '../domain/events.js';

/*
 * These classes name the fields; their rules are the decisions', which seeds and imports pass too and
 * which say everything that is wrong at once.
 */

const REGION = { type: String, pattern: '^\\d{6}$', example: '411323' };
const TOWNSHIP = {
  type: String,
  pattern: '^\\d{9}$',
  required: false,
  nullable: true,
  description: '乡镇（街道），统计用区划代码9位，须在所在地之内',
  example: '411323001',
};
const STATISTICAL = {
  ...REGION,
  required: false,
  nullable: true,
  description: '统计归属地，与所在地不同时填（飞地）',
  example: '411371',
};
const DAY = { type: String, format: 'date' };

export class RegisterEnterpriseDto implements RegisterEnterpriseInput {
  @ApiProperty({
    type: String,
    description: '统一社会信用代码（GB 32100-2015），全角、小写自动改正',
    example: '91411323MAXX00015T',
  })
  @Allow()
  creditCode: string;

  @ApiProperty({
    type: String,
    maxLength: 200,
    description: '营业执照上的名称',
    example: '西峡县样本新材料有限公司',
  })
  @Allow()
  name: string;

  @ApiProperty({ ...REGION, description: '所在地，行政区划代码（GB/T 2260）' })
  @Allow()
  regionCode: string;

  @ApiProperty(STATISTICAL)
  @Allow()
  statisticalRegionCode?: string | null;

  @ApiProperty(TOWNSHIP)
  @Allow()
  townshipCode?: string | null;

  @ApiProperty({
    type: String,
    pattern: '^[A-T]\\d{4}$',
    required: false,
    nullable: true,
    description: '行业代码（GB/T 4754-2017）',
    example: 'C3091',
  })
  @Allow()
  industryCode?: string | null;

  @ApiProperty({
    enum: ENTITY_TYPES,
    required: false,
    description:
      '单位类型：企业、农民专业合作社、个体工商户、学校、医院、科研院所、社会组织、其他；不填时按信用代码判断',
  })
  @Allow()
  entityType?: string | null;

  @ApiProperty({
    ...DAY,
    required: false,
    nullable: true,
    description: '成立日期',
    example: '2015-03-04',
  })
  @Allow()
  registeredOn?: string | null;
}

export class RenameEnterpriseDto implements RenameEnterpriseInput {
  @ApiProperty({
    type: String,
    maxLength: 200,
    description: '新名称',
    example: '西峡县样本石墨新材料有限公司',
  })
  @Allow()
  name: string;

  @ApiProperty({ ...DAY, description: '使用新名称的第一天', example: '2023-05-10' })
  @Allow()
  effectiveOn: string;

  @ApiProperty({ type: SourceDto, description: '来源文件，如名称变更登记通知书' })
  @Allow()
  source: SourceDocument;
}

export class MoveEnterpriseDto implements MoveEnterpriseInput {
  @ApiProperty({ ...REGION, description: '新所在地', example: '411326' })
  @Allow()
  regionCode: string;

  @ApiProperty({ ...TOWNSHIP, example: '411326001' })
  @Allow()
  townshipCode?: string | null;

  @ApiProperty(STATISTICAL)
  @Allow()
  statisticalRegionCode?: string | null;

  @ApiProperty({ ...DAY, description: '在新所在地的第一天', example: '2023-05-10' })
  @Allow()
  effectiveOn: string;

  @ApiProperty({ type: SourceDto, description: '来源文件，如住所变更通知书' })
  @Allow()
  source: SourceDocument;
}

export class DeregisterEnterpriseDto implements DeregisterEnterpriseInput {
  @ApiProperty({ ...DAY, description: '注销后的第一天', example: '2023-06-13' })
  @Allow()
  effectiveOn: string;

  @ApiProperty({ type: SourceDto, description: '来源文件，如注销登记通知书' })
  @Allow()
  source: SourceDocument;
}
