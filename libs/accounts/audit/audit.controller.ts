import { Controller, Get, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiForbiddenResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiTags,
} from '@nestjs/swagger';
import { IsIn, IsOptional, ValidateBy } from 'class-validator';
import type { PageOf } from '#libs/runtime/http/command-answer.js';
import { CsvList } from '#libs/runtime/http/csv.js';
import { PagedQuery } from '#libs/runtime/http/query.dto.js';
import { coded } from '#libs/runtime/http/request/coded-message.js';
import { IsSafeText } from '#libs/runtime/http/validators.js';
import { ROLE_LABELS } from '#libs/runtime/auth/role-labels.js';
import { Roles } from '#libs/runtime/auth/roles.decorator.js';
import { AUDIT_OUTCOMES, type AuditOutcome } from './audit-entry.entity.js';
import { AuditQuery, type AuditRow, inShanghai, isMoment } from './audit-query.js';

function IsMoment(): PropertyDecorator {
  return ValidateBy({
    name: 'isMoment',
    validator: {
      validate: isMoment,
      defaultMessage: () =>
        coded('not-a-moment', '应为日期（2023-06-15）或带时区的时刻（2023-06-15T09:30:00+08:00）'),
    },
  });
}

export class AuditListQuery extends PagedQuery {
  @IsOptional()
  @IsMoment()
  @ApiProperty({ required: false, description: '起：日期（当日零时，上海）或时刻' })
  from?: string;

  @IsOptional()
  @IsMoment()
  @ApiProperty({ required: false, description: '止：日期（当日 24 时，上海）或时刻' })
  to?: string;

  @IsSafeText({ max: 100, optional: true, description: '操作人：用户名或账号编号' })
  actor?: string;

  @IsSafeText({
    max: 200,
    optional: true,
    description: '操作，按开头匹配：sign-in、account.、POST /api/v1/recognitions …',
  })
  action?: string;

  @IsOptional()
  @IsIn(AUDIT_OUTCOMES, {
    message: coded('outcome', `结果须为以下之一：${AUDIT_OUTCOMES.join('、')}`),
  })
  @ApiProperty({ enum: AUDIT_OUTCOMES, required: false, description: '结果' })
  outcome?: AuditOutcome;
}

export class AuditEntryView {
  @ApiProperty({ example: '1024' })
  id: string;

  @ApiProperty({ format: 'date-time', example: '2023-06-15T01:30:00.000Z' })
  at: string;

  @ApiProperty({ type: String, nullable: true, description: '用户名', example: 'officer' })
  actor: string | null;

  @ApiProperty({ type: String, nullable: true, description: '账号编号；system 为命令行工具' })
  actorId: string | null;

  @ApiProperty({ type: String, nullable: true, description: '当时的角色', example: 'officer' })
  role: string | null;

  @ApiProperty({ example: 'POST /api/v1/recognitions/:id/corrections' })
  action: string;

  @ApiProperty({ description: '对象编号', example: 'id=high-tech-firm.GR202341000123' })
  subject: string;

  @ApiProperty({ enum: AUDIT_OUTCOMES, description: '成功 · 被拒绝 · 出错 · 锁定' })
  outcome: AuditOutcome;

  @ApiProperty({ type: Number, nullable: true, description: 'HTTP 状态码', example: 200 })
  status: number | null;

  @ApiProperty({ description: '请求编号（应答头 X-Request-Id）' })
  requestId: string;

  @ApiProperty({ description: '来源地址', example: '192.0.2.7' })
  address: string;
}

export class AuditPage {
  @ApiProperty({ type: [AuditEntryView] })
  items: AuditEntryView[];

  @ApiProperty({ example: 1024 })
  total: number;

  @ApiProperty({ example: 1 })
  page: number;

  @ApiProperty({ example: 50 })
  pageSize: number;
}

const OUTCOME_LABELS: Readonly<Record<AuditOutcome, string>> = {
  succeeded: '成功',
  refused: '被拒绝',
  failed: '出错',
  locked: '锁定',
};

function roleLabel(role: string | null): string {
  if (role === null) return '';
  return (ROLE_LABELS as Readonly<Record<string, string>>)[role] ?? '系统';
}

@ApiTags('审计')
@ApiBearerAuth()
@ApiForbiddenResponse({ description: '只有审计管理员可以查看审计记录' })
@Controller('api/v1/audit')
@Roles('auditor')
export class AuditController {
  constructor(private readonly audit: AuditQuery) {}

  @Get()
  @ApiOperation({
    summary: '审计记录',
    description: '登录（含失败）、账号变更和每一次写操作，新的在前；任何人都不能修改或删除。',
  })
  @ApiOkResponse({ type: AuditPage })
  @CsvList<AuditEntryView>('审计记录', [
    { key: 'at', header: '时间（北京）', value: (row) => inShanghai(new Date(row.at)) },
    { key: 'actor', header: '操作人' },
    { key: 'role', header: '角色', value: (row) => roleLabel(row.role) },
    { key: 'action', header: '操作' },
    { key: 'subject', header: '对象' },
    { key: 'outcome', header: '结果', value: (row) => OUTCOME_LABELS[row.outcome] },
    { key: 'status', header: '状态码' },
    { key: 'address', header: '来源地址' },
    { key: 'requestId', header: '请求编号' },
    { key: 'actorId', header: '账号编号' },
  ])
  async list(@Query() query: AuditListQuery): Promise<PageOf<AuditEntryView>> {
    const { page, pageSize } = query;
    const { rows, total } = await this.audit.list(query);
    return { items: rows.map(entryView), total, page, pageSize };
  }
}

function entryView({ entry, username }: AuditRow): AuditEntryView {
  const { id, actorId, role, action, subject, outcome, status, requestId, address } = entry;
  const actor = username ?? (actorId === 'system' ? 'system' : null);
  const at = entry.at.toISOString();
  return { id, at, actor, actorId, role, action, subject, outcome, status, requestId, address };
}
