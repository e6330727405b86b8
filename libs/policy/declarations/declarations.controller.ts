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
import { creditCodeIn, yearIn } from '../paths.js';
import {
  ConfirmDeclaration,
  RejectDeclaration,
  SubmitDeclaration,
  WithdrawDeclaration,
  type DeclarationResult,
} from './commands.js';
import {
  ConfirmDeclarationDto,
  DeclarationDto,
  DeclaredFiguresDto,
  EnterpriseDeclarationsQuery,
  RejectDeclarationDto,
  SubmitDeclarationDto,
} from './declarations.dto.js';
import { FIGURE_COLUMNS } from './figure-columns.js';
import { DeclaredFigureList, type DeclarationAnswer, type ListedFigure } from './queries.js';

const CREDIT_CODE = {
  name: 'creditCode',
  description: '统一社会信用代码',
  example: '91411323MAXX00015T',
};
const YEAR = { name: 'year', description: '所属年度', example: 2022 };

@ApiTags('指标申报')
@ApiBearerAuth()
@Roles('officer', 'statistician', 'enterprise')
@Controller('api/v1/enterprises/:creditCode/declarations')
export class DeclarationsController {
  constructor(
    private readonly commandBus: CommandBus,
    private readonly queryBus: QueryBus,
  ) {}

  @Post()
  @Roles('officer', 'enterprise')
  @ApiOperation({
    summary: '申报某一年度的指标',
    description:
      '企业为本企业申报，或由经办代报。申报的值待科技局核实，核实前也用于政策匹配并注明“未核实”。' +
      '再次申报按指标名替换待核实的值；已核实的值不被替换，两者并存，直到经办核实。' +
      '内容相同的重复申报答 200，不重复入账。不要写个人信息。',
  })
  @ApiParam(CREDIT_CODE)
  @ApiCreatedResponse({ type: DeclarationDto })
  @ApiOkResponse({ type: DeclarationDto, description: '此前已如此申报' })
  async submit(
    @Context() context: CommandContext,
    @Param('creditCode') creditCode: string,
    @Body() body: SubmitDeclarationDto,
  ): Promise<CommandAnswer<DeclarationAnswer>> {
    const code = creditCodeIn(creditCode);
    requireOwn(context.actor, code);
    const result = await this.commandBus.execute(new SubmitDeclaration(context, code, body));
    return answer(result, result.created ? 201 : 200);
  }

  @Get()
  @ApiOperation({
    summary: '一家企业申报的指标',
    description: '每项指标待核实、已核实、未通过的值并列，注明何时、由谁、依据什么；较近年度在前。',
  })
  @ApiParam(CREDIT_CODE)
  @ApiOkResponse({ type: DeclaredFiguresDto })
  @CsvList<ListedFigure & Named>('申报指标', FIGURE_COLUMNS)
  async list(
    @Param('creditCode') creditCode: string,
    @Query() query: EnterpriseDeclarationsQuery,
    @CurrentActor() actor: Actor,
  ): Promise<DeclaredFiguresDto> {
    const code = creditCodeIn(creditCode);
    requireOwn(actor, code);
    const asked = new DeclaredFigureList({ ...query, creditCode: code });
    return withNames(this.queryBus, await this.queryBus.execute(asked));
  }

  @Post(':year/confirmation')
  @HttpCode(200)
  @Roles('officer')
  @ApiOperation({
    summary: '核实指标',
    description: '待核实的值经核对属实，成为已核实的值。已经核实的不重复入账。',
  })
  @ApiParam(CREDIT_CODE)
  @ApiParam(YEAR)
  @ApiOkResponse({ type: DeclarationDto })
  async confirm(
    @Context() context: CommandContext,
    @Param('creditCode') creditCode: string,
    @Param('year') year: string,
    @Body() body: ConfirmDeclarationDto,
  ): Promise<CommandAnswer<DeclarationAnswer>> {
    const command = new ConfirmDeclaration(context, creditCodeIn(creditCode), yearIn(year), body);
    return answer(await this.commandBus.execute(command), 200);
  }

  @Post(':year/rejection')
  @HttpCode(200)
  @Roles('officer')
  @ApiOperation({
    summary: '不予通过',
    description:
      '待核实的值不予通过，写明理由；指明的指标没有待核实的值时，取消此前的核实。不予通过的值不再用于政策匹配。',
  })
  @ApiParam(CREDIT_CODE)
  @ApiParam(YEAR)
  @ApiOkResponse({ type: DeclarationDto })
  async reject(
    @Context() context: CommandContext,
    @Param('creditCode') creditCode: string,
    @Param('year') year: string,
    @Body() body: RejectDeclarationDto,
  ): Promise<CommandAnswer<DeclarationAnswer>> {
    const command = new RejectDeclaration(context, creditCodeIn(creditCode), yearIn(year), body);
    return answer(await this.commandBus.execute(command), 200);
  }

  @Post(':year/withdrawal')
  @HttpCode(200)
  @Roles('officer', 'enterprise')
  @ApiOperation({
    summary: '撤回申报',
    description: '撤回待核实的值。已核实的值不能撤回，可重新申报并由经办核实。',
  })
  @ApiParam(CREDIT_CODE)
  @ApiParam(YEAR)
  @ApiOkResponse({ type: DeclarationDto })
  async withdraw(
    @Context() context: CommandContext,
    @Param('creditCode') creditCode: string,
    @Param('year') year: string,
    @Body() body: RejectDeclarationDto,
  ): Promise<CommandAnswer<DeclarationAnswer>> {
    const code = creditCodeIn(creditCode);
    requireOwn(context.actor, code);
    const command = new WithdrawDeclaration(context, code, yearIn(year), body);
    return answer(await this.commandBus.execute(command), 200);
  }
}

function answer(
  { declaration, revision, position }: DeclarationResult,
  status: 200 | 201,
): CommandAnswer<DeclarationAnswer> {
  return new CommandAnswer(declaration, { status, revision, position });
}
