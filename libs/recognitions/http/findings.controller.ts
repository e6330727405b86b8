import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { EVENT_STORE, type EventStore } from '#libs/event-store/port.js';
import { formatPosition } from '#libs/event-store/position-token.js';
import type { Actor } from '#libs/kernel/actor.js';
import type { CommandContext } from '#libs/kernel/command-context.js';
import { CurrentActor } from '#libs/runtime/auth/current-actor.decorator.js';
import { visibleCreditCode } from '#libs/runtime/auth/own-enterprise.js';
import { Roles } from '#libs/runtime/auth/roles.decorator.js';
import { CommandAnswer } from '#libs/runtime/http/command-answer.js';
import { Context } from '#libs/runtime/http/command-context.decorator.js';
import { CsvList } from '#libs/runtime/http/csv.js';
import { PagedQuery } from '#libs/runtime/http/query.dto.js';
import { IsCreditCode, IsSafeText } from '#libs/runtime/http/validators.js';
import { ResolveFinding } from '../commands.js';
import { RECOGNITION_KIND_LABELS, type RecognitionKind } from '../domain/events.js';
import {
  FINDING_LABELS,
  FINDING_STATUSES,
  RESOLUTION_LABELS,
  type FindingCode,
  type FindingStatus,
} from '../domain/findings/finding.js';
import { FindingList, type FindingAnswer, type FindingListAnswer } from '../queries.js';
import { IsOneOf } from './one-of.decorator.js';
import { FindingResolutionDto, FindingsDto } from './finding.answers.js';
import { ResolveFindingDto } from './recognition.dto.js';

class FindingsQuery extends PagedQuery {
  @IsOneOf(FINDING_LABELS, '疑点的种类')
  code?: FindingCode;

  @IsOneOf(RECOGNITION_KIND_LABELS, '涉及的记录类别')
  kind?: RecognitionKind;

  @IsOneOf(FINDING_STATUSES, '状态，不填为待核实与已处理')
  status?: FindingStatus;

  @IsCreditCode({ optional: true, description: '涉及的单位' })
  creditCode?: string;

  @IsSafeText({
    max: 80,
    optional: true,
    description: '入账截止时点：时刻、日期（当日 24 时，上海）或位置标记；不填为当前',
  })
  knownAt?: string;
}

@ApiTags('疑点')
@ApiBearerAuth()
@Roles('officer', 'statistician', 'enterprise')
@Controller('api/v1/findings')
export class FindingsController {
  constructor(
    private readonly commandBus: CommandBus,
    private readonly queryBus: QueryBus,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  @Get()
  @ApiOperation({
    summary: '疑点列表',
    description: '最近变动的在前。企业账号只看到与本企业有关的。',
  })
  @ApiOkResponse({ type: FindingsDto })
  @CsvList<FindingAnswer>('疑点', [
    { key: 'id', header: '疑点编号' },
    { key: 'label', header: '种类' },
    { key: 'message', header: '说明' },
    { key: 'status', header: '状态', value: (row) => FINDING_STATUSES[row.status] },
    { key: 'recordIds', header: '涉及记录' },
    { key: 'creditCodes', header: '涉及单位' },
    {
      key: 'resolution',
      header: '核实结论',
      value: (row) => (row.resolution === null ? '' : RESOLUTION_LABELS[row.resolution]),
    },
    { key: 'note', header: '核实说明' },
    { key: 'resolvedAt', header: '核实时刻' },
    { key: 'changedAt', header: '变动时刻' },
  ])
  list(@Query() query: FindingsQuery, @CurrentActor() actor: Actor): Promise<FindingListAnswer> {
    return this.queryBus.execute(new FindingList(query, visibleCreditCode(actor)));
  }

  @Post(':id/resolution')
  @HttpCode(200)
  @Roles('officer')
  @ApiOperation({
    summary: '核实疑点',
    description: '记下核实结论；结论可以再改。相关记录改变后疑点自行消除。',
  })
  @ApiParam({ name: 'id', example: 'number-province.0a1b2c3d4e5f6071' })
  @ApiOkResponse({ type: FindingResolutionDto })
  async resolve(
    @Context() context: CommandContext,
    @Param('id') id: string,
    @Body() body: ResolveFindingDto,
  ): Promise<CommandAnswer<FindingResolutionDto>> {
    const result = await this.commandBus.execute(new ResolveFinding(context, id, body));
    const { findingId, resolution, note, position, revision } = result;
    const token = formatPosition(this.store.ledgerId, position);
    const answer: FindingResolutionDto = {
      id: findingId,
      status: 'resolved',
      resolution,
      note,
      position: token,
    };
    return new CommandAnswer(answer, { revision, position });
  }
}
