import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { Actor } from '#libs/kernel/actor.js';
import type { CommandContext } from '#libs/kernel/command-context.js';
import { CurrentActor } from '#libs/runtime/auth/current-actor.decorator.js';
import { requireOwn, visibleCreditCode } from '#libs/runtime/auth/own-enterprise.js';
import { Roles } from '#libs/runtime/auth/roles.decorator.js';
import { CommandAnswer } from '#libs/runtime/http/command-answer.js';
import { Context } from '#libs/runtime/http/command-context.decorator.js';
import { CsvList } from '#libs/runtime/http/csv.js';
import { OBJECTION_OUTCOMES } from '../domain/objections/events.js';
import { OBJECTION_STATES } from '../domain/objections/objection.js';
import { withNames, type Named } from '../enterprise-names.js';
import { creditCodeIn } from '../paths.js';
import { RaiseObjection, ResolveObjection } from './commands.js';
import {
  ObjectionDto,
  ObjectionsDto,
  ObjectionsQuery,
  RaiseObjectionDto,
  ResolveObjectionDto,
} from './objections.dto.js';
import { ObjectionList, type ObjectionAnswer } from './queries.js';

@ApiTags('异议')
@ApiBearerAuth()
@Controller('api/v1')
export class ObjectionsController {
  constructor(
    private readonly commandBus: CommandBus,
    private readonly queryBus: QueryBus,
  ) {}

  @Post('enterprises/:creditCode/objections')
  @Roles('enterprise')
  @ApiOperation({
    summary: '对政策匹配的结论提出异议',
    description:
      '企业为本企业提出。异议本身不改变事实；成立的，由经办更正相应的记录、指标或答复。' +
      '内容相同、尚未答复的异议答 200，不重复入账。' +
      '不要写姓名、身份证号码、手机号码等个人信息：疑似号码的内容不予收下（422）。',
  })
  @ApiParam({
    name: 'creditCode',
    description: '统一社会信用代码',
    example: '91411323MAXX00015T',
  })
  @ApiCreatedResponse({ type: ObjectionDto })
  @ApiOkResponse({ type: ObjectionDto, description: '此前已提出，内容相同' })
  async raise(
    @Context() context: CommandContext,
    @Param('creditCode') creditCode: string,
    @Body() body: RaiseObjectionDto,
  ): Promise<CommandAnswer<ObjectionAnswer>> {
    const code = creditCodeIn(creditCode);
    requireOwn(context.actor, code);
    const { objection, created, position, revision } = await this.commandBus.execute(
      new RaiseObjection(context, code, body),
    );
    return new CommandAnswer(objection, { status: created ? 201 : 200, position, revision });
  }

  @Get('objections')
  @Roles('officer', 'statistician', 'enterprise')
  @ApiOperation({
    summary: '异议列表',
    description: '较近提出的在前；state=open 为待答复的。企业账号只看到本企业提出的。',
  })
  @ApiOkResponse({ type: ObjectionsDto })
  @CsvList<ObjectionAnswer & Named>('异议', [
    { key: 'id', header: '异议编号' },
    { key: 'creditCode', header: '统一社会信用代码' },
    { key: 'enterpriseName', header: '企业名称' },
    { key: 'awardYear', header: '兑现年度' },
    { key: 'list', header: '清单' },
    { key: 'clause', header: '条款' },
    { key: 'text', header: '异议内容' },
    { key: 'state', header: '状态', value: (row) => OBJECTION_STATES[row.state] },
    { key: 'raisedAt', header: '提出时刻' },
    {
      key: 'outcome',
      header: '答复结论',
      value: (row) => (row.outcome === null ? '' : OBJECTION_OUTCOMES[row.outcome]),
    },
    { key: 'reason', header: '答复理由' },
    { key: 'resolvedAt', header: '答复时刻' },
  ])
  async list(
    @Query() query: ObjectionsQuery,
    @CurrentActor() actor: Actor,
  ): Promise<ObjectionsDto> {
    const asked = new ObjectionList(query, visibleCreditCode(actor));
    return withNames(this.queryBus, await this.queryBus.execute(asked));
  }

  @Post('objections/:id/resolution')
  @HttpCode(200)
  @Roles('officer')
  @ApiOperation({ summary: '答复异议', description: '写明结论与理由；答复不可更改。' })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOkResponse({ type: ObjectionDto })
  async resolve(
    @Context() context: CommandContext,
    @Param('id') id: string,
    @Body() body: ResolveObjectionDto,
  ): Promise<CommandAnswer<ObjectionAnswer>> {
    const { objection, position, revision } = await this.commandBus.execute(
      new ResolveObjection(context, id, body),
    );
    return new CommandAnswer(objection, { status: 200, position, revision });
  }
}
