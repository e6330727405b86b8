import { ApiProperty } from '@nestjs/swagger';
import type { Award, Objection, Opinion } from '../domain/awards/award.js';
import { AWARD_STATUSES } from '../domain/awards/award.js';
import type { AwardException, LeftOut } from '../domain/awards/events.js';
import { AWARD_STEPS, type AwardStep, type NextStep } from '../domain/awards/next-step.js';
import { NOTICE_UNITS, type NoticeRule, type NoticeUnit } from '../domain/awards/notice-rule.js';
import { SHORT_RULES, type ShortRule } from '../domain/list/model.js';
import type {
  AwardAnswer,
  AwardListAnswer,
  AwardStatus,
  AwardSummary,
  BudgetAnswer,
  BudgetFigures,
  ClauseBudget,
  DepartmentOpinion,
  SharedCap,
  TakenStep,
} from './queries.js';
import type { BatchAward } from './commands.js';

const YUAN = { type: String, example: '200000.00' } as const;
const NULLABLE_YUAN = { ...YUAN, nullable: true } as const;
const DAY = { type: String, format: 'date', nullable: true } as const;
const POSITION = { description: '位置标记', example: '3f9a1c20.4711' };

export class AwardSummaryDto implements AwardSummary {
  @ApiProperty({ description: '奖补编号', example: 'JB411323-2023-0001' })
  id: string;

  @ApiProperty({ enum: Object.keys(AWARD_STATUSES), example: 'on-notice' })
  status: AwardStatus;

  @ApiProperty({ example: '公示' })
  statusLabel: string;

  @ApiProperty({ example: '91411323MAXX00015T' })
  creditCode: string;

  @ApiProperty({ description: '企业名称（申请日）' })
  enterpriseName: string;

  @ApiProperty({ example: 'county-science-policy' })
  list: string;

  @ApiProperty({ example: 1 })
  version: number;

  @ApiProperty({ description: '样例清单，不作为兑现依据' })
  sample: boolean;

  @ApiProperty({ example: 'htf-first' })
  clause: string;

  @ApiProperty({ example: '第一条第一款' })
  article: string;

  @ApiProperty({ example: 2023 })
  awardYear: number;

  @ApiProperty({ format: 'date', description: '申请日' })
  applicationOn: string;

  @ApiProperty({ ...YUAN, description: '拟奖补金额（元）' })
  amount: string;

  @ApiProperty({ ...NULLABLE_YUAN, description: '审定金额（元）' })
  approved: string | null;

  @ApiProperty({ ...YUAN, description: '累计拨付（元）' })
  paid: string;

  @ApiProperty({ ...YUAN, description: '累计追回（元）' })
  clawedBack: string;

  @ApiProperty(DAY)
  noticeFrom: string | null;

  @ApiProperty(DAY)
  noticeTo: string | null;

  @ApiProperty(DAY)
  approvedOn: string | null;

  @ApiProperty({ type: String, nullable: true, description: '下达文号' })
  documentNumber: string | null;

  @ApiProperty(DAY)
  issuedOn: string | null;
}

class OpinionAnswerDto implements DepartmentOpinion {
  @ApiProperty({ example: '县财政局' })
  department: string;

  @ApiProperty({ enum: ['agreed', 'vetoed'], nullable: true, description: 'null：尚未提出' })
  opinion: Opinion['opinion'] | null;

  @ApiProperty({ type: String, nullable: true })
  note: string | null;

  @ApiProperty(DAY)
  on: string | null;
}

class TakenStepDto implements TakenStep {
  @ApiProperty({ example: 'noticeOpened' })
  step: string;

  @ApiProperty({ example: '公示' })
  label: string;

  @ApiProperty({ format: 'date-time', description: '入账时刻' })
  at: string;

  @ApiProperty({ type: String, nullable: true, description: '经办账号的内部编号' })
  by: string | null;

  @ApiProperty({ example: 'officer' })
  role: string;

  @ApiProperty({ format: 'uuid' })
  eventId: string;
}

class AwardNextStepDto implements NextStep {
  @ApiProperty({ enum: Object.keys(AWARD_STEPS) })
  step: AwardStep;

  @ApiProperty({ example: '审定' })
  label: string;

  @ApiProperty({ type: [String], description: '还需要什么' })
  needs: readonly string[];
}

class NoticeRuleAnswerDto implements NoticeRule {
  @ApiProperty({ example: 5 })
  days: number;

  @ApiProperty({ enum: Object.keys(NOTICE_UNITS) })
  unit: NoticeUnit;

  @ApiProperty({ example: '县级惯例（5个工作日），可随年度奖补预算另行设定' })
  basis: string;

  @ApiProperty({ type: [String] })
  daysOff: readonly string[];

  @ApiProperty({ type: [String] })
  workdays: readonly string[];
}

export class AwardDto extends AwardSummaryDto implements AwardAnswer {
  @ApiProperty({ description: '条款原文' })
  text: string;

  @ApiProperty({ description: '清单版本的哈希' })
  listHash: string;

  @ApiProperty({ description: '事实所依据的入账截止位置', example: '3f9a1c20.4711' })
  knownAt: string;

  @ApiProperty({ description: '评估引擎版本' })
  engine: string;

  @ApiProperty()
  factsHash: string;

  @ApiProperty()
  resultHash: string;

  @ApiProperty({ ...NULLABLE_YUAN, description: '按条款核算（元）' })
  calculated: string | null;

  @ApiProperty({ ...NULLABLE_YUAN, description: '互斥与单户限额之后（元）' })
  payable: string | null;

  @ApiProperty({ type: String, nullable: true, description: '核算过程' })
  calculation: string | null;

  @ApiProperty({ type: String, nullable: true, description: '资金不足时如何分配' })
  allotment: string | null;

  @ApiProperty({ type: String, nullable: true, description: '批次编号' })
  batch: string | null;

  @ApiProperty({
    type: Object,
    nullable: true,
    description: '作为例外提出的理由、依据和所越过的条件',
  })
  exception: AwardException | null;

  @ApiProperty({ type: [OpinionAnswerDto] })
  departments: readonly OpinionAnswerDto[];

  @ApiProperty({ type: [Object], description: '公示期间的异议及处理' })
  objections: readonly Objection[];

  @ApiProperty({ type: Object, nullable: true })
  notice: NonNullable<Award['notice']> | null;

  @ApiProperty({
    type: [Object],
    description: '各笔拨付，编号 payment 从 1 起；更正过的在 corrected 中保留原值与更正理由',
  })
  payments: AwardAnswer['payments'];

  @ApiProperty({
    type: [Object],
    description: '各笔追回，编号 clawback 从 1 起；更正过的在 corrected 中保留原值与更正理由',
  })
  clawbacks: AwardAnswer['clawbacks'];

  @ApiProperty({ type: Object, nullable: true, description: '放弃或不予的理由' })
  ended: { readonly reason: string; readonly on: string } | null;

  @ApiProperty({ type: [TakenStepDto] })
  steps: readonly TakenStepDto[];

  @ApiProperty({ type: AwardNextStepDto, nullable: true, description: '下一步；null：已办结' })
  next: AwardNextStepDto | null;

  @ApiProperty({ description: '修订号，同 ETag', example: 0 })
  revision: number;

  @ApiProperty({ format: 'date-time' })
  recordedAt: string;

  @ApiProperty(POSITION)
  position: string;
}

export class AwardsDto implements AwardListAnswer {
  @ApiProperty({ type: [AwardSummaryDto] })
  items: readonly AwardSummaryDto[];

  @ApiProperty({ example: 1 })
  total: number;

  @ApiProperty({ example: 1 })
  page: number;

  @ApiProperty({ example: 50 })
  pageSize: number;

  @ApiProperty({ type: String, nullable: true })
  knownAt: string | null;

  @ApiProperty(POSITION)
  position: string;
}

class BudgetFiguresDto implements BudgetFigures {
  @ApiProperty({ ...NULLABLE_YUAN, description: '限额（元），null：不限' })
  cap: string | null;

  @ApiProperty({ ...YUAN, description: '已预留（元）' })
  reserved: string;

  @ApiProperty({ ...YUAN, description: '已审定（元）' })
  approved: string;

  @ApiProperty({ ...YUAN, description: '已拨付（元）' })
  paid: string;

  @ApiProperty({ ...YUAN, description: '已追回（元）；不自动计回余额' })
  clawedBack: string;

  @ApiProperty({ ...NULLABLE_YUAN, description: '余额（元），null：不限' })
  left: string | null;
}

class ClauseBudgetDto extends BudgetFiguresDto implements ClauseBudget {
  @ApiProperty({ example: 'htf-first' })
  clause: string;
}

class SharedCapDto extends BudgetFiguresDto implements SharedCap {
  @ApiProperty({ type: [String] })
  clauses: readonly string[];

  @ApiProperty()
  text: string;
}

export class AwardBudgetDto implements BudgetAnswer {
  @ApiProperty({ example: 'county-science-policy' })
  list: string;

  @ApiProperty({ example: 2023 })
  awardYear: number;

  @ApiProperty({ type: Object, nullable: true, description: '所设预算；null：未设' })
  set: BudgetAnswer['set'];

  @ApiProperty({ enum: SHORT_RULES, description: '批次资金不足时的办法' })
  whenShort: ShortRule;

  @ApiProperty({ type: NoticeRuleAnswerDto })
  notice: NoticeRuleAnswerDto;

  @ApiProperty({ type: BudgetFiguresDto })
  total: BudgetFiguresDto;

  @ApiProperty({ type: [ClauseBudgetDto] })
  clauses: readonly ClauseBudgetDto[];

  @ApiProperty({ type: [SharedCapDto] })
  shared: readonly SharedCapDto[];

  @ApiProperty({ type: [String], description: '已预留而尚未审定入账的奖补' })
  pending: readonly string[];

  @ApiProperty({ example: 3 })
  revision: number;

  @ApiProperty(POSITION)
  position: string;
}

class BatchAwardDto implements BatchAward {
  @ApiProperty({ example: 'JB411323-2023-0001' })
  id: string;

  @ApiProperty({ example: '91411323MAXX00015T' })
  creditCode: string;

  @ApiProperty({ example: 'htf-first' })
  clause: string;

  @ApiProperty({ ...YUAN, description: '核算金额（元）' })
  payable: string;

  @ApiProperty({ ...YUAN, description: '拟奖补金额（元）' })
  amount: string;
}

class LeftOutDto implements LeftOut {
  @ApiProperty({ example: '91411323MAXX00015T' })
  creditCode: string;

  @ApiProperty({ example: 'htf-first' })
  clause: string;

  @ApiProperty()
  reason: string;
}

export class AwardBatchDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ example: 'county-science-policy' })
  list: string;

  @ApiProperty({ example: 1 })
  version: number;

  @ApiProperty({ example: 2023 })
  awardYear: number;

  @ApiProperty({ format: 'date' })
  applicationOn: string;

  @ApiProperty({ type: String, nullable: true, description: '资金不足时如何分配；null：足够' })
  shortage: string | null;

  @ApiProperty({ type: [BatchAwardDto] })
  awards: readonly BatchAwardDto[];

  @ApiProperty({ type: [LeftOutDto], description: '未提出的及原因' })
  leftOut: readonly LeftOutDto[];

  @ApiProperty({ description: '超出一批上限、尚待提出的数量；再发一次请求即可', example: 0 })
  remaining: number;
}
