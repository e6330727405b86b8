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
import { AfterQuery } from '#libs/runtime/http/query.dto.js';
import { QuestionDto, RequestedDto } from '../checks/eligibility-checks.dto.js';
import { RequestEligibilityRun } from '../commands.js';
import { DISCLAIMER } from '../domain/result.js';
import { EligibilityRunOf, type RunAnswer } from '../queries.js';
import { RunDto } from './eligibility-runs.dto.js';

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

  @Get(':id')
  @ApiOperation({ summary: '一次全县匹配的进度' })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOkResponse({ type: RunDto })
  read(@Param('id') id: string, @Query() query: AfterQuery): Promise<RunAnswer> {
    return this.queryBus.execute(new EligibilityRunOf(id, query));
  }
}
