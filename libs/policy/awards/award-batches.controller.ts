import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CommandContext } from '#libs/kernel/command-context.js';
import { Roles } from '#libs/runtime/auth/roles.decorator.js';
import { CommandAnswer } from '#libs/runtime/http/command-answer.js';
import { Context } from '#libs/runtime/http/command-context.decorator.js';
import { AwardBatchDto } from './award.answers.js';
import { fieldsOf, ProposeAwardBatchDto } from './awards.dto.js';
import { ProposeAwardBatch } from './commands.js';

@ApiTags('奖补兑现')
@ApiBearerAuth()
@Roles('officer')
@Controller('api/v1/award-batches')
export class AwardBatchesController {
  constructor(private readonly commandBus: CommandBus) {}

  @Post()
  @HttpCode(201)
  @ApiOperation({
    summary: '成批提出奖补',
    description:
      '现行结论为“兑现”而该条款年度尚无奖补的，逐一按申请日核算后提出；限额或预算不足时按清单的办法分配。' +
      '一批至多 100 笔，remaining 大于 0 时再请求一次。重复请求不会重复提出。',
  })
  @ApiCreatedResponse({ type: AwardBatchDto })
  async propose(
    @Context() context: CommandContext,
    @Body() body: ProposeAwardBatchDto,
  ): Promise<CommandAnswer<AwardBatchDto>> {
    const { position, revision, ...batch } = await this.commandBus.execute(
      new ProposeAwardBatch(context, fieldsOf(body)),
    );
    return new CommandAnswer(batch, { status: 201, position, revision });
  }
}
