import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { CommandContext } from '#libs/kernel/command-context.js';
import { Refusal, RefusalError } from '#libs/kernel/refusal.js';
import { Roles } from '#libs/runtime/auth/roles.decorator.js';
import type { CommandAnswer } from '#libs/runtime/http/command-answer.js';
import { Context } from '#libs/runtime/http/command-context.decorator.js';
import type { PlainStep } from '../domain/awards/steps.js';
import { AwardDto } from './award.answers.js';
import { answer, AWARD_ID } from './awards.controller.js';
import {
  AwardApprovalDto,
  ClawbackDto,
  EndDto,
  fieldsOf,
  IssuanceDto,
  AwardNoticeDto,
  AwardObjectionDto,
  ObjectionResolutionDto,
  DepartmentOpinionDto,
  AwardPaymentDto,
} from './awards.dto.js';
import { ApproveAward, OpenAwardNotice, TakeAwardStep } from './commands.js';
import { AwardOf, type AwardAnswer } from './queries.js';

type Answer = Promise<CommandAnswer<AwardAnswer>>;

@ApiTags('奖补兑现')
@ApiBearerAuth()
@ApiParam(AWARD_ID)
@Roles('officer')
@Controller('api/v1/awards/:id')
export class AwardStepsController {
  constructor(
    private readonly commandBus: CommandBus,
    private readonly queryBus: QueryBus,
  ) {}

  @Post('opinions')
  @HttpCode(200)
  @ApiOperation({
    summary: '部门联审：一个部门的意见',
    description: '同意，或写明理由否决。部门可以改变意见，以最近一次为准；审定前均可提出。',
  })
  @ApiOkResponse({ type: AwardDto })
  opinion(
    @Context() context: CommandContext,
    @Param('id') id: string,
    @Body() body: DepartmentOpinionDto,
  ) {
    return this.take(context, id, { step: 'opinion' }, body);
  }

  @Post('notice')
  @HttpCode(200)
  @ApiOperation({
    summary: '公示',
    description: '各部门均同意后公示，不得短于年度公示期。再次公示须写明原因，以新的起止日期为准。',
  })
  @ApiOkResponse({ type: AwardDto })
  async notice(
    @Context() context: CommandContext,
    @Param('id') id: string,
    @Body() body: AwardNoticeDto,
  ): Answer {
    const command = new OpenAwardNotice(context, id, fieldsOf(body));
    return answer(await this.commandBus.execute(command), 200);
  }

  @Post('objections')
  @HttpCode(200)
  @ApiOperation({ summary: '登记公示期间的异议' })
  @ApiOkResponse({ type: AwardDto })
  objection(
    @Context() context: CommandContext,
    @Param('id') id: string,
    @Body() body: AwardObjectionDto,
  ) {
    return this.take(context, id, { step: 'objection' }, body);
  }

  @Post('objections/:number/resolution')
  @HttpCode(200)
  @ApiOperation({ summary: '异议的处理结果', description: '异议成立的，只能作不予或放弃。' })
  @ApiParam({ name: 'number', description: '第几号异议，从 1 起', example: 1 })
  @ApiOkResponse({ type: AwardDto })
  resolve(
    @Context() context: CommandContext,
    @Param('id') id: string,
    @Param('number') number: string,
    @Body() body: ObjectionResolutionDto,
  ) {
    const objection = /^[1-9]\d{0,3}$/.test(number) ? Number(number) : 0;
    return this.take(context, id, { step: 'objection-resolution', objection }, body);
  }

  @Post('approval')
  @HttpCode(200)
  @ApiOperation({
    summary: '审定',
    description:
      '由提出者以外的另一名经办，在公示期满、各部门同意、异议均处理完之后办理。' +
      '先在年度预算中预留额度：不超过单户、条款、总额的任何一项限额。',
  })
  @ApiOkResponse({ type: AwardDto })
  async approve(
    @Context() context: CommandContext,
    @Param('id') id: string,
    @Body() body: AwardApprovalDto,
  ): Answer {
    const command = new ApproveAward(context, id, fieldsOf(body));
    return answer(await this.commandBus.execute(command), 200);
  }

  @Post('issuance')
  @HttpCode(200)
  @ApiOperation({ summary: '下达' })
  @ApiOkResponse({ type: AwardDto })
  issue(@Context() context: CommandContext, @Param('id') id: string, @Body() body: IssuanceDto) {
    return this.take(context, id, { step: 'issuance' }, body);
  }

  @Post('payments')
  @HttpCode(200)
  @ApiOperation({ summary: '拨付一笔', description: '可分期；累计不超过审定金额。' })
  @ApiOkResponse({ type: AwardDto })
  pay(@Context() context: CommandContext, @Param('id') id: string, @Body() body: AwardPaymentDto) {
    return this.take(context, id, { step: 'payment' }, body);
  }

  @Post('clawbacks')
  @HttpCode(200)
  @ApiOperation({
    summary: '追回',
    description: '累计不超过已拨付金额；记入预算但不自动计回余额。',
  })
  @ApiOkResponse({ type: AwardDto })
  clawBack(@Context() context: CommandContext, @Param('id') id: string, @Body() body: ClawbackDto) {
    return this.take(context, id, { step: 'clawback' }, body);
  }

  @Post('waiver')
  @HttpCode(200)
  @Roles('officer', 'enterprise')
  @ApiOperation({
    summary: '放弃',
    description: '拨付前由企业（公示开始后）或经办登记；已预留的额度随即释放。',
  })
  @ApiOkResponse({ type: AwardDto })
  async waive(
    @Context() context: CommandContext,
    @Param('id') id: string,
    @Body() body: EndDto,
  ): Answer {
    const by = context.actor.role === 'enterprise' ? 'enterprise' : 'officer';
    // Only what it may see it may waive.
    if (by === 'enterprise') await this.queryBus.execute(new AwardOf(id, {}, context.actor));
    const taken = await this.take(context, id, { step: 'waiver', by }, body);
    if (by === 'officer') return taken;
    const seen = await this.queryBus.execute(new AwardOf(id, {}, context.actor));
    return { ...taken, body: seen };
  }

  @Post('rejection')
  @HttpCode(200)
  @ApiOperation({ summary: '不予', description: '拨付前均可；审定后作不予即撤回审定并释放额度。' })
  @ApiOkResponse({ type: AwardDto })
  reject(@Context() context: CommandContext, @Param('id') id: string, @Body() body: EndDto) {
    return this.take(context, id, { step: 'rejection' }, body);
  }

  private async take(context: CommandContext, id: string, step: PlainStep, body: object): Answer {
    if (step.step === 'objection-resolution' && step.objection === 0) {
      throw new RefusalError(Refusal.notFound('objection-not-found', '没有这一号异议'));
    }
    const command = new TakeAwardStep(context, id, step, fieldsOf(body));
    return answer(await this.commandBus.execute(command), 200);
  }
}
