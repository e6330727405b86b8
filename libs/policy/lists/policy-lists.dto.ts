import { ApiProperty } from '@nestjs/swagger';
import { IsArray, IsIn, IsOptional, IsString } from 'class-validator';
import { coded } from '#libs/runtime/http/request/coded-message.js';
import { AfterQuery } from '#libs/runtime/http/query.dto.js';
import { TO_ACKNOWLEDGE } from '../domain/cases/case-codes.js';
import {
  CHANGE_AREAS,
  type ChangeArea,
  type ClauseChange,
  type ValueChange,
} from '../domain/list/diff.js';
import type { Finding } from '../domain/list/findings.js';
import type {
  ClauseSummary,
  DiffAnswer,
  ListSummary,
  VersionAnswer,
  VersionStatus,
  VersionSummary,
} from '../queries.js';

class ListFindingDto implements Finding {
  @ApiProperty({ enum: ['error', 'warning'], example: 'warning' })
  severity: 'error' | 'warning';

  @ApiProperty({ example: 'clauses.5.benefit.tiers.2' })
  path: string;

  @ApiProperty({ required: false, description: '所提交文本的行号', example: 120 })
  line?: number;

  @ApiProperty({ required: false, example: 'contract-seller' })
  clause?: string;

  @ApiProperty({ example: 'bounded-last-tier' })
  code: string;

  @ApiProperty({ example: '最后一档有上限 upTo：超过部分不再奖补，请确认' })
  message: string;
}

export class DraftDto {
  @ApiProperty({ example: 'county-science-policy' })
  id: string;

  @ApiProperty({ example: 1 })
  version: number;

  @ApiProperty({ enum: ['draft', 'published'], example: 'draft' })
  status: VersionStatus;

  @ApiProperty({ example: '支持科技创新政策清单（样例，非正式政策）' })
  title: string;

  @ApiProperty({ description: '内容的 SHA-256' })
  hash: string;

  @ApiProperty({
    type: [ListFindingDto],
    description: '提醒与用例的检查结果；有错误的清单不会收下（422）',
  })
  findings: readonly ListFindingDto[];
}

class RangeDto {
  @ApiProperty({ format: 'date', example: '2023-01-01' })
  from: string;

  @ApiProperty({ format: 'date', example: '2027-12-31' })
  to: string;
}

class VersionSummaryDto implements VersionSummary {
  @ApiProperty({ example: 1 })
  version: number;

  @ApiProperty({ enum: ['draft', 'published'], example: 'published' })
  status: VersionStatus;

  @ApiProperty({ example: '支持科技创新政策清单（样例，非正式政策）' })
  title: string;

  @ApiProperty({ description: '是否样例清单', example: true })
  sample: boolean;

  @ApiProperty({ type: RangeDto })
  effective: RangeDto;

  @ApiProperty({ description: '内容的 SHA-256' })
  hash: string;

  @ApiProperty({ format: 'date-time' })
  draftedAt: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  publishedAt: string | null;
}

export class ListSummaryDto implements ListSummary {
  @ApiProperty({ example: 'county-science-policy' })
  id: string;

  @ApiProperty({ example: '支持科技创新政策清单（样例，非正式政策）' })
  title: string;

  @ApiProperty({ type: Number, nullable: true, description: '已发布的最近一版', example: 1 })
  publishedVersion: number | null;

  @ApiProperty({ type: [VersionSummaryDto] })
  versions: readonly VersionSummaryDto[];
}

export class ListDto extends ListSummaryDto {
  @ApiProperty({ description: '位置标记', example: '3f9a1c20.4712' })
  position: string;
}

export class ListsDto {
  @ApiProperty({ type: [ListSummaryDto] })
  items: readonly ListSummaryDto[];

  @ApiProperty({ example: 1 })
  total: number;

  @ApiProperty({ example: 1 })
  page: number;

  @ApiProperty({ example: 50 })
  pageSize: number;
}

class OriginDto {
  @ApiProperty({ enum: ['sourced', 'illustrative'], example: 'sourced' })
  kind: 'sourced' | 'illustrative';

  @ApiProperty({ example: '仿照三明市2023至2024年技术合同登记补助的公开条款' })
  note: string;
}

class ClauseSummaryDto implements ClauseSummary {
  @ApiProperty({ example: 'contract-seller' })
  id: string;

  @ApiProperty({ example: '第五条第一款' })
  article: string;

  @ApiProperty({ example: '对当年登记技术合同的卖方，按年度成交额分段累加补助。' })
  text: string;

  @ApiProperty({ type: String, nullable: true })
  audience: string | null;

  @ApiProperty({ type: String, nullable: true, example: '县科技局' })
  department: string | null;

  @ApiProperty({ type: String, nullable: true, example: '免申即享' })
  deadline: string | null;

  @ApiProperty({ type: [String], example: ['技术合同登记证明'] })
  papers: readonly string[];

  @ApiProperty({ description: '奖补方式', example: 'marginal-tiers' })
  benefit: string;

  @ApiProperty({ type: OriginDto, nullable: true })
  origin: OriginDto | null;
}

export class VersionDto extends VersionSummaryDto implements VersionAnswer {
  @ApiProperty({ example: 'county-science-policy' })
  id: string;

  @ApiProperty({ type: [String], description: '本系统不核对的一般条款' })
  general: readonly string[];

  @ApiProperty({ type: [ClauseSummaryDto] })
  clauses: readonly ClauseSummaryDto[];

  @ApiProperty({ type: [ListFindingDto] })
  findings: readonly ListFindingDto[];

  @ApiProperty({ description: '提交时的原文' })
  text: string;

  @ApiProperty({ type: String, nullable: true, description: '随附的用例；null 为没有' })
  tests: string | null;

  @ApiProperty({ type: 'object', additionalProperties: true, description: '结构化的清单内容' })
  document: unknown;

  @ApiProperty({ description: '位置标记', example: '3f9a1c20.4712' })
  position: string;
}

const ACKNOWLEDGE = `确认项 acknowledge 应为下列代码的列表：${TO_ACKNOWLEDGE.join('、')}`;

export class PublicationDto {
  @ApiProperty({
    enum: TO_ACKNOWLEDGE,
    isArray: true,
    required: false,
    description: '已经看过、仍要发布的提醒，见草稿的 findings',
    example: ['mutant-survives'],
  })
  @IsOptional()
  @IsArray({ message: coded('acknowledge', ACKNOWLEDGE) })
  @IsIn(TO_ACKNOWLEDGE, { each: true, message: coded('acknowledge', ACKNOWLEDGE) })
  acknowledge?: string[];
}

export class DiffQuery extends AfterQuery {
  @ApiProperty({
    required: false,
    description: '与哪一版比较；不写则为它取代的一版，没有则为前一版',
    example: '1',
  })
  @IsOptional()
  @IsString({ message: coded('not-a-version', '版本号应为 1 起的整数，如 1') })
  against?: string;
}

class ValueChangeDto implements ValueChange {
  @ApiProperty({
    enum: CHANGE_AREAS,
    description: '原文、条件、金额、规则、其他',
    example: 'amounts',
  })
  area: ChangeArea;

  @ApiProperty({ example: 'benefit.amount' })
  path: string;

  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true, example: '20万' })
  before: unknown;

  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true, example: '30万' })
  after: unknown;
}

class ClauseDiffDto implements ClauseChange {
  @ApiProperty({ example: 'htf-first' })
  clause: string;

  @ApiProperty({ example: '第一条第一款' })
  article: string;

  @ApiProperty({ enum: ['added', 'removed', 'changed'], example: 'changed' })
  kind: ClauseChange['kind'];

  @ApiProperty({ type: [ValueChangeDto] })
  changes: readonly ValueChangeDto[];
}

export class DiffDto implements DiffAnswer {
  @ApiProperty({ example: 'county-science-policy' })
  id: string;

  @ApiProperty({ example: 2 })
  version: number;

  @ApiProperty({ example: 1 })
  against: number;

  @ApiProperty({ type: [ValueChangeDto], description: '清单本身：名称、有效期、互斥、限额' })
  list: readonly ValueChangeDto[];

  @ApiProperty({ type: [ClauseDiffDto] })
  clauses: readonly ClauseDiffDto[];

  @ApiProperty({ description: '位置标记', example: '3f9a1c20.4712' })
  position: string;
}
