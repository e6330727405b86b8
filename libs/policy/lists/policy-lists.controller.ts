import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import {
  ApiBearerAuth,
  ApiBody,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { Request } from 'express';
import type { Actor } from '#libs/kernel/actor.js';
import type { CommandContext } from '#libs/kernel/command-context.js';
import { Refusal, RefusalError } from '#libs/kernel/refusal.js';
import { CurrentActor } from '#libs/runtime/auth/current-actor.decorator.js';
import { Roles } from '#libs/runtime/auth/roles.decorator.js';
import { CommandAnswer, type PageOf } from '#libs/runtime/http/command-answer.js';
import { Context } from '#libs/runtime/http/command-context.decorator.js';
import { AfterQuery, PagedQuery } from '#libs/runtime/http/query.dto.js';
import { Consumes } from '#libs/runtime/http/request/consumes.js';
import { DraftPolicyList, PublishPolicyList, type DraftPolicyListAnswer } from '../commands.js';
import {
  PolicyListDiff,
  PolicyListOf,
  PolicyLists,
  PolicyListVersionOf,
  type DiffAnswer,
  type ListSummary,
  type VersionAnswer,
} from '../queries.js';
import { listSchema } from '../domain/list/schema/list-schema.js';
import { PolicyDictionary } from '../policy-dictionary.js';
import {
  DiffDto,
  DiffQuery,
  DraftDto,
  ListDto,
  ListsDto,
  PublicationDto,
  VersionDto,
} from './policy-lists.dto.js';
import { readSubmission } from './read-submission.js';

const EXAMPLE = {
  list: 'demo-policy',
  title: '示例清单',
  sample: true,
  effective: { from: '2023-01-01', to: '2025-12-31' },
  clauses: [
    {
      id: 'htf-first',
      article: '第一条',
      text: '对当年首次认定的高新技术企业，给予一次性奖励20万元。',
      when: {
        some: 'high-tech-firm',
        where: {
          all: [
            { field: 'countingYear', op: 'eq', value: '@year' },
            { field: 'first', op: 'eq', value: true },
          ],
        },
        cite: '当年首次认定的高新技术企业',
      },
      benefit: { kind: 'fixed', amount: '20万' },
    },
  ],
};

@ApiTags('政策清单')
@ApiBearerAuth()
@Roles('officer', 'statistician', 'enterprise')
@Controller('api/v1/policy-lists')
export class PolicyListsController {
  constructor(
    private readonly commandBus: CommandBus,
    private readonly queryBus: QueryBus,
    private readonly dictionary: PolicyDictionary,
  ) {}

  @Post()
  @HttpCode(201)
  @Roles('officer')
  @Consumes('application/json', 'application/yaml')
  @ApiOperation({
    summary: '提交一份政策清单（草稿）',
    description:
      'YAML 或 JSON；附用例时写作 {"text" 或 "document": 清单, "tests": 用例的 YAML}。' +
      '有错误的清单不收（422），逐条指出行号、条款与可用的写法；' +
      '收下的是草稿，附有用例的检查结果；发布后才用于匹配，且不可再改。',
  })
  @ApiBody({ schema: { type: 'object', additionalProperties: true, example: EXAMPLE } })
  @ApiCreatedResponse({ type: DraftDto })
  async draft(
    @Context() context: CommandContext,
    @Req() request: Request,
  ): Promise<CommandAnswer<DraftDto>> {
    const submission = readSubmission(request.body);
    return answer(await this.commandBus.execute(new DraftPolicyList(context, submission)), 201);
  }

  @Post(':id/versions/:n/publication')
  @HttpCode(200)
  @Roles('officer')
  @ApiOperation({
    summary: '发布一版清单',
    description:
      '此后这一版不可再改；重复发布不改变什么。用例不通过的不能发布（409）；' +
      '没有用例、有条件未覆盖、有错误用例看不出的，须在 acknowledge 中逐项确认。',
  })
  @ApiParam({ name: 'id', example: 'county-science-policy' })
  @ApiParam({ name: 'n', example: 1 })
  @ApiOkResponse({ type: DraftDto })
  async publish(
    @Context() context: CommandContext,
    @Param('id') id: string,
    @Param('n') n: string,
    @Body() body: PublicationDto,
  ): Promise<CommandAnswer<DraftDto>> {
    const input = { id, version: versionIn(n), acknowledge: body.acknowledge };
    return answer(await this.commandBus.execute(new PublishPolicyList(context, input)), 200);
  }

  @Get()
  @ApiOperation({ summary: '政策清单及其各版', description: '企业账号只看到已发布的。' })
  @ApiOkResponse({ type: ListsDto })
  list(@Query() query: PagedQuery, @CurrentActor() actor: Actor): Promise<PageOf<ListSummary>> {
    return this.queryBus.execute(new PolicyLists(query, actor));
  }

  @Get('schema')
  @ApiOperation({
    summary: '清单格式的 JSON Schema',
    description: '由事实字典生成（draft 2020-12），供编辑器补全和检查。',
  })
  @ApiOkResponse({ schema: { type: 'object', additionalProperties: true } })
  schema(): object {
    return listSchema(this.dictionary.dictionary);
  }

  @Get(':id')
  @ApiOperation({ summary: '一份政策清单的各版' })
  @ApiParam({ name: 'id', example: 'county-science-policy' })
  @ApiOkResponse({ type: ListDto })
  one(
    @Param('id') id: string,
    @Query() query: AfterQuery,
    @CurrentActor() actor: Actor,
  ): Promise<ListSummary & { readonly position: string }> {
    return this.queryBus.execute(new PolicyListOf(id, query, actor));
  }

  @Get(':id/versions/:n/diff')
  @ApiOperation({
    summary: '与另一版的差别',
    description: '条款按标识对应：新增、删去、改动；改动分原文、条件、金额、规则和其他。',
  })
  @ApiParam({ name: 'id', example: 'county-science-policy' })
  @ApiParam({ name: 'n', example: 2 })
  @ApiOkResponse({ type: DiffDto })
  diff(
    @Param('id') id: string,
    @Param('n') n: string,
    @Query() query: DiffQuery,
    @CurrentActor() actor: Actor,
  ): Promise<DiffAnswer> {
    const { against, ...request } = query;
    const versions = {
      version: versionIn(n),
      ...(against === undefined ? {} : { against: versionIn(against, 'against') }),
    };
    return this.queryBus.execute(new PolicyListDiff(id, versions, request, actor));
  }

  @Get(':id/versions/:n')
  @ApiOperation({ summary: '一版清单的全文与条款' })
  @ApiParam({ name: 'id', example: 'county-science-policy' })
  @ApiParam({ name: 'n', example: 1 })
  @ApiOkResponse({ type: VersionDto })
  version(
    @Param('id') id: string,
    @Param('n') n: string,
    @Query() query: AfterQuery,
    @CurrentActor() actor: Actor,
  ): Promise<VersionAnswer> {
    return this.queryBus.execute(new PolicyListVersionOf(id, versionIn(n), query, actor));
  }
}

function versionIn(text: string, path = 'n'): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  const message = '版本号应为 1 起的整数，如 1';
  throw new RefusalError(Refusal.unacceptable([{ path, code: 'not-a-version', message }]));
}

function answer(
  { position, revision, ...body }: DraftPolicyListAnswer,
  status: 200 | 201,
): CommandAnswer<DraftDto> {
  return new CommandAnswer<DraftDto>(body, { status, position, revision });
}
