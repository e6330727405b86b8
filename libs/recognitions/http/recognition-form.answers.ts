import { ApiProperty } from '@nestjs/swagger';
import { RECOGNITION_KINDS, type RecognitionKind } from '../domain/events.js';
import type { RecognitionForm, RecognitionFormField } from '../queries.js';

const NULLABLE = { type: String, nullable: true } as const;

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
