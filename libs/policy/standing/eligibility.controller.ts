import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Actor } from '#libs/kernel/actor.js';
import { parseCreditCode } from '#libs/kernel/credit-code.js';
import { orThrow, Refusal } from '#libs/kernel/refusal.js';
import { CurrentActor } from '#libs/runtime/auth/current-actor.decorator.js';
import { requireOwn, visibleCreditCode } from '#libs/runtime/auth/own-enterprise.js';
import { Roles } from '#libs/runtime/auth/roles.decorator.js';
import type { PageOf } from '#libs/runtime/http/command-answer.js';
import { AfterQuery } from '#libs/runtime/http/query.dto.js';
import { answerActions } from '../actions/answer-actions.js';
import { answerInWords } from '../actions/answer-in-words.js';
import { PolicyDictionary } from '../policy-dictionary.js';
import {
  EligibilityHistory,
  StandingEligibility,
  WhatIf,
  type StandingAnswer,
  type StandingChange,
} from '../queries.js';
import { HistoryDto, HistoryQuery } from './eligibility-history.dto.js';
import { StandingDto, StandingQuery, WhatIfAnswerDto, WhatIfDto } from './eligibility.dto.js';

@ApiTags('政策匹配')
@ApiBearerAuth()
@Controller('api/v1')
export class EligibilityController {
  constructor(
    private readonly queryBus: QueryBus,
    private readonly policy: PolicyDictionary,
  ) {}

  @Get('enterprises/:creditCode/eligibility')
  @Roles('officer', 'statistician', 'enterprise')
  @ApiOperation({
    summary: '一家企业的常设结论：符合哪些、差什么、缺什么',
    description: '由最近一次匹配写入，只在有变化时更新；初判，不作为兑现依据。',
  })
  @ApiParam({ name: 'creditCode', example: '91411323MAXX00015T' })
  @ApiOkResponse({ type: StandingDto })
  async standing(
    @Param('creditCode') creditCode: string,
    @Query() query: StandingQuery,
    @CurrentActor() actor: Actor,
  ): Promise<StandingDto> {
    const code = orThrow(parseCreditCode(creditCode, 'creditCode'));
    requireOwn(actor, code);
    const answer = await this.queryBus.execute(new StandingEligibility(code, query));
    const summary = answerInWords(answer.results, this.policy.dictionary);
    return { ...answer, summary, actions: this.actionsOf(answer) };
  }

  @Get('enterprises/:creditCode/eligibility/history')
  @Roles('officer', 'statistician', 'enterprise')
  @ApiOperation({
    summary: '一家企业的结论自何时起、因何变化，新的在前',
    description:
      '`because` 说明因何重新匹配：哪些入账（facts）、哪次全县匹配（run）或单独请求（check）。',
  })
  @ApiParam({ name: 'creditCode', example: '91411323MAXX00015T' })
  @ApiOkResponse({ type: HistoryDto })
  history(
    @Param('creditCode') creditCode: string,
    @Query() query: HistoryQuery,
    @CurrentActor() actor: Actor,
  ): Promise<PageOf<StandingChange> & { readonly position: string }> {
    const code = orThrow(parseCreditCode(creditCode, 'creditCode'));
    requireOwn(actor, code);
    return this.queryBus.execute(new EligibilityHistory(code, query));
  }

  @Post('eligibility/what-if')
  @HttpCode(200)
  @Roles('officer', 'enterprise')
  @ApiOperation({
    summary: '试算：如果有这些事实，会怎样',
    description: '与正式匹配用同一程序，什么都不写入；初判，不作为兑现依据。',
  })
  @ApiOkResponse({ type: WhatIfAnswerDto })
  async whatIf(
    @Body() body: WhatIfDto,
    @Query() query: AfterQuery,
    @CurrentActor() actor: Actor,
  ): Promise<WhatIfAnswerDto> {
    this.refuseOthers(actor, body.creditCode);
    // An enterprise means itself, unless it says that it means nobody (null).
    const own = body.creditCode === undefined ? visibleCreditCode(actor) : undefined;
    const input = own === undefined ? body : { ...body, creditCode: own };
    const asked = new WhatIf(input, query, new Date().toISOString());
    const answer = await this.queryBus.execute(asked);
    const summary = answerInWords(answer.result.results, this.policy.dictionary);
    return { ...answer, summary };
  }

  private actionsOf({ creditCode, awardYear, list, results }: StandingAnswer) {
    if (awardYear === null || list === null) return [];
    return answerActions(this.policy.dictionary, { creditCode, awardYear, list }, results);
  }

  /** An enterprise may suppose anything of itself, or of nobody. */
  private refuseOthers(actor: Actor, creditCode: unknown): void {
    if (visibleCreditCode(actor) === undefined) return;
    if (creditCode === undefined || creditCode === null) return;
    const code = parseCreditCode(creditCode);
    requireOwn(actor, code instanceof Refusal ? undefined : code);
  }
}
