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
import { Roles } from '#libs/runtime/auth/roles.decorator.js';
import { CommandAnswer } from '#libs/runtime/http/command-answer.js';
import { Context } from '#libs/runtime/http/command-context.decorator.js';
import type { PageOf } from '#libs/runtime/http/command-answer.js';
import { AfterQuery } from '#libs/runtime/http/query.dto.js';
import { QuestionDto, RequestedDto } from '../checks/eligibility-checks.dto.js';
import { ControlEligibilityRun, RequestEligibilityRun } from '../commands.js';
import type { RunControl } from '../domain/eligibility-run.js';
import { DISCLAIMER } from '../domain/result.js';
import { EligibilityRunOf, EligibilityRuns, type RunAnswer, type RunSummary } from '../queries.js';
import { RunControlledDto, RunDto, RunsDto, RunsQuery } from './eligibility-runs.dto.js';

@ApiTags('政策匹配')
@ApiBearerAuth()
@Roles('officer', 'statistician')
@Controller('api/v1/eligibility-runs')
export class EligibilityRunsController {
  constructor(
    private readonly commandBus: CommandBus,
    private readonly queryBus: QueryBus,
  ) {}

  @Post()
  @HttpCode(202)
  @Roles('officer')
  @ApiOperation({
    summary: '对全县企业做一次政策匹配',
    description: '更新各企业的常设结论，只写入有变化的。分批进行，中断后接着做。',
  })
  @ApiAcceptedResponse({ type: RequestedDto })
  async request(
    @Context() context: CommandContext,
    @Body() body: QuestionDto,
  ): Promise<CommandAnswer<RequestedDto>> {
    const { id, status, position, revision } = await this.commandBus.execute(
      new RequestEligibilityRun(context, body),
    );
    const answer = { id, status, disclaimer: DISCLAIMER };
    return new CommandAnswer(answer, { status: 202, position, revision });
  }

  @Get()
  @ApiOperation({ summary: '历次全县匹配，新的在前' })
  @ApiOkResponse({ type: RunsDto })
  list(@Query() query: RunsQuery): Promise<PageOf<RunSummary>> {
    return this.queryBus.execute(new EligibilityRuns(query));
  }

  @Get(':id')
  @ApiOperation({ summary: '一次全县匹配的进度' })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOkResponse({ type: RunDto })
  read(@Param('id') id: string, @Query() query: AfterQuery): Promise<RunAnswer> {
    return this.queryBus.execute(new EligibilityRunOf(id, query));
  }

  @Post(':id/pause')
  @HttpCode(200)
  @Roles('officer')
  @ApiOperation({
    summary: '暂停一次全县匹配',
    description: '正在处理的一批做完后停下，已写入的结论保留；重复暂停不改变什么。',
  })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOkResponse({ type: RunControlledDto })
  pause(
    @Context() context: CommandContext,
    @Param('id') id: string,
  ): Promise<CommandAnswer<RunControlledDto>> {
    return this.control(context, id, 'pause');
  }

  @Post(':id/resume')
  @HttpCode(200)
  @Roles('officer')
  @ApiOperation({
    summary: '继续一次暂停的全县匹配',
    description: '从停下的地方接着做，入账截止时点不变；没有暂停的不改变什么。',
  })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOkResponse({ type: RunControlledDto })
  resume(
    @Context() context: CommandContext,
    @Param('id') id: string,
  ): Promise<CommandAnswer<RunControlledDto>> {
    return this.control(context, id, 'resume');
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @Roles('officer')
  @ApiOperation({
    summary: '取消一次全县匹配',
    description: '已写入的结论保留（它们是对的），其余企业由下一次匹配更新；取消后不能继续。',
  })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOkResponse({ type: RunControlledDto })
  cancel(
    @Context() context: CommandContext,
    @Param('id') id: string,
  ): Promise<CommandAnswer<RunControlledDto>> {
    return this.control(context, id, 'cancel');
  }

  @Post(':id/retry')
  @HttpCode(200)
  @Roles('officer')
  @ApiOperation({
    summary: '重试未能算出的企业，或接着做一次失败的全县匹配',
    description: '已完成的只重算 `failures` 中的企业；失败的从停下的地方接着做。',
  })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOkResponse({ type: RunControlledDto })
  retry(
    @Context() context: CommandContext,
    @Param('id') id: string,
  ): Promise<CommandAnswer<RunControlledDto>> {
    return this.control(context, id, 'retry');
  }

  private async control(
    context: CommandContext,
    runId: string,
    control: RunControl,
  ): Promise<CommandAnswer<RunControlledDto>> {
    const { state, position, revision } = await this.commandBus.execute(
      new ControlEligibilityRun(context, { runId, control }),
    );
    if (state.status === 'none') throw new Error(`run ${runId} is not there after a command`);
    const { status, plan, done, failed, changed } = state;
    const body = { id: runId, status, total: plan?.total ?? null, done, failed, changed };
    return new CommandAnswer(body, { status: 200, position, revision });
  }
}
