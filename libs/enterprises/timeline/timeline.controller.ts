import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Actor } from '#libs/kernel/actor.js';
import { CurrentActor } from '#libs/runtime/auth/current-actor.decorator.js';
import { requireOwn } from '#libs/runtime/auth/own-enterprise.js';
import { Roles } from '#libs/runtime/auth/roles.decorator.js';
import { CsvList } from '#libs/runtime/http/csv.js';
import { PagedQuery } from '#libs/runtime/http/query.dto.js';
import { IsSafeText } from '#libs/runtime/http/validators.js';
import {
  EnterpriseTimeline,
  type EnterpriseTimelineAnswer,
  type TimelineItem,
} from '../queries.js';
import { creditCodeOfPath } from '../writing/enterprise-commands.js';
import { TimelineDto } from './timeline.answers.js';

class TimelineQuery extends PagedQuery {
  @IsSafeText({
    max: 80,
    optional: true,
    description: '入账截止时点：时刻、日期（当日 24 时，上海）或位置标记；不填为当前',
  })
  knownAt?: string;
}

@ApiTags('企业')
@ApiBearerAuth()
@Roles('officer', 'statistician', 'enterprise')
@Controller('api/v1/enterprises/:creditCode/timeline')
export class TimelineController {
  constructor(private readonly queryBus: QueryBus) {}

  @Get()
  @ApiOperation({
    summary: '企业时间线',
    description:
      '企业自身、台账记录、申报指标、人工核实、异议与奖补的每一个事件，最近入账的在前：谁、依据什么文件、' +
      '改变了什么。企业自公示起看到奖补的各项决定，看不到部门意见、他人异议和经办账号。',
  })
  @ApiParam({
    name: 'creditCode',
    description: '统一社会信用代码',
    example: '91411323MAXX00015T',
  })
  @ApiOkResponse({ type: TimelineDto })
  @CsvList<TimelineItem>('时间线', [
    { key: 'recordedAt', header: '入账时刻' },
    { key: 'label', header: '事项' },
    { key: 'recognition', header: '类别', value: (row) => row.recognition?.kindLabel ?? '' },
    { key: 'number', header: '编号', value: (row) => row.recognition?.number ?? '' },
    { key: 'about', header: '涉及', value: (row) => row.about?.label ?? '' },
    { key: 'effectiveOn', header: '生效日期' },
    { key: 'reason', header: '理由' },
    { key: 'source', header: '来源', value: (row) => row.source?.title ?? '' },
    {
      key: 'actor',
      header: '操作人',
      value: (row) => `${row.actor.roleLabel} ${row.actor.id ?? ''}`,
    },
    { key: 'changes', header: '变动', value: (row) => row.changes.map((c) => c.label).join('；') },
    { key: 'eventId', header: '事件编号' },
    { key: 'position', header: '位置标记' },
  ])
  timeline(
    @Param('creditCode') creditCode: string,
    @Query() query: TimelineQuery,
    @CurrentActor() actor: Actor,
  ): Promise<EnterpriseTimelineAnswer> {
    const code = creditCodeOfPath(creditCode);
    requireOwn(actor, code);
    const viewer = actor.role === 'enterprise' ? 'enterprise' : 'bureau';
    return this.queryBus.execute(new EnterpriseTimeline(code, query, viewer));
  }
}
