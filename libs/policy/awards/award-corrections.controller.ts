import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { CommandContext } from '#libs/kernel/command-context.js';
import { Roles } from '#libs/runtime/auth/roles.decorator.js';
import type { CommandAnswer } from '#libs/runtime/http/command-answer.js';
import { Context } from '#libs/runtime/http/command-context.decorator.js';
import type { PlainStep } from '../domain/awards/steps.js';
import { AwardDto } from './award.answers.js';
import { answer, AWARD_ID } from './awards.controller.js';
import {
  ClawbackCorrectionDto,
  EndDto,
  fieldsOf,
  IssuanceCorrectionDto,
  PaymentCorrectionDto,
  ResolutionCorrectionDto,
} from './awards.dto.js';
import { TakeAwardStep } from './commands.js';
import type { AwardAnswer } from './queries.js';

type Answer = Promise<CommandAnswer<AwardAnswer>>;

const NUMBER = { name: 'number', description: '第几笔，从 1 起，见应答', example: 1 } as const;
const KEPT = '没有写的项不变；更正前的内容与理由都留在台账中。';

@ApiTags('奖补兑现')
@ApiBearerAuth()
@ApiParam(AWARD_ID)
@Roles('officer')
@Controller('api/v1/awards/:id')
export class AwardCorrectionsController {
  constructor(private readonly commandBus: CommandBus) {}

  @Post('payments/:number/correction')
  @HttpCode(200)
  @ApiOperation({
    summary: '更正一笔拨付',
    description: `录错的金额、日期或凭证号；金额 0 表示并未拨付。累计仍不超过审定金额、不低于已追回。${KEPT}`,
  })
  @ApiParam(NUMBER)
  @ApiOkResponse({ type: AwardDto })
  payment(
    @Context() context: CommandContext,
    @Param('id') id: string,
    @Param('number') number: string,
    @Body() body: PaymentCorrectionDto,
  ): Answer {
    return this.take(context, id, { step: 'payment-correction', number: ordinal(number) }, body);
  }

  @Post('clawbacks/:number/correction')
  @HttpCode(200)
  @ApiOperation({
    summary: '更正一笔追回',
    description: `录错的金额、日期或决定文号；金额 0 表示并未追回。预算中的追回随之更正。${KEPT}`,
  })
  @ApiParam(NUMBER)
  @ApiOkResponse({ type: AwardDto })
  clawback(
    @Context() context: CommandContext,
    @Param('id') id: string,
    @Param('number') number: string,
    @Body() body: ClawbackCorrectionDto,
  ): Answer {
    return this.take(context, id, { step: 'clawback-correction', number: ordinal(number) }, body);
  }

  @Post('issuance/correction')
  @HttpCode(200)
  @ApiOperation({ summary: '更正下达文号或日期', description: KEPT })
  @ApiOkResponse({ type: AwardDto })
  issuance(
    @Context() context: CommandContext,
    @Param('id') id: string,
    @Body() body: IssuanceCorrectionDto,
  ): Answer {
    return this.take(context, id, { step: 'issuance-correction' }, body);
  }

  @Post('objections/:number/resolution/correction')
  @HttpCode(200)
  @ApiOperation({ summary: '更正异议的处理结果', description: `审定前均可。${KEPT}` })
  @ApiParam({ ...NUMBER, description: '第几号异议，从 1 起' })
  @ApiOkResponse({ type: AwardDto })
  resolution(
    @Context() context: CommandContext,
    @Param('id') id: string,
    @Param('number') number: string,
    @Body() body: ResolutionCorrectionDto,
  ): Answer {
    const step = { step: 'resolution-correction', objection: ordinal(number) } as const;
    return this.take(context, id, step, body);
  }

  @Post('approval/withdrawal')
  @HttpCode(200)
  @ApiOperation({
    summary: '撤回审定',
    description:
      '审定金额或日期录错时，在下达前由提出者以外的经办撤回，随即释放额度，再按正确的内容重新审定。',
  })
  @ApiOkResponse({ type: AwardDto })
  withdrawal(
    @Context() context: CommandContext,
    @Param('id') id: string,
    @Body() body: EndDto,
  ): Answer {
    return this.take(context, id, { step: 'approval-withdrawal', by: context.actor.id }, body);
  }

  private async take(context: CommandContext, id: string, step: PlainStep, body: object): Answer {
    const command = new TakeAwardStep(context, id, step, fieldsOf(body));
    return answer(await this.commandBus.execute(command), 200);
  }
}

/** 0, which nothing has, for what is no number. */
function ordinal(text: string): number {
  return /^[1-9]\d{0,3}$/.test(text) ? Number(text) : 0;
}
