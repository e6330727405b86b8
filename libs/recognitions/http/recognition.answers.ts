import { ApiProperty } from '@nestjs/swagger';
import type { SourceDocument } from '#libs/kernel/source.js';
import { SourceDto } from '#libs/runtime/http/validators.js';
import { RECOGNITION_KINDS, type Attributes, type RecognitionKind } from '../domain/events.js';
import {
  FINDING_LABELS,
  FINDING_STATUSES,
  RESOLUTION_LABELS,
  type FindingCode,
  type FindingStatus,
  type Resolution,
} from '../domain/findings/finding.js';
import { RECOGNITION_STATUSES, type RecognitionStatus } from '../domain/recognition.js';
import type {
  FindingAnswer,
  FindingListAnswer,
  RecognitionAnswer,
  RecognitionFinding,
  RecognitionForm,
  RecognitionFormField,
  RecognitionListAnswer,
} from '../queries.js';

const POSITION = { description: '位置标记', example: '3f9a1c20.4711' };
const NULLABLE = { type: String, nullable: true } as const;
const KNOWN_AT = { ...NULLABLE, description: '入账截止时点，未指定为 null' };
const codes = (labels: object) => Object.keys(labels);
const explain = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels)
    .map(([code, label]) => `${code} ${label}`)
    .join('；');

export class RecognitionFindingDto implements RecognitionFinding {
  @ApiProperty({ example: 'number-province.0a1b2c3d4e5f6071' })
  id: string;

  @ApiProperty({ enum: codes(FINDING_LABELS), description: explain(FINDING_LABELS) })
  code: FindingCode;

  @ApiProperty({ example: '高新技术企业 GR202344200123 ：编号中的省级代码为 44，请核对编号' })
  message: string;

  @ApiProperty({ enum: codes(FINDING_STATUSES), description: explain(FINDING_STATUSES) })
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
    enum: codes(RECOGNITION_STATUSES),
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

export class FindingDto extends RecognitionFindingDto implements FindingAnswer {
  @ApiProperty({ example: '编号省份与所在地不符' })
  label: string;

  @ApiProperty({ type: [String], example: ['high-tech-firm.GR202344200123'] })
  recordIds: readonly string[];

  @ApiProperty({ type: [String], example: ['91411323MAXX00015T'] })
  creditCodes: readonly string[];

  @ApiProperty({
    ...NULLABLE,
    enum: [...codes(RESOLUTION_LABELS), null],
    description: explain(RESOLUTION_LABELS),
    example: null,
  })
  resolution: Resolution | null;

  @ApiProperty({ ...NULLABLE, description: '核实说明', example: null })
  note: string | null;

  @ApiProperty({ ...NULLABLE, description: '核实账号的内部编号', example: null })
  resolvedBy: string | null;

  @ApiProperty({ ...NULLABLE, format: 'date-time', example: null })
  resolvedAt: string | null;

  @ApiProperty({ format: 'date-time', description: '最近一次变动的入账时刻' })
  changedAt: string;

  @ApiProperty(POSITION)
  position: string;
}

export class FindingsDto implements FindingListAnswer {
  @ApiProperty({ type: [FindingDto] })
  items: readonly FindingDto[];

  @ApiProperty({ example: 1 })
  total: number;

  @ApiProperty({ example: 1 })
  page: number;

  @ApiProperty({ example: 50 })
  pageSize: number;

  @ApiProperty(KNOWN_AT)
  knownAt: string | null;

  @ApiProperty(POSITION)
  position: string;
}

export class FindingResolutionDto {
  @ApiProperty({ description: '疑点编号', example: 'number-province.0a1b2c3d4e5f6071' })
  id: string;

  @ApiProperty({ enum: ['resolved'] })
  status: 'resolved';

  @ApiProperty({ enum: codes(RESOLUTION_LABELS) })
  resolution: Resolution;

  @ApiProperty({ example: '外省整体迁入，证书号不变' })
  note: string;

  @ApiProperty(POSITION)
  position: string;
}

export class RecognitionFormFieldDto implements RecognitionFormField {
  @ApiProperty({ example: 'issuedOn' })
  name: string;

  @ApiProperty({ example: '发证日期' })
  label: string;

  @ApiProperty({
    enum: ['text', 'texts', 'year', 'date', 'boolean', 'choice', 'money', 'score', 'party'],
    example: 'date',
  })
  type: RecognitionFormField['type'];

  @ApiProperty({ example: true })
  required: boolean;

  @ApiProperty({ ...NULLABLE, example: null })
  hint: string | null;

  @ApiProperty({
    type: 'array',
    nullable: true,
    items: {
      type: 'object',
      properties: { code: { type: 'string' }, label: { type: 'string' } },
    },
    description: '可选的代码与名称',
  })
  values: RecognitionFormField['values'];

  @ApiProperty({ type: [String], nullable: true, description: '常见的值，也可另填' })
  suggestions: readonly string[] | null;

  @ApiProperty({ type: Number, nullable: true })
  maxLength: number | null;

  @ApiProperty({ type: Boolean, nullable: true, description: '当事人的所在地是否必填' })
  regionRequired: boolean | null;
}

export class RecognitionFormDto implements RecognitionForm {
  @ApiProperty({ enum: RECOGNITION_KINDS })
  kind: RecognitionKind;

  @ApiProperty({ example: '高新技术企业' })
  label: string;

  @ApiProperty({
    type: 'object',
    properties: {
      label: { type: 'string', example: '证书编号' },
      required: { type: 'boolean' },
      issuedPrefix: { type: 'string', nullable: true },
      pattern: { type: 'string', nullable: true },
      example: { type: 'string', nullable: true },
      hint: { type: 'string' },
    },
  })
  number: RecognitionForm['number'];

  @ApiProperty({ type: [RecognitionFormFieldDto] })
  fields: readonly RecognitionFormFieldDto[];

  @ApiProperty({ description: '计入哪一年、哪一天，有效多久' })
  counting: string;
}

export class RecognitionFormsDto {
  @ApiProperty({ type: [RecognitionFormDto] })
  items: readonly RecognitionFormDto[];

  @ApiProperty({ example: 7 })
  total: number;

  @ApiProperty({ example: 1 })
  page: number;

  @ApiProperty({ example: 7 })
  pageSize: number;
}
