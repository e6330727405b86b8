import { ApiProperty } from '@nestjs/swagger';
import { RESOLUTION_LABELS, type Resolution } from '../domain/findings/finding.js';
import type { FindingAnswer, FindingListAnswer } from '../queries.js';
import { codesOf, explain } from './labels.js';
import { RecognitionFindingDto } from './recognition.answers.js';

const POSITION = { description: '位置标记', example: '3f9a1c20.4711' };
const NULLABLE = { type: String, nullable: true } as const;

export class FindingDto extends RecognitionFindingDto implements FindingAnswer {
  @ApiProperty({ example: '编号省份与所在地不符' })
  label: string;

  @ApiProperty({ type: [String], example: ['high-tech-firm.GR202344200123'] })
  recordIds: readonly string[];

  @ApiProperty({ type: [String], example: ['91411323MAXX00015T'] })
  creditCodes: readonly string[];

  @ApiProperty({
    ...NULLABLE,
    enum: [...codesOf(RESOLUTION_LABELS), null],
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

  @ApiProperty({ ...NULLABLE, description: '入账截止时点，未指定为 null' })
  knownAt: string | null;

  @ApiProperty(POSITION)
  position: string;
}

export class FindingResolutionDto {
  @ApiProperty({ description: '疑点编号', example: 'number-province.0a1b2c3d4e5f6071' })
  id: string;

  @ApiProperty({ enum: ['resolved'] })
  status: 'resolved';

  @ApiProperty({ enum: codesOf(RESOLUTION_LABELS) })
  resolution: Resolution;

  @ApiProperty({ example: '外省整体迁入，证书号不变' })
  note: string;

  @ApiProperty(POSITION)
  position: string;
}
