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
import { requireOwn } from '#libs/runtime/auth/own-enterprise.js';
import { Roles } from '#libs/runtime/auth/roles.decorator.js';
import { CommandAnswer } from '#libs/runtime/http/command-answer.js';
import { Context } from '#libs/runtime/http/command-context.decorator.js';
import { CsvList } from '#libs/runtime/http/csv.js';
import { withNames, type Named } from '../enterprise-names.js';
import { creditCodeIn } from '../paths.js';
import { GiveManualAnswer, WithdrawManualAnswer } from './commands.js';
import {
  GiveManualAnswerDto,
  ManualAnswerDto,
  ManualAnswersDto,
  ManualAnswersQuery,
  OpenQuestionsDto,
  OpenQuestionsQuery,
  WithdrawManualAnswerDto,
} from './manual-answers.dto.js';
import {
  ManualAnswerList,
  OpenQuestionList,
  type ManualAnswerAnswer,
  type ManualAnswerListAnswer,
  type OpenQuestion,
} from './queries.js';

const CREDIT_CODE = {
  name: 'creditCode',
  description: '统一社会信用代码',
  example: '91411323MAXX00015T',
};

@ApiTags('人工核实')
@ApiBearerAuth()
@Controller('api/v1')
export class ManualAnswersController {
  constructor(
    private readonly commandBus: CommandBus,
    private readonly queryBus: QueryBus,
  ) {}

  @Post('enterprises/:creditCode/manual-answers')
  @Roles('officer')
  @ApiOperation({
    summary: '答复须人工核实的事项',
    description:
      '台账与申报都说明不了的条件（专家评审、现场核查）由经办答复，写明依据。' +
      '同一问题再次答复替换此前的；内容相同的答 200，不重复入账。不要写个人信息。',
  })
  @ApiParam(CREDIT_CODE)
  @ApiCreatedResponse({ type: ManualAnswerDto })
  @ApiOkResponse({ type: ManualAnswerDto, description: '此前已如此答复' })
  async give(
    @Context() context: CommandContext,
    @Param('creditCode') creditCode: string,
    @Body() body: GiveManualAnswerDto,
  ): Promise<CommandAnswer<ManualAnswerAnswer>> {
    const { answer, created, position, revision } = await this.commandBus.execute(
      new GiveManualAnswer(context, creditCodeIn(creditCode), body),
    );
    return new CommandAnswer(answer, { status: created ? 201 : 200, position, revision });
  }

  @Post('enterprises/:creditCode/manual-answers/withdrawal')
  @HttpCode(200)
  @Roles('officer')
  @ApiOperation({ summary: '撤回答复', description: '撤回后该事项重新待答复。' })
  @ApiParam(CREDIT_CODE)
  @ApiOkResponse({ type: ManualAnswerDto })
  async withdraw(
    @Context() context: CommandContext,
    @Param('creditCode') creditCode: string,
    @Body() body: WithdrawManualAnswerDto,
  ): Promise<CommandAnswer<ManualAnswerAnswer>> {
    const { answer, position, revision } = await this.commandBus.execute(
      new WithdrawManualAnswer(context, creditCodeIn(creditCode), body),
    );
    return new CommandAnswer(answer, { status: 200, position, revision });
  }

  @Get('enterprises/:creditCode/manual-answers')
  @Roles('officer', 'statistician', 'enterprise')
  @ApiOperation({ summary: '一家企业的人工核实答复' })
  @ApiParam(CREDIT_CODE)
  @ApiOkResponse({ type: ManualAnswersDto })
  list(
    @Param('creditCode') creditCode: string,
    @Query() query: ManualAnswersQuery,
    @CurrentActor() actor: Actor,
  ): Promise<ManualAnswerListAnswer> {
    const code = creditCodeIn(creditCode);
    requireOwn(actor, code);
    return this.queryBus.execute(new ManualAnswerList(code, query));
  }

  @Get('manual-questions')
  @Roles('officer', 'statistician')
  @ApiOperation({
    summary: '待人工核实的事项',
    description: '常设结论所等待的问题；答复后待重新匹配即从此列消失。',
  })
  @ApiOkResponse({ type: OpenQuestionsDto })
  @CsvList<OpenQuestion & Named>('待人工核实', [
    { key: 'creditCode', header: '统一社会信用代码' },
    { key: 'enterpriseName', header: '企业名称' },
    { key: 'awardYear', header: '兑现年度' },
    { key: 'list', header: '清单' },
    { key: 'clause', header: '条款' },
    { key: 'question', header: '问题标识' },
    { key: 'label', header: '须人工核实的事项' },
    { key: 'askedAt', header: '自何时起' },
  ])
  async questions(@Query() query: OpenQuestionsQuery): Promise<OpenQuestionsDto> {
    const asked = new OpenQuestionList(query);
    return withNames(this.queryBus, await this.queryBus.execute(asked));
  }
}
