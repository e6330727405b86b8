import { ApiExtraModels, ApiProperty } from '@nestjs/swagger';
import type { SourceDocument } from '#libs/kernel/source.js';
import { SourceDto } from '#libs/runtime/http/validators.js';
import type { CountingRule } from './domain/counting-rule.js';
import type { Commitment, CurvePoint, TargetItem } from './domain/events.js';
import { INDICATOR_CODES, type IndicatorCode } from './domain/indicators.js';
import { TALLY_STATUSES, type TallyStatus } from './domain/progress.js';
import { CURVE_SCHEMA, RULE_SCHEMA } from './openapi-schemas.js';
import type {
  EvidenceItem,
  IndicatorTally,
  PlannedIndicator,
  Target,
  TallyAnswer,
  TallyEvidenceAnswer,
  TargetPlanAnswer,
} from './queries.js';

const POSITION = { description: '位置标记：本应答所依据的台账前缀', example: '3f9a1c20.4711' };
const RULE = {
  ...RULE_SCHEMA,
  example: { measure: 'high-tech-firms', count: 'first-or-renewed', place: 'registered' },
};
const RULE_TEXT = { description: '口径说明', example: '首次认定与重新认定都计；按注册地' };
const NUMBER = { type: String, nullable: true } as const;

export class TargetDto implements Target {
  @ApiProperty({ enum: ['gte'], description: '不低于' })
  op: 'gte';

  @ApiProperty({ description: '家、个、项为整数，金额为元，增长为百分数', example: '10' })
  value: string;

  @ApiProperty({ enum: ['ensure', 'strive', 'expect'], description: '确保、力争、预期' })
  commitment: Commitment;
}

class IndicatorDto {
  @ApiProperty({ enum: INDICATOR_CODES, example: 'high-tech-firms-new' })
  code: IndicatorCode;

  @ApiProperty({ example: '新认定高新技术企业' })
  name: string;

  @ApiProperty({ description: '家、个、项、元、%', example: '家' })
  unit: string;

  @ApiProperty({ type: TargetDto, nullable: true, description: '没有目标为 null' })
  target: TargetDto | null;

  @ApiProperty(RULE as object)
  countingRule: CountingRule;

  @ApiProperty(RULE_TEXT)
  countingRuleText: string;
}

export class PlannedIndicatorDto extends IndicatorDto implements PlannedIndicator {
  @ApiProperty(CURVE_SCHEMA as object)
  plannedCurve: readonly CurvePoint[] | null;

  @ApiProperty({ type: String, nullable: true })
  note: string | null;
}

export class TargetPlanDto implements TargetPlanAnswer {
  @ApiProperty({ description: '行政区划代码', example: '411323' })
  region: string;

  @ApiProperty({ type: String, nullable: true, example: '西峡县' })
  regionName: string | null;

  @ApiProperty({ example: 2023 })
  year: number;

  @ApiProperty({ type: String, nullable: true, description: '入账截止时点，未指定为 null' })
  knownAt: string | null;

  @ApiProperty(POSITION)
  position: string;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: '修订号，也在 ETag 中；没有计划为 null',
  })
  revision: number | null;

  @ApiProperty({ type: SourceDto, nullable: true })
  source: SourceDocument | null;

  @ApiProperty({
    type: 'array',
    items: { type: 'object' },
    description: '计划各项，可原样改后再 PUT；没有计划为空',
  })
  items: readonly TargetItem[];

  @ApiProperty({ type: [PlannedIndicatorDto], description: '全部八项，没有目标的 target 为 null' })
  indicators: readonly PlannedIndicatorDto[];
}

export class BreakdownDto {
  @ApiProperty({ description: '首次认定', example: '6' })
  first: string;

  @ApiProperty({ description: '重新认定', example: '5' })
  renewed: string;

  @ApiProperty({ description: '净增：存量比上年末', example: '4' })
  net: string;

  @ApiProperty({ description: '截至日有效存量（家）', example: '31' })
  stock: string;
}

export class LatestPublishedDto {
  @ApiProperty({ example: '2022' })
  period: string;

  @ApiProperty({ ...NUMBER, description: '增长（%）', example: '12.2119' })
  growth: string | null;

  @ApiProperty({ format: 'date', example: '2023-09-18' })
  publishedOn: string;
}

export class IndicatorTallyDto extends IndicatorDto implements IndicatorTally {
  @ApiProperty({ ...NUMBER, description: '实际；尚未公布为 null', example: '11' })
  actual: string | null;

  @ApiProperty({ ...NUMBER, description: '完成率，不封顶，可为负', example: '1.1000' })
  completion: string | null;

  @ApiProperty({ ...NUMBER, description: '序时进度 0–1；增长类没有', example: '0.4959' })
  timeProgress: string | null;

  @ApiProperty({ ...NUMBER, description: '完成率减序时进度', example: '0.6041' })
  ahead: string | null;

  @ApiProperty({
    enum: TALLY_STATUSES,
    description: '已完成、按序时、落后、待公布、无目标',
    example: 'reached',
  })
  status: TallyStatus;

  @ApiProperty({ description: '佐证条数', example: 11 })
  evidenceCount: number;

  @ApiProperty({ type: BreakdownDto, required: false, description: '只有高新技术企业有' })
  breakdown?: BreakdownDto;

  @ApiProperty({
    ...NUMBER,
    required: false,
    description: '实际减目标（百分点），只有增长类有',
    example: '-13.9986',
  })
  gapPoints?: string | null;

  @ApiProperty({
    type: LatestPublishedDto,
    required: false,
    nullable: true,
    description: '增长类尚未公布时，最近一次公布的；从未公布过为 null',
  })
  latestPublished?: LatestPublishedDto | null;
}

@ApiExtraModels(IndicatorTallyDto)
export class TallyDto implements TallyAnswer {
  @ApiProperty({ description: '行政区划代码', example: '411323' })
  region: string;

  @ApiProperty({ type: String, nullable: true, example: '西峡县' })
  regionName: string | null;

  @ApiProperty({ example: 2023 })
  year: number;

  @ApiProperty({ format: 'date', description: '截至日', example: '2023-06-30' })
  asOf: string;

  @ApiProperty({ type: String, nullable: true, description: '入账截止时点，未指定为 null' })
  knownAt: string | null;

  @ApiProperty(POSITION)
  position: string;

  @ApiProperty({ type: [IndicatorTallyDto] })
  indicators: readonly IndicatorTallyDto[];
}

const RECOGNITION_ONLY = { type: String, nullable: true } as const;

export class EvidenceItemDto implements EvidenceItem {
  @ApiProperty({ ...RECOGNITION_ONLY, example: 'high-tech-firm.GR202341000123' })
  recognitionId: string | null;

  @ApiProperty({ ...RECOGNITION_ONLY, example: 'high-tech-firm' })
  kind: string | null;

  @ApiProperty({ ...RECOGNITION_ONLY, example: 'GR202341000123' })
  number: string | null;

  @ApiProperty({ ...RECOGNITION_ONLY, example: '91411323MAXX00015T' })
  creditCode: string | null;

  @ApiProperty({ ...RECOGNITION_ONLY, example: '西峡县测试新材料有限公司' })
  enterpriseName: string | null;

  @ApiProperty({ ...RECOGNITION_ONLY, description: '平台、项目、成果、合同的名称' })
  title: string | null;

  @ApiProperty({ description: '计入的区域', example: '411323' })
  regionCode: string;

  @ApiProperty({ format: 'date', description: '计入日；统计数为发布日期', example: '2023-11-22' })
  countedOn: string;

  @ApiProperty({ ...NUMBER, description: '金额（元）', example: null })
  amount: string | null;

  @ApiProperty({
    ...NUMBER,
    description: '对实际数的贡献；各条之和即实际数，统计数为 null',
    example: '1',
  })
  contribution: string | null;

  @ApiProperty({ ...NUMBER, description: '统计指标，只有增长类有' })
  series: string | null;

  @ApiProperty({ ...NUMBER, description: '统计期间，只有增长类有' })
  period: string | null;

  @ApiProperty({ format: 'uuid', description: '使该记录成为现状的事件' })
  eventId: string;

  @ApiProperty({ type: [String], description: '该记录的全部事件，先后为序' })
  eventIds: readonly string[];

  @ApiProperty({ description: '该事件的位置标记', example: '3f9a1c20.4711' })
  position: string;

  @ApiProperty({ example: '河南省2023年第一批高新技术企业备案公告' })
  sourceTitle: string;
}

export class TallyEvidenceDto implements TallyEvidenceAnswer {
  @ApiProperty({ example: '411323' })
  region: string;

  @ApiProperty({ example: 2023 })
  year: number;

  @ApiProperty({ enum: INDICATOR_CODES })
  indicator: IndicatorCode;

  @ApiProperty({ format: 'date', example: '2023-12-31' })
  asOf: string;

  @ApiProperty({ type: String, nullable: true })
  knownAt: string | null;

  @ApiProperty(POSITION)
  position: string;

  @ApiProperty({ type: [EvidenceItemDto] })
  items: readonly EvidenceItemDto[];

  @ApiProperty({ example: 11 })
  total: number;

  @ApiProperty({ example: 1 })
  page: number;

  @ApiProperty({ example: 50 })
  pageSize: number;
}
