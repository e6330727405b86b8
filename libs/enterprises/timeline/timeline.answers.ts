import { ApiProperty } from '@nestjs/swagger';
import type { SourceDocument } from '#libs/kernel/source.js';
import { SourceDto } from '#libs/runtime/http/validators.js';
import type { EnterpriseTimelineAnswer, TimelineChange, TimelineItem } from '../queries.js';

const POSITION = { description: '位置标记', example: '3f9a1c20.4711' };
const NULLABLE = { type: String, nullable: true } as const;
const KNOWN_AT = { ...NULLABLE, description: '入账截止时点，未指定为 null' };

export class TimelineChangeDto implements TimelineChange {
  @ApiProperty({ example: 'recognitionYear' })
  field: string;

  @ApiProperty({ example: '认定年度' })
  label: string;

  @ApiProperty({ nullable: true, description: '之前的值；null 为没有', example: 2023 })
  before: unknown;

  @ApiProperty({ nullable: true, description: '之后的值；null 为清除', example: 2022 })
  after: unknown;
}

export class TimelineItemDto implements TimelineItem {
  @ApiProperty(POSITION)
  position: string;

  @ApiProperty({ format: 'uuid' })
  eventId: string;

  @ApiProperty({ example: 'recognition.corrected' })
  type: string;

  @ApiProperty({ example: '更正记录' })
  label: string;

  @ApiProperty({ format: 'date-time', description: '入账时刻' })
  recordedAt: string;

  @ApiProperty({
    type: 'object',
    properties: {
      id: {
        type: 'string',
        nullable: true,
        description: '账号的内部编号；奖补的经办不告知企业，为 null',
      },
      role: { type: 'string', example: 'officer' },
      roleLabel: { type: 'string', example: '科技局经办' },
    },
  })
  actor: TimelineItem['actor'];

  @ApiProperty({ type: SourceDto, nullable: true, description: '来源文件' })
  source: SourceDocument | null;

  @ApiProperty({ ...NULLABLE, description: '更正、取消、作废的理由' })
  reason: string | null;

  @ApiProperty({ ...NULLABLE, format: 'date', description: '生效日期' })
  effectiveOn: string | null;

  @ApiProperty({
    type: 'object',
    nullable: true,
    properties: {
      id: { type: 'string', example: 'high-tech-firm.GR202341000123' },
      kind: { type: 'string', example: 'high-tech-firm' },
      kindLabel: { type: 'string', example: '高新技术企业' },
      number: { type: 'string', example: 'GR202341000123' },
    },
    description: '涉及的台账记录；企业自身的变动为 null',
  })
  recognition: TimelineItem['recognition'];

  @ApiProperty({
    type: 'object',
    nullable: true,
    properties: {
      kind: { type: 'string', enum: ['declaration', 'manual-answer', 'objection', 'award'] },
      id: { type: 'string', example: 'JB411323-2023-0001' },
      label: { type: 'string', example: '第三条奖补' },
    },
    description: '涉及的申报指标、人工核实、异议或奖补；其他为 null',
  })
  about: TimelineItem['about'];

  @ApiProperty({ type: [TimelineChangeDto], description: '改变了什么' })
  changes: readonly TimelineChangeDto[];
}

export class TimelineDto implements EnterpriseTimelineAnswer {
  @ApiProperty({ type: [TimelineItemDto] })
  items: readonly TimelineItemDto[];

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
