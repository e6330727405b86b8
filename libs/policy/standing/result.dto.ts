import { ApiProperty } from '@nestjs/swagger';
import { AssessmentDto, ClauseScoreDto } from './assessment.dto.js';
import type {
  BudgetNote,
  ClauseResult,
  ClauseStatus,
  Fail,
  FieldLack,
  ListResult,
  Missing,
  Outcome,
  Unconfirmed,
} from '../domain/result.js';

const WRITTEN = [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }];
const NEED = [...WRITTEN, { type: 'array', items: { oneOf: WRITTEN } }];

class MissingDto implements Missing {
  @ApiProperty({ example: 'rd.expense@2022' })
  fact: string;

  @ApiProperty({ example: '研发费用（2022年）' })
  label: string;

  @ApiProperty({ description: '在哪里补报', example: '企业年度申报（研发费用辅助账）' })
  reportAt: string;
}

class FieldLackDto implements FieldLack {
  @ApiProperty({ example: 'countingYear' })
  field: string;

  @ApiProperty({ example: '计入年度' })
  label: string;

  @ApiProperty({ example: 'eq' })
  op: string;

  @ApiProperty({ oneOf: NEED, example: 2023 })
  need: Fail['need'];

  @ApiProperty({ oneOf: WRITTEN, nullable: true, example: 2020 })
  actual: Fail['actual'];

  @ApiProperty({ oneOf: WRITTEN, nullable: true, example: 3 })
  gap: Fail['gap'];
}

class NearestDto {
  @ApiProperty({ description: '最接近的记录', example: 'GR202041000123' })
  record: string;

  @ApiProperty({ type: [FieldLackDto] })
  lacks: readonly FieldLackDto[];
}

class FailDto implements Fail {
  @ApiProperty({ description: '条款中的原话', example: '研发投入强度3%以上' })
  cite: string;

  @ApiProperty({ example: 'rd.intensity@2022' })
  fact: string;

  @ApiProperty({ example: '研发投入强度（2022年）' })
  label: string;

  @ApiProperty({
    enum: ['money', 'integer', 'ratio', 'date', 'bool', 'enum', 'region', 'text', 'records'],
    example: 'ratio',
  })
  type: Fail['type'];

  @ApiProperty({ example: 'gte' })
  op: string;

  @ApiProperty({ oneOf: NEED, description: '要求的值；金额为元', example: '0.03' })
  need: Fail['need'];

  @ApiProperty({
    oneOf: WRITTEN,
    nullable: true,
    description: '实际的值；null 为没有任何记录',
    example: '0.0299',
  })
  actual: Fail['actual'];

  @ApiProperty({
    oneOf: WRITTEN,
    nullable: true,
    description: '差多少，按该事实的单位（金额为元，日期为天）；无从谈差距的为 null',
    example: '0.0001',
  })
  gap: Fail['gap'];

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    selfRequired: false,
    description: '比例差距折算成金额：该项再增加多少元即可',
    example: { 'rd.expense@2022': '10000.00' },
  })
  lift?: Readonly<Record<string, string>>;

  @ApiProperty({ type: NearestDto, required: false })
  nearest?: NearestDto;

  @ApiProperty({ type: [String], description: '出处：事件编号' })
  events: readonly string[];
}

class BudgetNoteDto implements BudgetNote {
  @ApiProperty({ example: 'budget' })
  cap: string;

  @ApiProperty({ enum: ['clause', 'list'], example: 'list' })
  scope: BudgetNote['scope'];

  @ApiProperty({ description: '元', example: '20000000.00' })
  max: string;

  @ApiProperty({ enum: ['pro-rata', 'queue', 'next-year'], example: 'pro-rata' })
  whenShort: BudgetNote['whenShort'];

  @ApiProperty({ example: '年度资金总额有限，超出时按比例兑现' })
  text: string;

  @ApiProperty({ description: '一句话说明' })
  say: string;
}

class UnconfirmedDto implements Unconfirmed {
  @ApiProperty({ example: 'rd.expense@2022' })
  fact: string;

  @ApiProperty({ example: '研发费用（2022年）' })
  label: string;
}

class JudgedByDto {
  @ApiProperty({ example: 1 })
  version: number;

  @ApiProperty({ example: '从旧：事实发生在新版施行之前，按原版认定' })
  why: string;
}

class SupersededVersionDto {
  @ApiProperty({ example: 1 })
  version: number;

  @ApiProperty({ description: '清单内容的 SHA-256' })
  listHash: string;
}

export class ClauseResultDto implements ClauseResult {
  @ApiProperty({ example: 'htf-first' })
  clause: string;

  @ApiProperty({ example: '第一条第一款' })
  article: string;

  @ApiProperty({ example: '对在本县登记、当年首次认定的高新技术企业，给予一次性奖励20万元。' })
  text: string;

  @ApiProperty({
    enum: ['eligible', 'not-eligible', 'unknown', 'not-in-force'],
    description: '符合、不符合、未知（缺事实）、不在施行期',
    example: 'eligible',
  })
  status: ClauseStatus;

  @ApiProperty({ description: '奖补方式', example: 'fixed' })
  benefit: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: '按本条应得（元）；不符合、非资金类、尚缺事实的为 null',
    example: '200000.00',
  })
  amount: string | null;

  @ApiProperty({ required: false, description: '怎样算得', example: '定额20万元' })
  calculation?: string;

  @ApiProperty({
    enum: ['awarded', 'superseded', 'capped'],
    required: false,
    description: '计入、被同组其他条款取代、被年度限额削减',
  })
  outcome?: Outcome;

  @ApiProperty({
    required: false,
    description: '互斥与限额之后还可兑现（元），已兑现的不计',
    example: '200000.00',
  })
  payable?: string;

  @ApiProperty({ required: false, description: '取代本条的条款', example: 'htf-first' })
  by?: string;

  @ApiProperty({ required: false, description: '取代、扣减或削减的理由' })
  why?: string;

  @ApiProperty({
    required: false,
    description: '已兑现、在本条中扣除的（元）',
    example: '100000.00',
  })
  granted?: string;

  @ApiProperty({ required: false, description: '原文没有写明、须经办决定的事项' })
  decision?: string;

  @ApiProperty({
    type: [BudgetNoteDto],
    required: false,
    description: '各企业共用的限额：汇总后可能减少本条',
  })
  budget?: readonly BudgetNoteDto[];

  @ApiProperty({ type: ClauseScoreDto, required: false, description: '测评清单的得分' })
  score?: ClauseScoreDto;

  @ApiProperty({ type: JudgedByDto, required: false, description: '按被取代的那一版认定（从旧）' })
  judgedBy?: JudgedByDto;

  @ApiProperty({
    type: [UnconfirmedDto],
    required: false,
    description: '结论所依据、只经企业申报而未经确认的数据',
  })
  unconfirmed?: readonly UnconfirmedDto[];

  @ApiProperty({ type: [String], required: false, description: '尚未确定、可能取代本条的条款' })
  provisional?: readonly string[];

  @ApiProperty({ required: false, description: '服务内容（非资金类）' })
  service?: string;

  @ApiProperty({ type: [FailDto], description: '不符合的条件，各差多少' })
  fails: readonly FailDto[];

  @ApiProperty({ type: [MissingDto], description: '缺哪些事实' })
  missing: readonly MissingDto[];

  @ApiProperty({
    type: String,
    nullable: true,
    required: false,
    description: '事实补齐后最多可得（元）；null 为无上限',
    example: '1000000.00',
  })
  maxPossible?: string | null;

  @ApiProperty({ type: [String], description: '结论的出处：事件编号' })
  events: readonly string[];

  @ApiProperty({ required: false, description: '受理部门', example: '县科技局' })
  department?: string;

  @ApiProperty({ required: false, description: '申报时限', example: '次年3月31日前' })
  deadline?: string;

  @ApiProperty({ type: [String], required: false, description: '申报材料' })
  papers?: readonly string[];
}

export class ListResultDto implements ListResult {
  @ApiProperty({ example: 'county-science-policy' })
  list: string;

  @ApiProperty({ example: 1 })
  version: number;

  @ApiProperty({ example: '支持科技创新政策清单（样例，非正式政策）' })
  title: string;

  @ApiProperty({ description: '是否样例清单', example: true })
  sample: boolean;

  @ApiProperty({ description: '清单内容的 SHA-256' })
  listHash: string;

  @ApiProperty({ description: '所用事实的 SHA-256' })
  factsHash: string;

  @ApiProperty({ description: '计算程序的版本', example: '1' })
  engine: string;

  @ApiProperty({ format: 'date', example: '2023-11-30' })
  asOf: string;

  @ApiProperty({ description: '兑现年度', example: 2023 })
  awardYear: number;

  @ApiProperty({ description: '计入合计（元）', example: '200000.00' })
  total: string;

  @ApiProperty({ type: AssessmentDto, required: false, description: '测评清单的结论' })
  assessment?: AssessmentDto;

  @ApiProperty({
    type: SupersededVersionDto,
    required: false,
    description: '参与认定的原版（从旧）',
  })
  before?: SupersededVersionDto;

  @ApiProperty({ type: [String], description: '本系统不核对的一般条款，由经办核实' })
  notChecked: readonly string[];

  @ApiProperty({ type: [ClauseResultDto] })
  results: readonly ClauseResultDto[];
}
