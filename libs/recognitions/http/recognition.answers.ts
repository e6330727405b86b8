import { ApiProperty } from '@nestjs/swagger';
import type { SourceDocument } from '#libs/kernel/source.js';
import { SourceDto } from '#libs/runtime/http/validators.js';
import { RECOGNITION_KINDS, type Attributes, type RecognitionKind } from '../domain/events.js';
import {
  FINDING_LABELS,
  FINDING_STATUSES,
  type FindingCode,
  type FindingStatus,
} from '../domain/findings/finding.js';
import { RECOGNITION_STATUSES, type RecognitionStatus } from '../domain/recognition.js';
import type { RecognitionAnswer, RecognitionFinding, RecognitionListAnswer } from '../queries.js';
import { codesOf, explain } from './labels.js';

const POSITION = { description: '位置标记', example: '3f9a1c20.4711' };
const NULLABLE = { type: String, nullable: true } as const;
const KNOWN_AT = { ...NULLABLE, description: '入账截止时点，未指定为 null' };

export class RecognitionFindingDto implements RecognitionFinding {
  @ApiProperty({ example: 'number-province.0a1b2c3d4e5f6071' })
  id: string;

  @ApiProperty({ enum: codesOf(FINDING_LABELS), description: explain(FINDING_LABELS) })
  code: FindingCode;

  @ApiProperty({ example: '高新技术企业 GR202344200123 ：编号中的省级代码为 44，请核对编号' })
  message: string;

  @ApiProperty({ enum: codesOf(FINDING_STATUSES), description: explain(FINDING_STATUSES) })
  status: FindingStatus;
}

export class RecognitionDto implements RecognitionAnswer {
  @ApiProperty({ description: '类别.编号', example: 'high-tech-firm.GR202341000123' })
  id: string;

  @ApiProperty({ enum: RECOGNITION_KINDS })
  kind: RecognitionKind;

  @ApiProperty({ example: 'GR202341000123' })
  number: string;

  @ApiProperty({ example: '91411323MAXX00015T' })
  creditCode: string;

  @ApiProperty({ description: '持有单位在所问日期的名称', example: '西峡县样本新材料有限公司' })
  enterpriseName: string;

  @ApiProperty({
    enum: codesOf(RECOGNITION_STATUSES),
    description: `所问日期的状态：${explain(RECOGNITION_STATUSES)}`,
  })
  status: RecognitionStatus;

  @ApiProperty({ description: '计入年度', example: 2023 })
  countingYear: number;

  @ApiProperty({ format: 'date', description: '计入日', example: '2023-11-22' })
  countedOn: string;

  @ApiProperty({ format: 'date', example: '2023-11-22' })
  validFrom: string;

  @ApiProperty({
    ...NULLABLE,
    format: 'date',
    description: '有效期最后一天；null 为长期',
    example: '2026-11-22',
  })
  validTo: string | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: '该类别的各项内容，金额为元的十进制文本',
    example: { recognitionYear: 2023, issuedOn: '2023-11-22', first: true },
  })
  attributes: Attributes;

  @ApiProperty({ type: SourceDto })
  source: SourceDocument;

  @ApiProperty({ description: '修订号，即 ETag', example: 0 })
  revision: number;

  @ApiProperty({ format: 'date-time', description: '最近一次变动的入账时刻' })
  recordedAt: string;

  @ApiProperty(POSITION)
  position: string;

  @ApiProperty({ type: [RecognitionFindingDto], description: '未消除的疑点' })
  findings: readonly RecognitionFindingDto[];
}

export class RecognitionsDto implements RecognitionListAnswer {
  @ApiProperty({ type: [RecognitionDto] })
  items: readonly RecognitionDto[];

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
