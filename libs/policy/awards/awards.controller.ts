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
import { Roles } from '#libs/runtime/auth/roles.decorator.js';
import { CommandAnswer } from '#libs/runtime/http/command-answer.js';
import { Context } from '#libs/runtime/http/command-context.decorator.js';
import { CsvList } from '#libs/runtime/http/csv.js';
import { AWARD_COLUMNS } from './award-columns.js';
import { AwardDto, AwardsDto } from './award.answers.js';
import { AwardQuery, AwardsQuery, fieldsOf, ProposeAwardDto } from './awards.dto.js';
import { ProposeAward, type AwardResult } from './commands.js';
import {
  AwardList,
  AwardOf,
  type AwardAnswer,
  type AwardListAnswer,
  type AwardSummary,
} from './queries.js';

export const AWARD_ID = { name: 'id', description: '奖补编号', example: 'JB411323-2023-0001' };

@ApiTags('奖补兑现')
@ApiBearerAuth()
@Roles('officer', 'statistician', 'enterprise')
@Controller('api/v1/awards')
export class AwardsController {
  constructor(
    private readonly commandBus: CommandBus,
    private readonly queryBus: QueryBus,
  ) {}

  @Post()
  @HttpCode(201)
  @Roles('officer')
  @ApiOperation({
    summary: '提出一笔奖补（拟奖补）',
    description:
      '按申请日当日已入账的事实和清单版本核算并固定；核算不予兑现的答 409 并说明差在哪里，' +
      '确需例外的写明 exception。同一清单、年度、企业、条款只有一笔未了的奖补，再提出答 409 并指明第一笔。',
  })
  @ApiCreatedResponse({ type: AwardDto })
  async propose(
    @Context() context: CommandContext,
    @Body() body: ProposeAwardDto,
  ): Promise<CommandAnswer<AwardAnswer>> {
    return answer(await this.commandBus.execute(new ProposeAward(context, fieldsOf(body))), 201);
  }

  @Get()
  @ApiOperation({
    summary: '奖补列表',
    description: '企业账号只见本企业已进入公示的。Accept: text/csv 时给出表格，金额以元为单位。',
  })
  @ApiOkResponse({ type: AwardsDto })
  @CsvList<AwardSummary>('奖补', AWARD_COLUMNS)
  list(@Query() query: AwardsQuery, @CurrentActor() actor: Actor): Promise<AwardListAnswer> {
    return this.queryBus.execute(new AwardList(query, actor));
  }

  @Get(':id')
  @ApiOperation({
    summary: '一笔奖补：每一步、由谁、何时，以及下一步需要什么',
    description: '企业账号在公示开始后可见本企业的，不含部门意见、异议和经办。',
  })
  @ApiParam(AWARD_ID)
  @ApiOkResponse({ type: AwardDto })
  read(
    @Param('id') id: string,
    @Query() query: AwardQuery,
    @CurrentActor() actor: Actor,
  ): Promise<AwardAnswer> {
    return this.queryBus.execute(new AwardOf(id, query, actor));
  }
}

export function answer(
  { award, revision, position }: AwardResult,
  status: 200 | 201,
): CommandAnswer<AwardAnswer> {
  return new CommandAnswer(award, { status, revision, position });
}
