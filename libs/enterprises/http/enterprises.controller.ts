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
import { Transform } from 'class-transformer';
import type { Actor } from '#libs/kernel/actor.js';
import type { CommandContext } from '#libs/kernel/command-context.js';
import { CurrentActor } from '#libs/runtime/auth/current-actor.decorator.js';
import { requireOwn, visibleCreditCode } from '#libs/runtime/auth/own-enterprise.js';
import { Roles } from '#libs/runtime/auth/roles.decorator.js';
import { CommandAnswer } from '#libs/runtime/http/command-answer.js';
import { Context } from '#libs/runtime/http/command-context.decorator.js';
import { CsvList } from '#libs/runtime/http/csv.js';
import { AsKnownQuery, PagedAsKnownQuery } from '#libs/runtime/http/query.dto.js';
import { IsRegionCode, IsSafeText } from '#libs/runtime/http/validators.js';
import {
  DeregisterEnterprise,
  MoveEnterprise,
  RegisterEnterprise,
  RenameEnterprise,
  type EnterpriseResult,
} from '../commands.js';
import { ENTITY_TYPE_LABELS } from '../domain/events.js';
import {
  EnterpriseList,
  EnterpriseProfile,
  type EnterpriseAnswer,
  type EnterpriseListAnswer,
  type EnterpriseProfileAnswer,
} from '../queries.js';
import { creditCodeOfPath } from '../writing/enterprise-commands.js';
import { EnterpriseDto, EnterpriseProfileDto, EnterprisesDto } from './enterprise.answers.js';
import {
  DeregisterEnterpriseDto,
  MoveEnterpriseDto,
  RegisterEnterpriseDto,
  RenameEnterpriseDto,
} from './enterprise.dto.js';

class EnterprisesQuery extends PagedAsKnownQuery {
  @IsSafeText({
    max: 100,
    optional: true,
    description: '名称的一部分（含曾用名，括号全半角、空格不计）或信用代码的开头',
    example: '样本',
  })
  // An empty search box means no search.
  @Transform(({ value }: { value: unknown }) => (value === '' ? undefined : value))
  q?: string;

  @IsRegionCode({ optional: true, description: '所在地：县、市、省均可，含其下各地' })
  regionCode?: string;
}

const CREDIT_CODE = {
  name: 'creditCode',
  description: '统一社会信用代码',
  example: '91411323MAXX00015T',
};

@ApiTags('企业')
@ApiBearerAuth()
@Roles('officer', 'statistician', 'enterprise')
@Controller('api/v1/enterprises')
export class EnterprisesController {
  constructor(
    private readonly commandBus: CommandBus,
    private readonly queryBus: QueryBus,
  ) {}

  @Post()
  @Roles('officer')
  @ApiOperation({
    summary: '登记企业',
    description:
      '内容相同的重复登记答 200，不重复入账；内容不同答 409 enterprise-already-registered。',
  })
  @ApiCreatedResponse({ type: EnterpriseDto })
  @ApiOkResponse({ type: EnterpriseDto, description: '此前已登记，内容相同' })
  async register(
    @Context() context: CommandContext,
    @Body() body: RegisterEnterpriseDto,
  ): Promise<CommandAnswer<EnterpriseAnswer>> {
    const result = await this.commandBus.execute(new RegisterEnterprise(context, body));
    return answer(result, result.created ? 201 : 200);
  }

  @Get()
  @ApiOperation({
    summary: '企业列表',
    description: '按名称（含曾用名）或代码查找。企业账号只看到本企业。',
  })
  @ApiOkResponse({ type: EnterprisesDto })
  @CsvList<EnterpriseAnswer>('企业', [
    { key: 'creditCode', header: '统一社会信用代码' },
    { key: 'name', header: '企业名称' },
    { key: 'formerNames', header: '曾用名' },
    { key: 'regionCode', header: '行政区划代码' },
    { key: 'regionName', header: '所在地' },
    { key: 'townshipName', header: '乡镇（街道）' },
    { key: 'industryCode', header: '行业代码' },
    { key: 'entityType', header: '单位类型', value: (row) => ENTITY_TYPE_LABELS[row.entityType] },
    { key: 'registeredOn', header: '成立日期' },
    { key: 'deregisteredOn', header: '注销日期' },
  ])
  list(
    @Query() query: EnterprisesQuery,
    @CurrentActor() actor: Actor,
  ): Promise<EnterpriseListAnswer> {
    const request = { ...query, creditCode: visibleCreditCode(actor) };
    return this.queryBus.execute(new EnterpriseList(request, new Date().toISOString()));
  }

  @Get(':creditCode')
  @ApiOperation({
    summary: '企业档案',
    description: '所问日期的名称与所在地、有效的台账记录、技术合同按年合计、疑点。',
  })
  @ApiParam(CREDIT_CODE)
  @ApiOkResponse({ type: EnterpriseProfileDto })
  profile(
    @Param('creditCode') creditCode: string,
    @Query() query: AsKnownQuery,
    @CurrentActor() actor: Actor,
  ): Promise<EnterpriseProfileAnswer> {
    const code = creditCodeOfPath(creditCode);
    requireOwn(actor, code);
    return this.queryBus.execute(new EnterpriseProfile(code, query, new Date().toISOString()));
  }

  @Post(':creditCode/rename')
  @HttpCode(200)
  @Roles('officer')
  @ApiOperation({
    summary: '企业更名',
    description: '旧名称仍可查到。当日已是该名称的，不重复入账。',
  })
  @ApiParam(CREDIT_CODE)
  @ApiOkResponse({ type: EnterpriseDto })
  async rename(
    @Context() context: CommandContext,
    @Param('creditCode') creditCode: string,
    @Body() body: RenameEnterpriseDto,
  ): Promise<CommandAnswer<EnterpriseAnswer>> {
    return answer(await this.commandBus.execute(new RenameEnterprise(context, creditCode, body)));
  }

  @Post(':creditCode/moves')
  @HttpCode(200)
  @Roles('officer')
  @ApiOperation({
    summary: '企业迁移',
    description: '自生效日起计入新所在地；此前的记录仍计入原所在地。',
  })
  @ApiParam(CREDIT_CODE)
  @ApiOkResponse({ type: EnterpriseDto })
  async move(
    @Context() context: CommandContext,
    @Param('creditCode') creditCode: string,
    @Body() body: MoveEnterpriseDto,
  ): Promise<CommandAnswer<EnterpriseAnswer>> {
    return answer(await this.commandBus.execute(new MoveEnterprise(context, creditCode, body)));
  }

  @Post(':creditCode/deregistration')
  @HttpCode(200)
  @Roles('officer')
  @ApiOperation({ summary: '企业注销', description: '已有的台账记录不变；注销前的变动仍可补记。' })
  @ApiParam(CREDIT_CODE)
  @ApiOkResponse({ type: EnterpriseDto })
  async deregister(
    @Context() context: CommandContext,
    @Param('creditCode') creditCode: string,
    @Body() body: DeregisterEnterpriseDto,
  ): Promise<CommandAnswer<EnterpriseAnswer>> {
    const command = new DeregisterEnterprise(context, creditCode, body);
    return answer(await this.commandBus.execute(command));
  }
}

function answer(
  { enterprise, revision, position }: EnterpriseResult,
  status: 200 | 201 = 200,
): CommandAnswer<EnterpriseAnswer> {
  return new CommandAnswer(enterprise, { status, revision, position });
}
