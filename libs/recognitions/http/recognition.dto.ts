import { ApiProperty } from '@nestjs/swagger';
import { Allow } from 'class-validator';
import type { SourceDocument } from '#libs/kernel/source.js';
import { SourceDto } from '#libs/runtime/http/validators.js';
import type {
  CorrectRecognitionInput,
  RecordRecognitionInput,
  ResolveFindingInput,
  RevokeRecognitionInput,
  WithdrawRecognitionInput,
} from '../commands.js';
import { RECOGNITION_KINDS } from '../domain/events.js';
import { RESOLUTION_LABELS, type Resolution } from '../domain/findings/finding.js';
import { codesOf, explain } from './labels.js';

/*
 * These classes name the fields; their rules are the decisions', which seeds and imports pass too and
 * which say everything that is wrong at once.
 */

const REASON = { type: String, maxLength: 500 };

export class RecordRecognitionDto implements RecordRecognitionInput {
  @ApiProperty({ enum: RECOGNITION_KINDS, description: '类别', example: 'high-tech-firm' })
  @Allow()
  kind: string;

  @ApiProperty({
    type: String,
    description: '持有单位的统一社会信用代码；须已登记',
    example: '91411323MAXX00015T',
  })
  @Allow()
  creditCode: string;

  @ApiProperty({
    type: String,
    required: false,
    nullable: true,
    description: '证书或登记编号；平台、项目、成果转化、称号可不填，由台账编排',
    example: 'GR202341000123',
  })
  @Allow()
  number?: string | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: '该类别的各项内容，见 GET /api/v1/recognition-kinds',
    example: { recognitionYear: 2023, issuedOn: '2023-11-22', first: true },
  })
  @Allow()
  attributes: Readonly<Record<string, unknown>>;

  @ApiProperty({ type: SourceDto, description: '来源文件' })
  @Allow()
  source: SourceDocument;
}

export class CorrectRecognitionDto implements CorrectRecognitionInput {
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: '只写要更正的项，null 为清除；单位与编号不能更正',
    example: { recognitionYear: 2022 },
  })
  @Allow()
  attributes: Readonly<Record<string, unknown>>;

  @ApiProperty({ ...REASON, description: '更正理由', example: '认定年度误录' })
  @Allow()
  reason: string;

  @ApiProperty({ type: SourceDto, description: '依据的文件' })
  @Allow()
  source: SourceDocument;
}

export class RevokeRecognitionDto implements RevokeRecognitionInput {
  @ApiProperty({
    type: String,
    format: 'date',
    required: false,
    nullable: true,
    description: '取消生效日期（不再有效的第一天）；与 fromYear 二者填一',
    example: '2024-01-01',
  })
  @Allow()
  effectiveOn?: string | null;

  @ApiProperty({
    type: 'integer',
    required: false,
    nullable: true,
    description: '取消年度，自该年1月1日起不再有效；与 effectiveOn 二者填一',
  })
  @Allow()
  fromYear?: number | null;

  @ApiProperty({ ...REASON, description: '取消理由', example: '累计两年未报送年报' })
  @Allow()
  reason: string;

  @ApiProperty({ type: SourceDto, description: '取消所依据的文件' })
  @Allow()
  source: SourceDocument;
}

export class WithdrawRecognitionDto implements WithdrawRecognitionInput {
  @ApiProperty({ ...REASON, description: '作废理由', example: '重复录入' })
  @Allow()
  reason: string;
}

export class ResolveFindingDto implements ResolveFindingInput {
  @ApiProperty({
    enum: codesOf(RESOLUTION_LABELS),
    description: explain(RESOLUTION_LABELS),
    example: 'accepted',
  })
  @Allow()
  resolution: Resolution;

  @ApiProperty({
    type: String,
    maxLength: 1000,
    description: '核实说明',
    example: '外省整体迁入，证书号不变',
  })
  @Allow()
  note: string;
}
