import { ApiProperty } from '@nestjs/swagger';
import { Allow } from 'class-validator';
import { ENTERPRISE_NAME, type Named } from '../enterprise-names.js';
import type { SourceDocument } from '#libs/kernel/source.js';
import { IsCreditCode, IsSafeText, SourceDto } from '#libs/runtime/http/validators.js';
import { IsQueryInteger, PagedQuery } from '#libs/runtime/http/query.dto.js';
import { FIGURE_STATES } from '../domain/declarations/declaration.js';
import { FIRST_YEAR } from '../domain/declarations/figures.js';
import { VALUE_TYPES, type ValueType, type WrittenValue } from '../domain/facts/values.js';
import { IsOneOf } from '../one-of.decorator.js';
import type { SubmitDeclarationInput } from './commands.js';
import type {
  DeclarableFigure,
  DeclarationAnswer,
  DecidedToldValue,
  DeclaredFigureListAnswer,
  FigureAnswer,
  FigureFinding,
  FigureState,
  ListedFigure,
  ToldValue,
} from './queries.js';

const POSITION = { description: '位置标记', example: '3f9a1c20.4711' };
const KNOWN_AT = '入账截止时点：时刻、日期（当日 24 时，上海）或位置标记；不填为当前';
const STATES = '待核实、已核实、未通过、已撤回；有待核实的值时为待核实';
const NAMES = '指标名；不填为该年度全部待核实的指标';
const VALUE = {
  oneOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }],
  description: '金额为元的小数文本，人数、项数为整数',
  example: '2990000.00',
};

/** Names the fields; their rules are the decision's, which seeds pass too. */
export class SubmitDeclarationDto implements SubmitDeclarationInput {
  @ApiProperty({ type: 'integer', minimum: FIRST_YEAR, description: '所属年度', example: 2022 })
  @Allow()
  year: unknown;

  @ApiProperty({
    type: 'object',
    additionalProperties: { oneOf: VALUE.oneOf },
    description: '“指标名: 值”，见 GET /api/v1/declarable-figures；金额可写 500万、1.5亿 或以元计',
    example: { revenue: '100000000.00', 'rd.expense': '299万', staff: 120, 'staff.science': 18 },
  })
  @Allow()
  figures: unknown;

  @ApiProperty({ type: SourceDto, description: '依据的报表、审计报告或证明材料，不要写个人信息' })
  @Allow()
  source: SourceDocument;
}

export class ConfirmDeclarationDto {
  @ApiProperty({ type: [String], required: false, description: NAMES, example: ['revenue'] })
  @Allow()
  figures?: unknown;
}

export class RejectDeclarationDto {
  @ApiProperty({ type: [String], required: false, description: NAMES, example: ['rd.expense'] })
  @Allow()
  figures?: unknown;

  @ApiProperty({
    type: String,
    maxLength: 500,
    description: '理由，申报企业可见；不要写个人信息',
    example: '与研发费用辅助账不符，请核对后重新申报',
  })
  @Allow()
  reason?: unknown;
}

export class ToldValueDto implements ToldValue {
  @ApiProperty(VALUE)
  value: WrittenValue;

  @ApiProperty({ type: SourceDto })
  source: SourceDocument;

  @ApiProperty({ format: 'date-time', description: '申报的入账时刻' })
  declaredAt: string;

  @ApiProperty({ description: '申报账号的内部编号' })
  declaredBy: string;

  @ApiProperty({ description: '申报账号的角色；officer 为经办代报', example: 'enterprise' })
  role: string;

  @ApiProperty({ format: 'uuid', description: '申报事件的编号' })
  eventId: string;
}

export class DecidedValueDto extends ToldValueDto implements DecidedToldValue {
  @ApiProperty({ format: 'date-time', description: '核实的入账时刻' })
  decidedAt: string;

  @ApiProperty({ description: '核实账号的内部编号' })
  decidedBy: string;

  @ApiProperty({ format: 'uuid', description: '核实事件的编号' })
  decisionEventId: string;
}

export class RejectedValueDto extends DecidedValueDto {
  @ApiProperty({ description: '未通过的理由', example: '与研发费用辅助账不符' })
  reason: string;
}

class UsedValueDto {
  @ApiProperty(VALUE)
  value: WrittenValue;

  @ApiProperty({ description: '是否已经科技局核实', example: false })
  confirmed: boolean;
}

export class DeclaredFigureDto implements FigureAnswer {
  @ApiProperty({ example: '91411323MAXX00015T' })
  creditCode: string;

  @ApiProperty({ example: 2022 })
  year: number;

  @ApiProperty({ description: '指标名', example: 'rd.expense' })
  fact: string;

  @ApiProperty({ example: '研发费用' })
  label: string;

  @ApiProperty({ enum: VALUE_TYPES, example: 'money' })
  type: ValueType;

  @ApiProperty({ enum: Object.keys(FIGURE_STATES), description: STATES, example: 'declared' })
  state: FigureState;

  @ApiProperty({
    type: UsedValueDto,
    nullable: true,
    description: '政策匹配所用的值：已核实的优先（即使又有新的申报待核实），否则为待核实的值',
  })
  used: UsedValueDto | null;

  @ApiProperty({ type: ToldValueDto, nullable: true, description: '待核实的值' })
  declared: ToldValueDto | null;

  @ApiProperty({ type: DecidedValueDto, nullable: true, description: '已核实的值' })
  confirmed: DecidedValueDto | null;

  @ApiProperty({ type: RejectedValueDto, nullable: true, description: '最近一次未通过的值' })
  rejected: RejectedValueDto | null;
}

class FigureFindingDto implements FigureFinding {
  @ApiProperty({ enum: ['unusual-ratio', 'unusual-amount', 'no-staff'], example: 'unusual-ratio' })
  code: FigureFinding['code'];

  @ApiProperty({ type: [String], example: ['rd.expense', 'revenue'] })
  figures: readonly string[];

  @ApiProperty({ example: '研发费用大于营业收入：请核对单位与口径' })
  message: string;
}

export class DeclarationDto implements DeclarationAnswer {
  @ApiProperty({ example: '91411323MAXX00015T' })
  creditCode: string;

  @ApiProperty({ example: 2022 })
  year: number;

  @ApiProperty({ type: [DeclaredFigureDto], description: '该年度的全部指标' })
  figures: readonly DeclaredFigureDto[];

  @ApiProperty({ type: [FigureFindingDto], description: '疑点：不影响收下，请核对' })
  findings: readonly FigureFindingDto[];

  @ApiProperty({ description: '修订号，同 ETag', example: 0 })
  revision: number;

  @ApiProperty({ format: 'date-time' })
  recordedAt: string;

  @ApiProperty(POSITION)
  position: string;
}

class ListedFigureDto extends DeclaredFigureDto implements ListedFigure, Named {
  @ApiProperty(ENTERPRISE_NAME)
  enterpriseName: string | null;

  @ApiProperty({ format: 'date-time', description: '最近一次变动的入账时刻' })
  changedAt: string;
}

export class DeclaredFiguresDto implements DeclaredFigureListAnswer {
  @ApiProperty({ type: [ListedFigureDto] })
  items: readonly ListedFigureDto[];

  @ApiProperty({ example: 1 })
  total: number;

  @ApiProperty({ example: 1 })
  page: number;

  @ApiProperty({ example: 50 })
  pageSize: number;

  @ApiProperty({ type: String, nullable: true, description: '入账截止时点，未指定为 null' })
  knownAt: string | null;

  @ApiProperty(POSITION)
  position: string;
}

export class EnterpriseDeclarationsQuery extends PagedQuery {
  @IsQueryInteger({
    min: FIRST_YEAR,
    max: 2099,
    optional: true,
    description: '所属年度；不填为全部年度',
    example: 2022,
  })
  year?: number;

  @IsOneOf(FIGURE_STATES, '状态')
  state?: FigureState;

  @IsSafeText({ max: 60, optional: true, description: '指标名', example: 'rd.expense' })
  fact?: string;

  @IsSafeText({ max: 80, optional: true, description: KNOWN_AT })
  knownAt?: string;
}

export class DeclarationsQuery extends EnterpriseDeclarationsQuery {
  @IsCreditCode({ optional: true, description: '申报企业' })
  creditCode?: string;
}

export class DeclarableFigureDto implements DeclarableFigure {
  @ApiProperty({ description: '指标名', example: 'rd.expense' })
  fact: string;

  @ApiProperty({ example: '研发费用' })
  label: string;

  @ApiProperty({ enum: VALUE_TYPES, example: 'money' })
  type: ValueType;

  @ApiProperty({ description: '值的写法', example: '金额，如 500万、1.5亿、3000（元）' })
  accepted: string;

  @ApiProperty({ description: '数据出处', example: '企业年度申报（研发费用辅助账）' })
  reportAt: string;
}

export class DeclarableFiguresDto {
  @ApiProperty({ type: [DeclarableFigureDto] })
  items: readonly DeclarableFigureDto[];
}
