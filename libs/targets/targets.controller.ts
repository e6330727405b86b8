import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import {
  ApiBearerAuth,
  ApiBody,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { CommandContext } from '#libs/kernel/command-context.js';
import { Roles } from '#libs/runtime/auth/roles.decorator.js';
import { CommandAnswer } from '#libs/runtime/http/command-answer.js';
import { Context } from '#libs/runtime/http/command-context.decorator.js';
import { AfterQuery } from '#libs/runtime/http/query.dto.js';
import { IsSafeText } from '#libs/runtime/http/validators.js';
import { SetTargetPlan } from './commands.js';
import { TargetPlanOf, type TargetPlanAnswer } from './queries.js';
import { SetTargetPlanDto } from './set-target-plan.dto.js';
import { TargetAddress } from './target-address.js';
import { TargetPlanDto } from './targets.answers.js';

class TargetPlanQuery extends AfterQuery {
  @IsSafeText({
    max: 80,
    optional: true,
    description: '入账截止时点：时刻、日期（当日 24 时，上海）或位置标记；不填为当前',
  })
  knownAt?: string;
}

@ApiTags('年度目标')
@ApiBearerAuth()
@Controller('api/v1/targets/:regionCode/:year')
export class TargetsController {
  constructor(
    private readonly commandBus: CommandBus,
    private readonly queryBus: QueryBus,
  ) {}

  @Put()
  @Roles('officer')
  @ApiOperation({
    summary: '写入一个区域一年的整份目标计划',
    description: '口径随计划入账，此后改口径不影响此前的应答；内容相同再次写入不重复入账。',
  })
  @ApiHeader({
    name: 'If-Match',
    required: false,
    description: '读到的 ETag；计划已被他人修改时答 412',
  })
  @ApiBody({ type: SetTargetPlanDto })
  @ApiOkResponse({ type: TargetPlanDto })
  async set(
    @Context() context: CommandContext,
    @Param() { regionCode, year }: TargetAddress,
    @Body() body: SetTargetPlanDto,
  ): Promise<CommandAnswer<TargetPlanAnswer>> {
    const { items, source } = body;
    const input = { regionCode, year: Number(year), items, source };
    const { plan, revision, position } = await this.commandBus.execute(
      new SetTargetPlan(context, input),
    );
    // Every plan has an address and an answer before it is set, so setting it creates nothing: 200.
    return new CommandAnswer(plan, { status: 200, revision, position });
  }

  @Get()
  @Roles('officer', 'statistician')
  @ApiOperation({ summary: '一个区域一年的目标计划；没有计划的显示八项指标，target 为 null' })
  @ApiOkResponse({ type: TargetPlanDto })
  async get(
    @Param() { regionCode, year }: TargetAddress,
    @Query() query: TargetPlanQuery,
  ): Promise<CommandAnswer<TargetPlanAnswer>> {
    const plan = await this.queryBus.execute<TargetPlanOf, TargetPlanAnswer>(
      new TargetPlanOf(regionCode, Number(year), query),
    );
    return new CommandAnswer(
      plan,
      plan.revision === null ? {} : { revision: BigInt(plan.revision) },
    );
  }
}
