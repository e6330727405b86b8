import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Allow } from 'class-validator';
import { AfterQuery, IsQueryInteger, PagedQuery } from '#libs/runtime/http/query.dto.js';
import { IsCreditCode, IsSafeText, SourceDto } from '#libs/runtime/http/validators.js';
import { AWARD_STATUSES, type AwardStatus } from '../domain/awards/award.js';
import { NOTICE_UNITS } from '../domain/awards/notice-rule.js';
import { SHORT_RULES } from '../domain/list/model.js';
import { FIRST_AWARD_YEAR, LAST_AWARD_YEAR } from '../domain/question.js';
import { IsOneOf } from '../one-of.decorator.js';

/**
 * Names the fields of the steps; their rules are the decisions', which seeds and jobs pass too. All
 * are optional for the HTTP layer, so that a decision answers with every fault at once.
 */
type Fields = Readonly<Record<string, unknown>>;

const YUAN = { oneOf: [{ type: 'string' }, { type: 'number' }], example: '200000.00' };
const KNOWN_AT = '入账截止时点：时刻、日期（当日 24 时，上海）或位置标记；不填为当前';
const TODAY = '不填为今天（上海）';

/** Shown on the API page; read by the decision. */
class AwardExceptionDto {
  @ApiProperty({
    type: String,
    maxLength: 500,
    description: '理由',
    example: '县政府专题会议研究同意',
  })
  reason?: unknown;

  @ApiProperty({
    type: String,
    maxLength: 500,
    description: '依据',
    example: '会议纪要〔2023〕12号',
  })
  basis?: unknown;
}

class FrameDto {
  @ApiProperty({ type: 'integer', description: '兑现年度', example: 2023 })
  @Allow()
  awardYear?: unknown;

  @ApiProperty({
    type: String,
    required: false,
    description: '清单标识；不填为该年度有效的清单',
    example: 'county-science-policy',
  })
  @Allow()
  list?: unknown;

  @ApiProperty({
    type: String,
    format: 'date',
    required: false,
    description: `申请日：事实与清单版本按当日已入账的固定；${TODAY}`,
    example: '2024-01-15',
  })
  @Allow()
  applicationOn?: unknown;

  @ApiProperty({
    type: [String],
    required: false,
    description: '联审部门；不填为条款的主管部门和县财政局',
    example: ['县科技局', '县财政局', '县税务局'],
  })
  @Allow()
  departments?: unknown;
}

export class ProposeAwardDto extends FrameDto {
  @ApiProperty({ type: String, description: '统一社会信用代码', example: '91411323MAXX00015T' })
  @Allow()
  creditCode?: unknown;

  @ApiProperty({ type: String, description: '条款标识', example: 'htf-first' })
  @Allow()
  clause?: unknown;

  @ApiProperty({ ...YUAN, required: false, description: '金额（元）；不填为核算金额，不得更高' })
  @Allow()
  amount?: unknown;

  @ApiProperty({
    type: AwardExceptionDto,
    required: false,
    description: '核算不予兑现而作为例外提出的，写明理由与依据；入账并始终可见',
  })
  @Allow()
  exception?: unknown;
}

export class ProposeAwardBatchDto extends FrameDto {
  @ApiProperty({
    type: String,
    required: false,
    description: '只提出这一条款；不填为全部条款',
    example: 'sme-first-entry',
  })
  @Allow()
  clause?: unknown;
}

export class DepartmentOpinionDto {
  @ApiProperty({ type: String, maxLength: 40, description: '联审部门', example: '县财政局' })
  @Allow()
  department?: unknown;

  @ApiProperty({ enum: ['agree', 'veto'], description: '同意或否决' })
  @Allow()
  opinion?: unknown;

  @ApiProperty({
    type: String,
    maxLength: 500,
    required: false,
    description: '意见说明；否决必填理由。不要写个人信息',
  })
  @Allow()
  note?: unknown;

  @ApiProperty({ type: String, format: 'date', required: false, description: `意见日期；${TODAY}` })
  @Allow()
  on?: unknown;
}

export class AwardNoticeDto {
  @ApiProperty({ type: String, format: 'date', description: '开始日期', example: '2024-01-22' })
  @Allow()
  startsOn?: unknown;

  @ApiProperty({
    type: String,
    format: 'date',
    description:
      '结束日期（含），至少满年度公示期，见 GET /api/v1/award-budgets/{list}/{awardYear}',
    example: '2024-01-26',
  })
  @Allow()
  endsOn?: unknown;

  @ApiProperty({ type: String, required: false, description: '重新公示的原因' })
  @Allow()
  reason?: unknown;

  @ApiProperty({ type: SourceDto, required: false, description: '公示文件' })
  @Allow()
  source?: unknown;
}

export class AwardObjectionDto {
  @ApiProperty({ type: String, format: 'date', description: '提出日期，在公示期内' })
  @Allow()
  raisedOn?: unknown;

  @ApiProperty({ type: String, maxLength: 1000, description: '异议内容；不要写个人信息' })
  @Allow()
  content?: unknown;
}

export class ObjectionResolutionDto {
  @ApiProperty({ enum: ['dismissed', 'upheld'], description: '不成立或成立；成立的作不予' })
  @Allow()
  outcome?: unknown;

  @ApiProperty({ type: String, maxLength: 1000, description: '处理情况' })
  @Allow()
  handling?: unknown;

  @ApiProperty({ type: String, format: 'date', required: false, description: `处理日期；${TODAY}` })
  @Allow()
  on?: unknown;
}

export class AwardApprovalDto {
  @ApiProperty({
    ...YUAN,
    required: false,
    description: '审定金额（元）；不填为拟奖补金额，不得更高',
  })
  @Allow()
  amount?: unknown;

  @ApiProperty({ type: String, format: 'date', required: false, description: `审定日期；${TODAY}` })
  @Allow()
  approvedOn?: unknown;

  @ApiProperty({ type: SourceDto, required: false, description: '审定文件或会议纪要' })
  @Allow()
  source?: unknown;
}

export class IssuanceDto {
  @ApiProperty({
    type: String,
    maxLength: 100,
    description: '下达文号',
    example: '西财预〔2024〕15号',
  })
  @Allow()
  documentNumber?: unknown;

  @ApiProperty({ type: String, format: 'date', description: '下达日期' })
  @Allow()
  issuedOn?: unknown;
}

export class AwardPaymentDto {
  @ApiProperty({ ...YUAN, description: '本次拨付金额（元），累计不得超过审定金额' })
  @Allow()
  amount?: unknown;

  @ApiProperty({ type: String, format: 'date', description: '拨付日期' })
  @Allow()
  paidOn?: unknown;

  @ApiProperty({ type: String, maxLength: 60, description: '凭证号；同一凭证只入账一次' })
  @Allow()
  voucher?: unknown;
}

export class ClawbackDto {
  @ApiProperty({ ...YUAN, description: '本次追回金额（元），累计不得超过已拨付金额' })
  @Allow()
  amount?: unknown;

  @ApiProperty({ type: String, format: 'date', description: '追回日期' })
  @Allow()
  on?: unknown;

  @ApiProperty({ type: String, maxLength: 500, description: '理由' })
  @Allow()
  reason?: unknown;

  @ApiProperty({ type: String, maxLength: 100, required: false, description: '追回决定文号' })
  @Allow()
  documentNumber?: unknown;
}

const CORRECTION = { type: String, maxLength: 500, description: '更正理由；不要写个人信息' };

export class PaymentCorrectionDto {
  @ApiProperty({ ...YUAN, required: false, description: '正确的金额（元）；0 表示这一笔并未拨付' })
  @Allow()
  amount?: unknown;

  @ApiProperty({ type: String, format: 'date', required: false, description: '正确的拨付日期' })
  @Allow()
  paidOn?: unknown;

  @ApiProperty({ type: String, maxLength: 60, required: false, description: '正确的凭证号' })
  @Allow()
  voucher?: unknown;

  @ApiProperty(CORRECTION)
  @Allow()
  reason?: unknown;
}

export class ClawbackCorrectionDto {
  @ApiProperty({ ...YUAN, required: false, description: '正确的金额（元）；0 表示这一笔并未追回' })
  @Allow()
  amount?: unknown;

  @ApiProperty({ type: String, format: 'date', required: false, description: '正确的追回日期' })
  @Allow()
  on?: unknown;

  @ApiProperty({ type: String, maxLength: 100, required: false, description: '正确的决定文号' })
  @Allow()
  documentNumber?: unknown;

  @ApiProperty(CORRECTION)
  @Allow()
  reason?: unknown;
}

export class IssuanceCorrectionDto {
  @ApiProperty({ type: String, maxLength: 100, required: false, description: '正确的下达文号' })
  @Allow()
  documentNumber?: unknown;

  @ApiProperty({ type: String, format: 'date', required: false, description: '正确的下达日期' })
  @Allow()
  issuedOn?: unknown;

  @ApiProperty(CORRECTION)
  @Allow()
  reason?: unknown;
}

export class ResolutionCorrectionDto {
  @ApiProperty({ enum: ['dismissed', 'upheld'], required: false, description: '正确的处理结果' })
  @Allow()
  outcome?: unknown;

  @ApiProperty({ type: String, maxLength: 1000, required: false, description: '处理情况' })
  @Allow()
  handling?: unknown;

  @ApiProperty({ type: String, format: 'date', required: false, description: '处理日期' })
  @Allow()
  on?: unknown;

  @ApiProperty(CORRECTION)
  @Allow()
  reason?: unknown;
}

export class EndDto {
  @ApiProperty({ type: String, maxLength: 500, description: '理由；不要写个人信息' })
  @Allow()
  reason?: unknown;

  @ApiProperty({ type: String, format: 'date', required: false, description: `日期；${TODAY}` })
  @Allow()
  on?: unknown;
}

class NoticeRuleDto {
  @ApiProperty({ type: 'integer', description: '至少几天', example: 5 })
  days?: unknown;

  @ApiProperty({ enum: Object.keys(NOTICE_UNITS), description: '工作日或自然日' })
  unit?: unknown;

  @ApiProperty({ type: String, description: '依据', example: '县级惯例（5个工作日）' })
  basis?: unknown;

  @ApiProperty({ type: [String], required: false, description: '放假日', example: ['2024-02-12'] })
  daysOff?: unknown;

  @ApiProperty({
    type: [String],
    required: false,
    description: '调休上班日',
    example: ['2024-02-18'],
  })
  workdays?: unknown;
}

export class SetAwardBudgetDto {
  @ApiProperty({ ...YUAN, required: false, description: '年度奖补预算总额（元）；不填为不限' })
  @Allow()
  total?: unknown;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { oneOf: YUAN.oneOf },
    description: '条款标识 → 年度预算（元）',
    example: { 'htf-first': '2000000.00' },
  })
  @Allow()
  clauses?: unknown;

  @ApiProperty({
    enum: SHORT_RULES,
    required: false,
    description: '批次资金不足时：按比例（不填即此）、先到先得、先到先得且不足的结转下年',
  })
  @Allow()
  whenShort?: unknown;

  @ApiProperty({
    type: NoticeRuleDto,
    required: false,
    description: '公示期；不填为5个工作日的惯例',
  })
  @Allow()
  notice?: unknown;
}

export class AwardsQuery extends PagedQuery {
  @IsOneOf(AWARD_STATUSES, '状态')
  status?: AwardStatus;

  @IsSafeText({ max: 60, optional: true, description: '清单标识' })
  list?: string;

  @IsQueryInteger({
    ...{ min: FIRST_AWARD_YEAR, max: LAST_AWARD_YEAR },
    ...{ optional: true, description: '兑现年度', example: 2023 },
  })
  awardYear?: number;

  @IsCreditCode({ optional: true, description: '企业' })
  creditCode?: string;

  @IsSafeText({ max: 60, optional: true, description: '条款标识' })
  clause?: string;

  @IsSafeText({ max: 80, optional: true, description: KNOWN_AT })
  knownAt?: string;
}

export class AwardQuery extends AfterQuery {}

/** A request class as the fields that a decision reads. */
export function fieldsOf(body: object): Fields {
  return body as Fields;
}
