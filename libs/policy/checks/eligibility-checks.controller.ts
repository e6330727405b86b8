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
import type { Actor } from '#libs/kernel/actor.js';
import type { CommandContext } from '#libs/kernel/command-context.js';
import { parseCreditCode } from '#libs/kernel/credit-code.js';
import { CurrentActor } from '#libs/runtime/auth/current-actor.decorator.js';
import { requireOwn } from '#libs/runtime/auth/own-enterprise.js';
import { Roles } from '#libs/runtime/auth/roles.decorator.js';
import { CommandAnswer } from '#libs/runtime/http/command-answer.js';
import { Context } from '#libs/runtime/http/command-context.decorator.js';
import { AfterQuery } from '#libs/runtime/http/query.dto.js';
import { answerActions } from '../actions/answer-actions.js';
import { answerInWords } from '../actions/answer-in-words.js';
import { RequestEligibilityCheck } from '../commands.js';
import { DISCLAIMER } from '../domain/result.js';
import { PolicyDictionary } from '../policy-dictionary.js';
import { EligibilityCheckOf, type CheckAnswer } from '../queries.js';
import { CheckDto, RequestedDto, RequestEligibilityCheckDto } from './eligibility-checks.dto.js';

@ApiTags('政策匹配')
@ApiBearerAuth()
@Roles('officer', 'statistician', 'enterprise')
@Controller('api/v1/eligibility-checks')
export class EligibilityChecksController {
  constructor(
    private readonly commandBus: CommandBus,
    private readonly queryBus: QueryBus,
    private readonly policy: PolicyDictionary,
  ) {}

  @Post()
  @HttpCode(202)
  @Roles('officer', 'enterprise')
  @ApiOperation({
    summary: '请求一次政策匹配',
    description:
      '立即受理，由后台完成；凭编号查询结果。结果依据请求之前的全部入账，逐条说明理由。' +
      '企业账号只能为本企业请求。初判，不作为兑现依据。',
  })
  @ApiAcceptedResponse({ type: RequestedDto })
  async request(
    @Context() context: CommandContext,
    @Body() body: RequestEligibilityCheckDto,
  ): Promise<CommandAnswer<RequestedDto>> {
    requireOwn(context.actor, canonical(body.creditCode));
    const { id, status, position, revision } = await this.commandBus.execute(
      new RequestEligibilityCheck(context, body),
    );
    const answer = { id, status, disclaimer: DISCLAIMER };
    return new CommandAnswer(answer, { status: 202, position, revision });
  }

  @Get(':id')
  @ApiOperation({ summary: '一次政策匹配的状态与结果' })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOkResponse({ type: CheckDto })
  async read(
    @Param('id') id: string,
    @Query() query: AfterQuery,
    @CurrentActor() actor: Actor,
  ): Promise<CheckDto> {
    const answer = await this.queryBus.execute(new EligibilityCheckOf(id, query, actor));
    const summary = answerInWords(answer.result?.results ?? [], this.policy.dictionary);
    return { ...answer, summary, actions: this.actionsOf(answer) };
  }

  private actionsOf({ id, creditCode, awardYear, result }: CheckAnswer) {
    if (!result) return [];
    const about = { creditCode, awardYear, list: result.list, checkId: id };
    return answerActions(this.policy.dictionary, about, result.results);
  }
}

/** As the session's code is written; what is no code at all is told by the decision. */
function canonical(input: unknown): string | undefined {
  const code = parseCreditCode(input);
  return typeof code === 'string' ? code : undefined;
}
