import { Body, Controller, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { CommandContext } from '#libs/kernel/command-context.js';
import { Roles } from '#libs/runtime/auth/roles.decorator.js';
import { CommandAnswer } from '#libs/runtime/http/command-answer.js';
import { Context } from '#libs/runtime/http/command-context.decorator.js';
import { yearIn } from '../paths.js';
import { AwardBudgetDto } from './award.answers.js';
import { AwardQuery, fieldsOf, SetAwardBudgetDto } from './awards.dto.js';
import { SetAwardBudget } from './commands.js';
import { AwardBudgetOf, type BudgetAnswer } from './queries.js';

const LIST = { name: 'list', description: '清单标识', example: 'county-science-policy' };
const YEAR = { name: 'awardYear', description: '兑现年度', example: 2023 };

@ApiTags('奖补兑现')
@ApiBearerAuth()
@ApiParam(LIST)
@ApiParam(YEAR)
@Roles('officer', 'statistician')
@Controller('api/v1/award-budgets/:list/:awardYear')
export class AwardBudgetsController {
  constructor(
    private readonly commandBus: CommandBus,
    private readonly queryBus: QueryBus,
  ) {}

  @Get()
  @ApiOperation({
    summary: '一个兑现年度的奖补预算',
    description: '总额与各条款的限额（清单的与预算的取低）、已预留、已审定、已拨付、已追回和余额。',
  })
  @ApiOkResponse({ type: AwardBudgetDto })
  read(
    @Param('list') list: string,
    @Param('awardYear') awardYear: string,
    @Query() query: AwardQuery,
  ): Promise<BudgetAnswer> {
    return this.queryBus.execute(new AwardBudgetOf(list, yearIn(awardYear), query));
  }

  @Put()
  @HttpCode(200)
  @Roles('officer')
  @ApiOperation({
    summary: '设定奖补预算与公示期',
    description: '整体替换此前所设；不能低于已审定的金额。清单自身的限额始终同时有效。',
  })
  @ApiOkResponse({ type: AwardBudgetDto })
  async set(
    @Context() context: CommandContext,
    @Param('list') list: string,
    @Param('awardYear') awardYear: string,
    @Body() body: SetAwardBudgetDto,
  ): Promise<CommandAnswer<BudgetAnswer>> {
    const year = yearIn(awardYear);
    const { revision, position } = await this.commandBus.execute(
      new SetAwardBudget(context, list, year, fieldsOf(body)),
    );
    const budget = await this.queryBus.execute(new AwardBudgetOf(list, year, {}));
    return new CommandAnswer(budget, { status: 200, revision, position });
  }
}
