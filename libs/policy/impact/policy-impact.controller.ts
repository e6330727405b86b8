import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { CommandContext } from '#libs/kernel/command-context.js';
import { Refusal, RefusalError } from '#libs/kernel/refusal.js';
import { Roles } from '#libs/runtime/auth/roles.decorator.js';
import { CommandAnswer } from '#libs/runtime/http/command-answer.js';
import { Context } from '#libs/runtime/http/command-context.decorator.js';
import { CsvList } from '#libs/runtime/http/csv.js';
import { RequestPolicyImpact } from '../commands.js';
import type { EnterpriseImpact } from '../domain/impact/events.js';
import { PolicyImpactOf, type ImpactAnswer } from '../queries.js';
import {
  EFFECT_LABELS,
  ImpactDto,
  ImpactQuery,
  ImpactQuestionDto,
  RequestedImpactDto,
  sayChange,
} from './policy-impact.dto.js';

@ApiTags('政策清单')
@ApiBearerAuth()
@Roles('officer', 'statistician')
@Controller('api/v1/policy-lists/:id/versions/:n/impact')
export class PolicyImpactController {
  constructor(
    private readonly commandBus: CommandBus,
    private readonly queryBus: QueryBus,
  ) {}

  @Post()
  @HttpCode(202)
  @Roles('officer')
  @ApiOperation({
    summary: '发布之前测算影响：哪些企业得到更多，哪些失去，总预算如何变化',
    description:
      '把这一版与已发布的版本在全部企业上比较，由后台完成；只作测算，不改变任何企业的常设结论。',
  })
  @ApiParam({ name: 'id', example: 'county-science-policy' })
  @ApiParam({ name: 'n', example: 2 })
  @ApiAcceptedResponse({ type: RequestedImpactDto })
  async request(
    @Context() context: CommandContext,
    @Param('id') list: string,
    @Param('n') n: string,
    @Body() body: ImpactQuestionDto,
  ): Promise<CommandAnswer<RequestedImpactDto>> {
    const input = { list, version: versionIn(n), ...body };
    const { position, revision, ...answer } = await this.commandBus.execute(
      new RequestPolicyImpact(context, input),
    );
    return new CommandAnswer(answer, { status: 202, position, revision });
  }

  @Get()
  @CsvList<EnterpriseImpact>('影响测算', [
    { key: 'creditCode', header: '统一社会信用代码' },
    { key: 'effect', header: '影响', value: ({ effect }) => EFFECT_LABELS[effect] },
    { key: 'before', header: '现行合计（元）' },
    { key: 'after', header: '拟发布合计（元）' },
    { key: 'clauses', header: '条款', value: ({ clauses }) => clauses.map(sayChange).join('；') },
  ])
  @ApiOperation({
    summary: '最近一次影响测算：总表与有变化的企业',
    description: '`Accept: text/csv` 得到有变化的企业。草稿重新提交之后，旧的测算标为已过时。',
  })
  @ApiParam({ name: 'id', example: 'county-science-policy' })
  @ApiParam({ name: 'n', example: 2 })
  @ApiOkResponse({ type: ImpactDto })
  read(
    @Param('id') list: string,
    @Param('n') n: string,
    @Query() query: ImpactQuery,
  ): Promise<ImpactAnswer> {
    return this.queryBus.execute(new PolicyImpactOf(list, versionIn(n), query));
  }
}

function versionIn(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  const message = '版本号应为 1 起的整数，如 1';
  throw new RefusalError(Refusal.unacceptable([{ path: 'n', code: 'not-a-version', message }]));
}
